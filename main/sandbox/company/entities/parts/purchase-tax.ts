/** Tax of what is bought: outside the US it is claimed back, so it stands on its own beside the lines. In the US it is in the price. */
import type { Draft } from '../../entity.ts';
import { isList } from '../../members.ts';
import { workOutGlobalTax } from './global-tax.ts';
import { taxModel } from './tax-model.ts';

/** Completes the lines and TxnTaxDetail of a finished form of `cents`; returns what the form comes to with its tax. */
export function withPurchaseTax(draft: Draft, cents: number): number {
  const { body } = draft;
  if (taxModel(draft.reader) !== 'global') {
    delete body.TxnTaxDetail;
    return cents;
  }
  const lines = isList(body.Line) ? body.Line : [];
  const tax = workOutGlobalTax(draft, lines, 'Purchase', { subtotal: cents, discount: 0 });
  body.Line = tax.lines;
  body.TxnTaxDetail = tax.detail;
  return cents - tax.taken.subtotal - tax.taken.extra + tax.cents;
}
