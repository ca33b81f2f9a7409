import { type AppError, appError, Failure, fail } from '../../../shared/errors.ts';
import { budgetError, budgetState } from '../../core/budget.ts';
import type { Connector } from '../../core/ports.ts';
import type { RecordView } from '../../core/ports-store.ts';
import type { Observation } from '../../core/types.ts';
import { audit } from '../audit.ts';
import { ingest } from '../book.ts';
import { readUse, translationContext } from '../context.ts';
import { moduleOf, viewOf } from '../rows.ts';
import type { HandlerContext, Handlers } from './types.ts';

/** States in which QuickBooks has what the workspace has, but for what settings keep apart. */
const SETTLED = new Set(['equal', 'differs']);

/** Sending and printing through QuickBooks. Neither goes by the outbox: an e-mail that may have gone is not sent again. */
export function documentsHandlers(ctx: HandlerContext): Handlers<'documents'> {
  const { store } = ctx;

  /** The record there, and the connector to ask; refuses what QuickBooks cannot send. */
  function target(entity: string, key: string): { view: RecordView; there: Observation; connector: Connector } {
    const { descriptor } = moduleOf(ctx, entity);
    const view = viewOf(ctx, entity, key);
    const { title } = view.record.index;
    if (descriptor.emailField === undefined)
      return fail('input.invalid', { field: title, problem: 'is nothing QuickBooks sends or prints' });
    const { quickbooksId } = view.record;
    const there = quickbooksId === null ? null : store.observation(entity, 'quickbooks', quickbooksId);
    if (!there) return fail('documents.notThere', { title });
    if (there.life === 'deleted') return fail('input.invalid', { field: title, problem: 'is deleted in QuickBooks' });
    const connector = ctx.connections.current();
    return connector ? { view, there, connector } : fail('connection.none');
  }

  /** Keeps what QuickBooks said of the sending, with its entry in the log. */
  function told(view: RecordView, seen: Observation | null, what: string, error: AppError | null): void {
    store.transaction(() => {
      if (seen) ingest(ctx, seen);
      const record = store.record(view.record.rid) ?? view.record;
      audit(ctx, { actor: 'You', what, record, side: 'quickbooks', result: error ? 'failed' : 'done', error });
    });
    ctx.scheduler.hint();
  }

  return {
    'documents.send': async ({ entity, key, to }) => {
      const { view, there, connector } = target(entity, key);
      const { title } = view.record.index;
      if (there.life === 'void') return fail('input.invalid', { field: title, problem: 'is void' });
      if (view.record.dirty || !SETTLED.has(view.record.state)) return fail('documents.unsettled', { title });
      if (!connector.send) return fail('input.invalid', { field: title, problem: 'cannot be sent from here' });
      const send = connector.send;
      const before = sentAt(there);
      const context = translationContext(ctx);
      // Not beside a sync run: both would change the same record.
      const outcome = await ctx.scheduler.exclusive(() => send({ entity, id: there.id }, to, context));
      if (outcome.kind === 'confirmed') {
        told(view, outcome.observation, `E-mailed to ${to}`, null);
        return { to, at: sentAt(outcome.observation) };
      }
      if (outcome.kind !== 'uncertain') {
        told(view, null, `E-mail to ${to}: ${outcome.error.userSentence}`, outcome.error);
        throw new Failure(outcome.error);
      }
      // The answer was lost, but the document says when it was last sent.
      const read = await connector.read([{ entity, id: there.id }], context);
      const now = read.ok ? (read.value[0] ?? null) : null;
      if (now !== null && sentAt(now) !== null && sentAt(now) !== before) {
        told(view, now, `E-mailed to ${to}`, null);
        return { to, at: sentAt(now) };
      }
      const error =
        now === null
          ? appError('documents.uncertain', { title, to })
          : appError(
              'documents.notSent',
              { title, to },
              { ...(outcome.error.native ? { native: outcome.error.native } : {}) },
            );
      told(view, now, `E-mail to ${to}: ${error.userSentence}`, error);
      throw new Failure(error);
    },
    'documents.pdf': async ({ entity, key }) => {
      const { view, there, connector } = target(entity, key);
      const { title } = view.record.index;
      const use = readUse(ctx);
      if (use !== null && budgetState(use) === 'spent') throw new Failure(budgetError(use));
      if (!connector.pdf) return fail('input.invalid', { field: title, problem: 'cannot be printed from here' });
      const answer = await connector.pdf({ entity, id: there.id });
      if (!answer.ok) throw new Failure(answer.error);
      return { name: `${title.replace(/[^\p{L}\p{N} ._-]+/gu, '-')}.pdf`, base64: answer.value };
    },
  };
}

/** When QuickBooks last sent the record, as it says. */
function sentAt({ native }: Observation): string | null {
  const delivery = (native as { DeliveryInfo?: { DeliveryTime?: unknown } } | null)?.DeliveryInfo?.DeliveryTime;
  return typeof delivery === 'string' ? delivery : null;
}
