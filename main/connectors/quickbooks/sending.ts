import { appError } from '../../../shared/errors.ts';
import type { EntityModule, TranslationContext, WriteOutcome } from '../../core/types.ts';
import type { QuickbooksClient } from './client.ts';
import { errorCodeOf, mayHaveHappened } from './errors.ts';
import { observe } from './observe.ts';

type Parts = { client: QuickbooksClient; module: EntityModule; context: TranslationContext };

/** Has QuickBooks e-mail a document. What may have gone is `uncertain`; nothing is tried twice. */
export async function sendDocument({ client, module, context }: Parts, id: string, to: string): Promise<WriteOutcome> {
  const label = module.descriptor.label.toLowerCase();
  const reply = await client.send(module.quickbooks.resource, id, to);
  if (reply.ok)
    return { kind: 'confirmed', observation: observe(module, reply.value, context), lineIds: [], tid: reply.tid };
  const { fault, reach } = reply.failure;
  const error = reply.failure.error(`The ${label}`);
  if (reach === 'unknown' || (fault !== null && mayHaveHappened(fault)))
    return {
      kind: 'uncertain',
      error: appError('sync.uncertain', { title: `The ${label}` }, error.native ? { native: error.native } : {}),
    };
  if (reach === 'unsent' || (fault !== null && errorCodeOf(fault).startsWith('connection.')))
    return { kind: 'notSent', error };
  return { kind: 'rejected', error };
}
