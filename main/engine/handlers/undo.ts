import { Failure } from '../../../shared/errors.ts';
import type { StoredUndo, UndoPart, UndoPartState } from '../../core/ports-store.ts';
import { isOpen } from '../../core/undo.ts';
import { recordKey } from '../book.ts';
import { calmSide } from '../sides.ts';
import { observeBoth } from '../sync-run.ts';
import { giveUp } from '../undo-state.ts';
import { previewChange } from './sync.ts';
import type { HandlerContext, Handlers } from './types.ts';

/** Records of an undo that are named because they are not as they were before. */
const NAMED = 50;
const ALL = 1_000_000;

export function undoHandlers(ctx: HandlerContext): Handlers<'undo'> {
  const { store } = ctx;
  return {
    'undo.preview': (input) =>
      ctx.scheduler.exclusive(async () => {
        ctx.sides.platform = calmSide();
        ctx.sides.quickbooks = calmSide();
        const observed = await observeBoth(ctx, false);
        if (!observed.ok) throw new Failure(observed.error);
        return previewChange(ctx, { kind: 'undo', run: input.runId, entries: input.entries, leave: input.leave });
      }),
    'undo.list': ({ limit }) => ({ undos: store.undos(limit).map((undo) => told(ctx, undo)) }),
    'undo.giveUp': ({ id }) => {
      let given = 0;
      store.transaction(() => {
        for (const { rid } of store.undoParts(id, 'waiting', ALL)) {
          const record = store.record(rid);
          if (record?.decision.undo?.id !== id || !isOpen(record.decision.undo)) continue;
          // What may have arrived is settled first.
          if (store.openWrites(rid).some(({ state }) => state === 'sent' || state === 'uncertain')) continue;
          giveUp(ctx, record);
          given++;
        }
      });
      ctx.scheduler.hint();
      return { givenUp: given };
    },
  };
}

/** An undo with how far it is, and the records that are not as they were before. */
function told(ctx: HandlerContext, undo: StoredUndo) {
  const { store } = ctx;
  const counts = store.undoCounts(undo.id);
  const states: UndoPartState[] = ['waiting', 'over', 'givenUp'];
  const left = states.flatMap((state) => store.undoParts(undo.id, state, NAMED)).slice(0, NAMED);
  return { ...undo, counts, left: left.flatMap((part) => toldPart(ctx, part)) };
}

function toldPart(ctx: HandlerContext, { undoId, rid, state, error }: UndoPart) {
  const record = ctx.store.record(rid);
  if (!record) return [];
  // Decided otherwise since: nobody waits for it any more.
  const still = state !== 'waiting' || record.decision.undo?.id === undoId;
  return [
    {
      entity: record.entity,
      key: recordKey(record),
      title: record.index.title,
      state: still ? state : ('givenUp' as const),
      stuck: still && state === 'waiting' && (record.state === 'failed' || record.state === 'held'),
      error: error ?? (state === 'waiting' && still ? record.error : null),
    },
  ];
}
