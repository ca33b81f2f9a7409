import type { OutputOf } from '../../../../shared/contract/index.ts';
import type { EntityDescriptor } from '../../../../shared/entity.ts';
import { useQuery } from '../../../store/index.ts';
import type { FormState } from '../model/form-state.ts';
import type { ByLine } from './line-tax.tsx';

/**
 * How the lines of a document are taxed in a company outside the US: what the form says its amounts are, else what Mappings
 * say of new ones. Null in the US, and for what has no lines.
 */
export function useByLine(
  descriptor: EntityDescriptor,
  state: FormState,
  mappings: OutputOf<'mappings.get'> | null | undefined,
): ByLine | null {
  const field = descriptor.fields.find((one) => one.taxModel === 'global');
  const known = field !== undefined && mappings?.tax !== undefined;
  const answer = useQuery('workspace.taxRates', known ? {} : null, { topics: ['settings', 'mappings'] });
  if (!known) return null;
  const own = state.draft[field.name];
  const amountsAre = own === 'exclusive' || own === 'inclusive' || own === 'none' ? own : mappings?.lists.amountsAre;
  return { amountsAre: amountsAre ?? 'exclusive', rates: answer.data?.rates ?? [] };
}
