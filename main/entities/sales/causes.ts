import type { MoneyCause, MoneyPart } from '../../../shared/contract/money.ts';
import { Dec } from '../values.ts';

/** Causes of a difference between our figure and QuickBooks', in sentences a bookkeeper reads. */

/** QuickBooks' amount less ours, to the cent; nothing counts as 0. */
export const differenceOf = (ours: string | null, theirs: string | null): string => {
  const difference = new Dec(theirs ?? 0).minus(ours ?? 0);
  return difference.isZero() ? '0.00' : difference.toFixed(2);
};

/** One part, or none where nothing differs. */
export const partOf = (cause: MoneyCause, amount: string, sentence: string): MoneyPart[] =>
  new Dec(amount).isZero() ? [] : [{ cause, amount, sentence }];

const percents = (all: string[]): string =>
  all.length < 2 ? `${all.join('')}%` : `${all.slice(0, -1).join('%, ')}% and ${all.at(-1)}%`;

export const sentences = {
  lineRounding: 'One side rounds each line to the cent, the other the whole.',
  rateRounding: (rates: string[]): string =>
    `QuickBooks rounds the tax of each rate to the cent (${percents(rates)}); here their sum is rounded once.`,
  discountBeforeTax: 'QuickBooks takes the discount off before it works the tax out; here the tax comes first.',
  automatedTax: (ours: string | null, theirs: string): string =>
    ours === null
      ? `QuickBooks found the tax by the address: ${theirs}%, where no tax was asked for here.`
      : `QuickBooks found the tax by the address: ${theirs}% instead of ${ours}%.`,
  otherRate: (ours: string | null, theirs: string): string =>
    ours === null
      ? `QuickBooks taxes it at ${theirs}%; here it has no tax.`
      : `QuickBooks taxes it at ${theirs}%, here it is ${ours}%.`,
  codePerLine: 'Its lines carry tax codes of their own in QuickBooks.',
  otherBase: (taxed: string, lines: string): string => `QuickBooks taxes ${taxed} of it, its lines say ${lines}.`,
  taxTyped: 'Somebody typed the tax over in QuickBooks.',
  hiddenCharges: 'Statement charges are part of it in QuickBooks without standing on a line.',
  specialItems: 'Shipping or gratuity, which QuickBooks keeps below the lines.',
  exchangeRate: (currency: string, home: string, rate: string): string =>
    `It is in ${currency}; QuickBooks books it in ${home} at ${rate}.`,
  edited: 'It was changed on one side, and the change is not carried over yet.',
  onlyHere: 'QuickBooks does not have this line yet.',
  onlyThere: 'Only QuickBooks has this line so far.',
  paid: 'What was paid or credited on one side is not on the other yet.',
  unknown: 'Nothing that is known of QuickBooks explains it. Both sides are shown as they are.',
};
