import type { BrakeCounts } from '../../../main/core/brake.ts';
import type { OutboxState } from '../../../main/core/outbox.ts';
import type { EngineStore, OutboxRow, StoredRecord } from '../../../main/core/ports-store.ts';
import { isDue } from '../../../main/core/retry.ts';
import { compare, createTable, keep, type Undo, violated } from './kept.ts';

type Part = Pick<
  EngineStore,
  | 'addWrite'
  | 'putWrite'
  | 'write'
  | 'openWrites'
  | 'writesIn'
  | 'refusedWrites'
  | 'readyWrites'
  | 'uncertainCreates'
  | 'nextDue'
  | 'waitingLoad'
  | 'agreeWrites'
  | 'pruneWrites'
>;

const moving = (state: OutboxState): boolean => state === 'intended' || state === 'sent' || state === 'uncertain';
const open = (state: OutboxState): boolean => moving(state) || state === 'parked';
type Counted = keyof BrakeCounts;
const COUNTED: Record<OutboxRow['request']['kind'], Counted | null> = {
  create: 'creates',
  update: 'updates',
  remove: 'removals',
  restore: null,
};
/** Records are counted, not writes. */
const nobody = (): Record<Counted, Set<number>> => ({ removals: new Set(), updates: new Set(), creates: new Set() });
const sizes = (sets: Record<Counted, Set<number>>): BrakeCounts => ({
  removals: sets.removals.size,
  updates: sets.updates.size,
  creates: sets.creates.size,
});

const byOp = (a: OutboxRow, b: OutboxRow): number => compare(a.op, b.op);

/** Every write, and what of them is open. */
export function createOutbox(undo: Undo, record: (rid: number) => StoredRecord | undefined) {
  const writes = createTable<string, OutboxRow>(undo);
  const keys = createTable<string, string>(undo);
  /** Those neither confirmed nor withdrawn: few, and what is asked for. */
  const active = createTable<string, OutboxRow>(undo);
  /** One write at a time per record and side. */
  const single = createTable<string, string>(undo);
  const place = (row: OutboxRow): string => `${row.rid}/${row.side}`;

  const store = (row: OutboxRow): void => {
    const kept = keep(row);
    writes.set(row.op, kept);
    if (open(row.state)) active.set(row.op, kept);
    else active.delete(row.op);
  };
  const claim = (row: OutboxRow): void => {
    const holder = single.get(place(row));
    if (moving(row.state)) {
      if (holder !== undefined && holder !== row.op) violated('outbox_single');
      single.set(place(row), row.op);
    } else if (holder === row.op) single.delete(place(row));
  };
  const where = (test: (row: OutboxRow) => boolean): OutboxRow[] => {
    const found: OutboxRow[] = [];
    if (active.size > 0) for (const row of active.values()) if (test(row)) found.push(row);
    return found.length > 1 ? found.sort(byOp) : found;
  };
  const copies = (rows: OutboxRow[]): OutboxRow[] => rows.map((row) => ({ ...row }));

  const part: Part = {
    addWrite: (row) => {
      if (writes.has(row.op)) violated('outbox.op');
      if (keys.has(row.request.key)) violated('outbox.key');
      if (!record(row.rid)) violated('outbox.rid');
      claim(row);
      keys.set(row.request.key, row.op);
      store({ ...row });
    },
    putWrite: ({ op, state, attempts, notBefore, error, runId, sentAt }) => {
      const known = writes.get(op);
      if (known === undefined) return;
      const row = { ...known, state, attempts, notBefore, error, runId, sentAt };
      claim(row);
      store(row);
    },
    write: (op) => {
      const row = writes.get(op);
      return row ? { ...row } : null;
    },
    openWrites: (rid) => copies(where((row) => row.rid === rid)),
    refusedWrites: (entity, code) =>
      copies(where((row) => row.state === 'parked' && row.entity === entity && row.error?.code === code)),
    writesIn: (state, limit) => copies(where((row) => row.state === state).slice(0, limit)),
    readyWrites: (side, entity, removals, now, limit) =>
      copies(
        where(
          (row) =>
            row.state === 'intended' &&
            row.side === side &&
            row.entity === entity &&
            (row.request.kind === 'remove') === removals &&
            isDue(row.notBefore, now) &&
            (row.sentAt !== null || record(row.rid)?.dirty === false),
        ).slice(0, limit),
      ),
    uncertainCreates: (entity, side) =>
      where(
        (row) =>
          row.request.kind === 'create' &&
          row.sentAt !== null &&
          moving(row.state) &&
          row.entity === entity &&
          row.side === side,
      ).length > 0,
    nextDue: (except = []) => {
      let due: number | null = null;
      for (const row of active.values()) {
        const waits = row.state === 'uncertain' || (row.state === 'intended' && !except.includes(row.entity));
        if (waits && (due === null || row.notBefore < due)) due = row.notBefore;
      }
      return due;
    },
    waitingLoad: (sinceAt, untilAt) => {
      const loads = new Map<string, Record<'waits' | 'sent', Record<Counted, Set<number>>>>();
      const count = (row: OutboxRow, of: 'waits' | 'sent'): void => {
        const load = loads.get(row.entity) ?? { waits: nobody(), sent: nobody() };
        loads.set(row.entity, load);
        const kind = COUNTED[row.request.kind];
        if (kind !== null) load[of][kind].add(row.rid);
      };
      for (const row of writes.values()) {
        if (row.agreed) continue;
        if (row.state === 'intended') count(row, 'waits');
        const went = row.state === 'sent' || row.state === 'uncertain' || row.state === 'confirmed';
        if (went && row.sentAt !== null && row.sentAt > sinceAt && row.sentAt <= untilAt) count(row, 'sent');
      }
      return [...loads]
        .map(([entity, load]) => ({ entity, ...sizes(load.waits), sent: sizes(load.sent) }))
        .sort((a, b) => compare(a.entity, b.entity));
    },
    agreeWrites: () => {
      for (const row of [...writes.values()])
        if (!row.agreed && (moving(row.state) || row.state === 'confirmed')) store({ ...row, agreed: true });
    },
    pruneWrites: (beforeAt) => {
      const old = [...writes.values()].filter((row) => !open(row.state) && row.createdAt < beforeAt);
      for (const row of old) {
        writes.delete(row.op);
        keys.delete(row.request.key);
      }
      return old.length;
    },
  };
  return {
    part,
    hasOpen: (rid: number): boolean => where((row) => row.rid === rid).length > 0,
    /** Whether a write of the record may have arrived: it is not planned again before that is known. */
    flying: (rid: number): boolean =>
      where(
        (row) =>
          row.rid === rid &&
          (row.state === 'sent' || row.state === 'uncertain' || (row.state === 'intended' && row.sentAt !== null)),
      ).length > 0,
    move: (from: number, to: number): void => {
      for (const row of [...writes.values()]) {
        if (row.rid !== from) continue;
        if (moving(row.state)) single.delete(place(row));
        const moved = { ...row, rid: to };
        claim(moved);
        store(moved);
      }
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
