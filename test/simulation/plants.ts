/**
 * Faults planted on purpose, through the engine's own ports: each is a mistake that real sync products made. The
 * simulation must find every one, or it proves nothing.
 */
import { ROW_LIMITS, type RowLimits } from '../../main/connectors/quickbooks/index.ts';
import type { Connector, FileSide } from '../../main/core/ports.ts';
import type { EngineStore, StoredRecord } from '../../main/core/ports-store.ts';
import type { WriteOutcome } from '../../main/core/types.ts';
import type { Dice } from './dice.ts';

export const PLANTS = {
  dropKey: 'every attempt of a write gets a new idempotency key',
  uncertainAsNotSent: 'a lost answer counts as "surely not arrived", and the write goes again as a new one',
  probeFindsNothing: 'a probe always answers that nothing arrived, and the key is new',
  cursorFirst: 'the cursor is stored before the changes it covers',
  skipChange: 'a page of changes now and then loses its last record, and the cursor moves on',
  forgetBase: 'the merge base is not stored',
  swapLines: 'the ids of written lines are taken in the wrong order',
  blankField: 'a read now and then comes without one of its values',
  halfUndo: 'an undo forgets some of what it was to put back, and says that it is done',
  reviveDeleted: 'what the other side deleted is shown as never seen',
  staleBelieved: 'a row older than what is known counts as the newest',
  fullIsWhole: 'an answer that is full counts as the whole',
  fileSentAgain: 'a file whose answer was lost is sent again without looking, under a new key',
  fileSkipped: 'a look at the files of QuickBooks now and then loses its last, and the cursor moves on',
  hintMovesCursor: 'a notification is taken as data: what came before it counts as read',
} as const;
export type Plant = keyof typeof PLANTS;

const once = (dice: Dice, key: string): string => `${key.slice(0, 20)}${dice.int(100_000, 999_999)}`;

/** The connector of a side with the fault in it. `store` is where the engine keeps its cursors. */
export function plantConnector(plant: Plant | null, connector: Connector, store: EngineStore, dice: Dice): Connector {
  switch (plant) {
    case 'dropKey':
      return {
        ...connector,
        write: (requests, context, again) =>
          connector.write(
            requests.map((request) => ({ ...request, key: once(dice, request.key) })),
            context,
            again,
          ),
        // Without a stable key there is nothing to look it up by, either.
        probe: async (lost) => lost.map(() => ({ kind: 'absent' })),
      };
    case 'uncertainAsNotSent': {
      const lost = new Set<string>();
      return {
        ...connector,
        write: async (requests, context, again) => {
          const sent = requests.map((request) =>
            lost.has(request.key) ? { ...request, key: once(dice, request.key) } : request,
          );
          return (await connector.write(sent, context, again)).map((outcome, index): WriteOutcome => {
            if (outcome.kind !== 'uncertain') return outcome;
            lost.add(requests[index]?.key ?? '');
            return { ...outcome, kind: 'notSent' };
          });
        },
      };
    }
    case 'probeFindsNothing':
      return {
        ...connector,
        probe: async (lost) => lost.map(() => ({ kind: 'absent' })),
        write: (requests, context, again) =>
          connector.write(
            requests.map((request) => ({ ...request, key: once(dice, request.key) })),
            context,
            again,
          ),
      };
    case 'cursorFirst':
      return {
        ...connector,
        changes: async (cursor, entities, context) => {
          const answer = await connector.changes(cursor, entities, context);
          const name = `cursor/${connector.side}`;
          const known = store.getMeta<{ scope: string }>(name);
          if (answer.ok && known) store.setMeta(name, { ...known, cursor: answer.value.cursor });
          return answer;
        },
      };
    case 'skipChange':
      return {
        ...connector,
        changes: async (cursor, entities, context) => {
          const answer = await connector.changes(cursor, entities, context);
          if (!answer.ok || !dice.chance(0.1)) return answer;
          return { ok: true, value: { ...answer.value, observations: answer.value.observations.slice(0, -1) } };
        },
      };
    case 'swapLines':
      return {
        ...connector,
        write: async (requests, context) =>
          (await connector.write(requests, context)).map(
            (outcome): WriteOutcome =>
              outcome.kind === 'confirmed' ? { ...outcome, lineIds: [...outcome.lineIds].reverse() } : outcome,
          ),
      };
    case 'blankField':
      return {
        ...connector,
        changes: async (cursor, entities, context) => {
          const answer = await connector.changes(cursor, entities, context);
          if (!answer.ok) return answer;
          const observations = answer.value.observations.map((seen) =>
            seen.body?.email && dice.chance(0.1) ? { ...seen, body: { ...seen.body, email: null } } : seen,
          );
          return { ok: true, value: { ...answer.value, observations } };
        },
      };
    case 'reviveDeleted':
      return {
        ...connector,
        changes: async (cursor, entities, context) => {
          const answer = await connector.changes(cursor, entities, context);
          if (!answer.ok) return answer;
          const living = answer.value.observations.map((seen) =>
            seen.life === 'live' ? seen : { ...seen, life: 'live' as const },
          );
          return { ok: true, value: { ...answer.value, observations: living } };
        },
      };
    case 'staleBelieved':
      return {
        ...connector,
        changes: async (cursor, entities, context) => {
          const answer = await connector.changes(cursor, entities, context);
          if (!answer.ok) return answer;
          const observations = answer.value.observations.map((seen) => {
            const known = store.observation(seen.entity, seen.side, seen.id);
            const old = known !== null && Number(seen.revision) < Number(known.revision);
            return old ? { ...seen, revision: String(Number(known.revision) + 1) } : seen;
          });
          return { ok: true, value: { ...answer.value, observations } };
        },
      };
    case 'fileSentAgain':
      return withFiles(connector, (files) => ({
        ...files,
        of: async () => ({ ok: true, value: [] }),
        upload: (record, file, key) => files.upload(record, file, once(dice, key)),
      }));
    case 'fileSkipped':
      return withFiles(connector, (files) => ({
        ...files,
        changes: async (cursor) => {
          const answer = await files.changes(cursor);
          if (!answer.ok || answer.value.files.length === 0 || !dice.chance(0.5)) return answer;
          return { ok: true, value: { ...answer.value, files: answer.value.files.slice(0, -1) } };
        },
      }));
    default:
      return connector;
  }
}

const withFiles = (connector: Connector, plant: (files: FileSide) => FileSide): Connector =>
  connector.files === undefined ? connector : { ...connector, files: plant(connector.files) };

/** A record whose undo has lost its last field, or its removal. */
function halved(record: StoredRecord): StoredRecord {
  const { undo } = record.decision;
  if (!undo || undo.done) return record;
  const fields = undo.fields.slice(0, -1);
  const lives = undo.out === null ? undo.lives : { platform: null, quickbooks: null };
  return { ...record, decision: { ...record.decision, undo: { ...undo, fields, lives } } };
}

/** The engine's memory with the fault in it. */
export function plantStore(plant: Plant | null, store: EngineStore): EngineStore {
  switch (plant) {
    case 'halfUndo':
      return { ...store, putRecord: (record) => store.putRecord(halved(record)) };
    case 'forgetBase':
      return { ...store, putRecord: (record) => store.putRecord({ ...record, base: null }) };
    default:
      return store;
  }
}

/** How many rows the connector thinks an answer holds. */
export const plantRows = (plant: Plant | null, rows: RowLimits): RowLimits =>
  plant === 'fullIsWhole' ? { ...rows, changes: ROW_LIMITS.changes } : rows;

/** What a notification does to the engine before it is heard. */
export function plantHint(plant: Plant | null, store: EngineStore, changes: readonly { at: string | null }[]): void {
  if (plant !== 'hintMovesCursor') return;
  const known = store.getMeta<{ cursor: string; scope: string }>('cursor/quickbooks');
  const at = changes.findLast((change) => change.at !== null)?.at;
  if (known === null || typeof at !== 'string') return;
  store.setMeta('cursor/quickbooks', { ...known, cursor: JSON.stringify({ v: 1, since: at }) });
}
