/** Tax of what is bought: outside the US it is claimed back, so it stands on its own beside the lines. In the US it is in the price. */
import type { Draft } from '../../entity.ts';
import { isObject } from '../../members.ts';
import type { WorkedLine } from './expense-lines.ts';
import { workOutGlobalTax } from './global-tax.ts';
import { taxModel } from './tax-model.ts';

export type Taxed = {
  /** The lines as they will stand: where the tax was inside their amounts, without it. */
  readonly lines: readonly WorkedLine[];
  /** What the form comes to with its tax. */
  readonly cents: number;
};

/** Completes lines of `cents` and the draft's TxnTaxDetail. What hangs on a line (a charge) must come after it. */
export function withPurchaseTax(draft: Draft, given: Taxed): Taxed {
  const { body } = draft;
  if (taxModel(draft.reader) !== 'global') {
    delete body.TxnTaxDetail;
    return given;
  }
  const wires = given.lines.map((line) => line.wire);
  const tax = workOutGlobalTax(draft, wires, 'Purchase', { subtotal: given.cents, discount: 0 });
  body.TxnTaxDetail = tax.detail;
  const lines = given.lines.map((line, index) => {
    const wire = tax.lines[index];
    return isObject(wire) ? { ...line, wire: { ...wire } } : line;
  });
  return { lines, cents: given.cents - tax.taken.subtotal - tax.taken.extra + tax.cents };
}
