import { Decimal } from 'decimal.js';
import type { MoneyExplanation, MoneyPart, MoneyRow } from '../../../shared/contract/money.ts';
import type { FakeRecord } from './book.ts';

const CENT: MoneyPart = {
  cause: 'rateRounding',
  amount: '0.01',
  sentence: 'QuickBooks rounds the tax of each rate to the cent (7.25%, 1.25% and 1%); here their sum is rounded once.',
};
const APART: MoneyPart[] = [
  {
    cause: 'automatedTax',
    amount: '12.40',
    sentence: 'QuickBooks found the tax by the address: 10.35% instead of 9.5%.',
  },
  {
    cause: 'discountBeforeTax',
    amount: '-1.13',
    sentence: 'QuickBooks takes the discount off before it works the tax out; here the tax comes first.',
  },
];
const UNKNOWN: MoneyPart = {
  cause: 'unknown',
  amount: '1.50',
  sentence: 'Nothing that is known of QuickBooks explains it. Both sides are shown as they are.',
};

/** The arithmetic of a pretended invoice: most are alike, some have a cent, a few are apart or unexplained. */
export function arithmetic(record: FakeRecord): MoneyExplanation | null {
  if (record.entity !== 'invoice' || record.quickbooks === null) return null;
  const n = Number(record.key.slice(1));
  const parts = n === 12 ? APART : n % 15 === 0 ? [UNKNOWN] : n % 5 === 0 ? [CENT] : [];
  const plus = (value: unknown, amount: string): string => new Decimal(String(value ?? 0)).plus(amount).toFixed(2);
  const difference = parts.reduce((sum, part) => sum.plus(part.amount), new Decimal(0)).toFixed(2);
  const row = (
    kind: MoneyRow['kind'],
    label: string,
    ours: string | null,
    theirs: string | null,
    why: MoneyPart[] = [],
  ): MoneyRow => ({
    kind,
    label,
    ours,
    theirs,
    difference: ours === null || theirs === null ? '0.00' : new Decimal(theirs).minus(ours).toFixed(2),
    parts: why,
  });
  const { lines, subtotal, taxTotal, total, balance } = record.body;
  const taxed = String(taxTotal) !== '0.00' || parts.length > 0;
  return {
    rows: [
      ...(lines as { description: string | null; amount: string }[]).map((line, index) =>
        row('line', line.description ?? `Line ${index + 1}`, line.amount, line.amount),
      ),
      row('subtotal', 'Subtotal', String(subtotal), String(subtotal)),
      ...(taxed
        ? [
            row('base', 'Taxed amount', String(subtotal), String(subtotal)),
            ...['7.25', '1.25', '1'].map((percent) =>
              row('rate', `Tax at ${percent}%`, null, new Decimal(String(subtotal)).mul(percent).div(100).toFixed(2)),
            ),
            row('tax', 'Tax 9.5%', String(taxTotal), plus(taxTotal, difference), parts[0] === UNKNOWN ? [] : parts),
          ]
        : []),
      ...(parts[0] === UNKNOWN ? [row('rounding', 'Rest', '0.00', UNKNOWN.amount, parts)] : []),
      row('total', 'Total', String(total), plus(total, difference)),
      row('balance', 'Open balance', String(balance), String(balance)),
    ],
    difference,
    parts,
    correction: parts[0] === CENT ? CENT.amount : null,
    settled: parts.length === 0 || parts[0] === CENT,
  };
}
