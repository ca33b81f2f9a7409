/** The tax code of one line, by the tax model of the company. */
import type { Draft } from '../../entity.ts';
import { refuse } from '../../faults.ts';
import { refValue } from '../../members.ts';
import type { Json } from '../../types.ts';
import { globalLineCode } from './global-tax.ts';
import { taxModel } from './tax-model.ts';

/** A US line is TAX or NON, NON when not said; elsewhere it names a tax code. undefined: the line carries none. */
export function lineTaxCode(draft: Draft, given: Json | undefined, stood?: string): string | undefined {
  if (taxModel(draft.reader) === 'global') return globalLineCode(draft, given, stood);
  const code = refValue(given) ?? 'NON';
  if (code !== 'TAX' && code !== 'NON') {
    throw refuse('6100', `Valid Line TaxCodes for US should be TAX or NON. Supplied value:${code}`, 'TaxCodeRef');
  }
  return code;
}
