import type { CustomForm, ListMapping } from '../../shared/policy.ts';
import { normalDecimal, normalText } from './compare.ts';
import type { ListEntry } from './types.ts';

/** Proposals for the paired lists, with how sure they are (0..1) and why. */

export type Suggestion = { id: string; confidence: number; reason: string };

/** From here on a pairing is taken without asking; it can be changed in Mappings. */
export const TAKE = 0.9;

const words = (text: string): string => normalText(text).toLowerCase();

/** The income account a contractor's items most likely post to. */
export function suggestIncomeAccount(lists: ListEntry[]): Suggestion | null {
  const accounts = lists.filter((entry) => entry.list === 'account' && entry.active && entry.facts.type === 'Income');
  const only = accounts.length === 1 ? accounts[0] : undefined;
  if (only) return { id: only.id, confidence: 0.98, reason: 'The only income account' };
  const named: [RegExp, number, string][] = [
    [
      /^sales of product income$|^services?$|^service income$|^sales$|^sales income$/,
      0.92,
      'The usual account for sales and services',
    ],
    [/service|sales/, 0.8, 'Its name speaks of sales or services'],
  ];
  // "Services" before "Sales of Product Income": contractors sell work.
  const ordered = [...accounts].sort(
    (a, b) =>
      Number(/service/.test(words(b.name))) - Number(/service/.test(words(a.name))) || (a.name < b.name ? -1 : 1),
  );
  for (const [pattern, confidence, reason] of named) {
    const found = ordered.find((entry) => pattern.test(words(entry.name)));
    if (found) return { id: found.id, confidence, reason };
  }
  const first = ordered[0];
  return first ? { id: first.id, confidence: 0.4, reason: 'One of several income accounts' } : null;
}

/** The QuickBooks tax code for a rate of the platform: same percentage, better with a like name. */
export function suggestTaxCode(rate: { name: string; percent: string }, lists: ListEntry[]): Suggestion | null {
  const percent = normalDecimal(rate.percent);
  const codes = lists.filter((entry) => entry.list === 'taxCode' && entry.active);
  const same = codes.filter(
    (code) => code.facts.percent !== undefined && normalDecimal(code.facts.percent) === percent,
  );
  const named = same.find((code) => words(code.name) === words(rate.name));
  if (named) return { id: named.id, confidence: 0.99, reason: 'Same name and percentage' };
  const only = same[0];
  if (same.length === 1 && only)
    return { id: only.id, confidence: 0.95, reason: `The only code with ${rate.percent}%` };
  if (only) return { id: only.id, confidence: 0.6, reason: `One of ${same.length} codes with ${rate.percent}%` };
  const like = codes.find((code) => words(code.name) === words(rate.name));
  return like ? { id: like.id, confidence: 0.5, reason: 'Same name, other percentage' } : null;
}

/** Names of codes for what tax has nothing to do with, the plainest first; a zero rate is a rate and comes last. */
const UNTAXED = [/^no (vat|tax|gst)$/, /out of scope/, /^exempt/, /free/, /zero/];

/** The QuickBooks tax code of lines without tax in a company outside the US: one of 0 %, by its name. */
export function suggestUntaxedCode(lists: ListEntry[]): Suggestion | null {
  const zero = lists.filter(
    ({ list, active, facts }) =>
      list === 'taxCode' && active && facts.percent !== undefined && normalDecimal(facts.percent) === '0',
  );
  for (const pattern of UNTAXED) {
    const found = zero.find((code) => pattern.test(words(code.name)));
    if (found) return { id: found.id, confidence: 0.95, reason: 'A code of 0% by that name' };
  }
  const first = zero[0];
  return first ? { id: first.id, confidence: zero.length === 1 ? 0.95 : 0.6, reason: 'A code of 0%' } : null;
}

/** Fills what is not chosen yet with what is sure. Never replaces a choice. */
export function fillMapping(
  mapping: ListMapping,
  rates: { key: string; name: string; percent: string }[],
  lists: ListEntry[],
): ListMapping {
  const taken = (suggestion: Suggestion | null): string | null =>
    suggestion && suggestion.confidence >= TAKE ? suggestion.id : null;
  const taxCodes = { ...mapping.taxCodes };
  for (const rate of rates) {
    const id = taxCodes[rate.key] === undefined ? taken(suggestTaxCode(rate, lists)) : null;
    if (id !== null) taxCodes[rate.key] = id;
  }
  return {
    ...mapping,
    defaultIncomeAccount: mapping.defaultIncomeAccount ?? taken(suggestIncomeAccount(lists)),
    taxCodes,
  };
}

/** The QuickBooks custom field that bears the name of one of ours. */
export function suggestCustomField(name: string, form: CustomForm, lists: ListEntry[]): Suggestion | null {
  const plain = (text: string): string => words(text).replace(/[^\p{L}\p{N}]+/gu, '');
  const fields = lists.filter((entry) => entry.list === `${form}CustomField`);
  const same = fields.find((field) => words(field.name) === words(name));
  if (same) return { id: same.id, confidence: 0.95, reason: 'Same name' };
  const like = plain(name) === '' ? undefined : fields.find((field) => plain(field.name) === plain(name));
  return like ? { id: like.id, confidence: 0.8, reason: 'Same name but for spaces and signs' } : null;
}
