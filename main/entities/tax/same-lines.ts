import type { Body, Json } from '../../../shared/primitives.ts';

type Line = { [member: string]: Json };

const linesOf = (body: Body): Line[] => (Array.isArray(body.lines) ? (body.lines as Line[]) : []);
const withoutPrice = ({ unitPrice: _, ...line }: Line): string => JSON.stringify(Object.entries(line).sort());

/**
 * Whether lines with the tax inside differ in nothing but their prices. QuickBooks keeps the price without the tax, worked out
 * from the amount: what was typed cannot be told from it to the last decimal, while quantities and amounts are the same.
 */
export function sameButPrices(field: string, platform: Body, quickbooks: Body): boolean {
  if (field !== 'lines' || platform.taxModel !== 'inclusive' || quickbooks.taxModel !== 'inclusive') return false;
  const ours = linesOf(platform);
  const theirs = linesOf(quickbooks);
  return (
    ours.length === theirs.length && ours.every((line, at) => withoutPrice(line) === withoutPrice(theirs[at] ?? {}))
  );
}
