/**
 * Both systems as people see and use them, without the engine: the platform's book and QuickBooks' own screens. Reads
 * everything that is there, tombstones included.
 */
import type { BookStore } from '../../main/core/book-store.ts';
import type { PlatformBook } from '../../main/core/ports.ts';
import type { EntityRegistry } from '../../main/core/types.ts';
import type { RemovalMode } from '../../shared/entity.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Body } from '../../shared/primitives.ts';
import { type Face, platformFace, platformTag, quickbooksFace, quickbooksTag } from './faces.ts';
import { resourceOf } from './kinds.ts';
import type { EntityName } from './words.ts';

/** A record on the platform with all a person needs to edit it. */
export type PlatformRecord = { entity: string; id: string; revision: string; life: Face['life']; body: Body };
/** A record in QuickBooks as its API shows it. */
export type Native = Record<string, unknown> & { Id: string; SyncToken?: string };

/** What became of a person's act: done, or the reason the screen gave. */
export type Done = { ok: true } | { ok: false; why: string };

export type PlatformSide = {
  records(entity: string): PlatformRecord[];
  create(entity: string, body: Body): Promise<Done>;
  update(record: PlatformRecord, changes: Body): Promise<Done>;
  remove(record: PlatformRecord, mode: RemovalMode): Promise<Done>;
  restore(record: PlatformRecord): Promise<Done>;
};

export type QuickbooksSide = {
  /** How often somebody used the screens to write. */
  readonly acts: number;
  /** Account that new items post to. */
  readonly incomeAccount: string;
  /** What they are bought for is booked here (the wide book). */
  readonly expenseAccount: string;
  records(resource: string): Native[];
  save(resource: string, body: Record<string, unknown>): Done;
  operate(resource: string, operation: 'delete' | 'void', record: Native): Done;
  /** Makes one record of two: the first goes up in the second. */
  merge(resource: string, goes: string, stays: string): Done;
  /** Brings a payment to the bank. */
  deposit(payment: string): Done;
  /** Ids of the deposits there are. */
  deposits(): string[];
  undeposit(id: string): Done;
  /** Files that hang on records, one for each record. */
  attached(): AttachedFile[];
  attach(resource: string, record: string, name: string, content: string): Done;
  /** Writes a note on a file. */
  noteFile(id: string): Done;
  detach(id: string): Done;
};

/** A file of QuickBooks on one record; `content` holds one character for each byte. */
export type AttachedFile = { id: string; resource: string; record: string; content: string };

export type Sides = {
  /** What people keep in this run. */
  entities: readonly EntityName[];
  /** Records nobody here makes, which others name: they are told apart by their names. */
  references: readonly string[];
  platform: PlatformSide;
  quickbooks: QuickbooksSide;
  /** Another after every write to either side. */
  version(): string;
};

/** Everything on both sides at one moment, read by hand. */
export type Snapshot = {
  platform: Face[];
  quickbooks: Face[];
  /** The same, by tag; a tag that stands twice is a duplicate and shows as several. */
  byTag: Map<string, { platform: Face[]; quickbooks: Face[] }>;
};

const taken = new WeakMap<Sides, { version: string; snapshot: Snapshot }>();

/** Reads both sides; the same picture again as long as nobody wrote. */
export function snapshot(sides: Sides): Snapshot {
  const version = sides.version();
  const known = taken.get(sides);
  if (known?.version === version) return known.snapshot;
  const fresh = read(sides);
  taken.set(sides, { version, snapshot: fresh });
  return fresh;
}

function read(sides: Sides): Snapshot {
  const platformTags = new Map<string, string | null>();
  const quickbooksTags = new Map<string, string | null>();
  for (const entity of sides.references) {
    for (const { id, body } of sides.platform.records(entity))
      platformTags.set(`${entity}/${id}`, platformTag(entity, body));
    for (const native of sides.quickbooks.records(resourceOf(entity)))
      quickbooksTags.set(`${entity}/${native.Id}`, quickbooksTag(resourceOf(entity), native));
  }
  const platformRecords = sides.entities.flatMap((entity) => sides.platform.records(entity));
  for (const record of platformRecords)
    platformTags.set(`${record.entity}/${record.id}`, platformTag(record.entity, record.body));
  const natives = sides.entities.flatMap((entity) =>
    sides.quickbooks.records(resourceOf(entity)).map((native) => ({ entity, native })),
  );
  for (const { entity, native } of natives)
    quickbooksTags.set(`${entity}/${native.Id}`, quickbooksTag(resourceOf(entity), native));
  const platform = platformRecords.map((record) =>
    platformFace(record, (entity, id) => platformTags.get(`${entity}/${id}`) ?? null),
  );
  const quickbooks = natives.map(({ entity, native }) =>
    quickbooksFace(resourceOf(entity), native, (to, id) => quickbooksTags.get(`${to}/${id}`) ?? null),
  );
  const byTag: Snapshot['byTag'] = new Map();
  const file = (face: Face, side: 'platform' | 'quickbooks'): void => {
    if (face.tag === null) return;
    const entry = byTag.get(face.tag) ?? { platform: [], quickbooks: [] };
    entry[side].push(face);
    byTag.set(face.tag, entry);
  };
  for (const face of platform) file(face, 'platform');
  for (const face of quickbooks) file(face, 'quickbooks');
  return { platform, quickbooks, byTag };
}

const words = (error: AppError): string => `${error.code}: ${error.userSentence}`;

/** The platform's book as its screens use it: bodies are checked and completed before they come to the book. */
export function platformSide(store: BookStore, book: PlatformBook, registry: EntityRegistry): PlatformSide {
  const prepare = (entity: string, body: Body): { ok: true; body: Body } | { ok: false; why: string } => {
    const module = registry.get(entity);
    const parsed = module.parse(module.derive(body));
    return parsed.ok ? { ok: true, body: module.derive(parsed.body) } : { ok: false, why: words(parsed.error) };
  };
  return {
    // Deleted records are read by change, which is the only listing that still shows them.
    records: (entity) =>
      store.changedSince(0, [entity], 1_000_000).map((record) => ({
        entity,
        id: record.id,
        revision: String(record.change),
        life: record.life,
        body: record.body,
      })),
    create: async (entity, body) => {
      const ready = prepare(entity, body);
      if (!ready.ok) return ready;
      const answer = await book.create(entity, ready.body);
      return answer.ok ? { ok: true } : { ok: false, why: words(answer.error) };
    },
    update: async (record, changes) => {
      const ready = prepare(record.entity, { ...record.body, ...changes });
      if (!ready.ok) return ready;
      const answer = await book.update(record.entity, record.id, record.revision, ready.body);
      return answer.ok ? { ok: true } : { ok: false, why: words(answer.error) };
    },
    remove: async (record, mode) => {
      const answer = await book.remove(record.entity, record.id, record.revision, mode);
      return answer.ok ? { ok: true } : { ok: false, why: words(answer.error) };
    },
    restore: async (record) => {
      const answer = await book.restore(record.entity, record.id, record.revision);
      return answer.ok ? { ok: true } : { ok: false, why: words(answer.error) };
    },
  };
}
