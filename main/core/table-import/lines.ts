import { Decimal } from 'decimal.js';
import type { Body, Json } from '../../../shared/primitives.ts';
import { type Problem, readValue } from './fields.ts';
import type { State } from './state.ts';
import { type Row, type Target, textOf } from './types.ts';

/** Lines of documents: one row of the file each. */

type LineBody = { [member: string]: Json };
export type ReadLine = { line: LineBody; refs: string[] } | { none: true } | { wrong: Problem };

const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP });
const product = (quantity: string, price: string): string => new Exact(quantity).times(price).toFixed(2);

/** What one of two factors is, where a document tells the other one and the amount; null where none comes to it exactly. */
function factor(amount: string, other: string): string | null {
  if (new Exact(other).isZero()) return null;
  const found = new Exact(amount).dividedBy(other).toDecimalPlaces(5);
  return new Exact(product(other, found.toFixed())).equals(amount) ? found.toFixed() : null;
}

/** Members of lines that the file has, in the descriptor's order. */
export const lineTargets = (state: State): Target[] => state.cells.targets.filter(({ of }) => of === 'line');

/** Whether a row says anything of a line by itself: a value for all rows alone makes none. */
export const saysLine = (state: State, row: Row): boolean =>
  lineTargets(state).some((target) => state.cells.own(row, target) !== null);

/** The line of a row. `taxable`: what it is where no column says so and its item does not either. */
export function readLine(state: State, row: Row): ReadLine {
  const { cells, reading, names } = state;
  const line: LineBody = {};
  const refs: string[] = [];
  const targets = lineTargets(state);
  const targetOf = (name: string): Target | null => targets.find(({ part }) => part === name) ?? null;
  const amounts = ['quantity', 'unitPrice', 'amount'];
  const own = targets.filter((target) => cells.own(row, target) !== null);
  const counts = targets.some((target) => amounts.includes(target.part ?? '') && cells.cell(row, target) !== null);
  if (own.length === 0 && !counts) return { none: true };
  for (const target of targets) {
    const cell = cells.cell(row, target);
    if (cell === null || target.part === null) continue;
    if (target.kind === 'ref') {
      // A line of words needs no item, even where all others have one.
      if (!counts && cells.own(row, target) === null) continue;
      const found = names.find(target.entity ?? '', textOf(cell).trim(), null, row.n);
      if (!found.ok) return { wrong: { target, problem: found.problem } };
      line[target.part] = found.id;
      refs.push(found.id);
      continue;
    }
    const read = readValue(target, cell, reading);
    if (!read.ok) return { wrong: { target, problem: read.problem } };
    line[target.part] = read.value;
  }
  const hasKinds = state.descriptor.fields.some(
    ({ kind, line: members }) => kind === 'lines' && members?.some(({ name }) => name === 'kind') === true,
  );
  if (!counts) {
    if (hasKinds && typeof line.description === 'string' && line.item === undefined)
      return { line: { kind: 'text', description: line.description }, refs };
    return { wrong: { target: targetOf('amount') ?? targetOf('unitPrice'), problem: 'is needed for each line' } };
  }
  const wrong = balanced(line, targetOf);
  if (wrong) return { wrong };
  // An item stands in the place of the account: what is bought has one of the two.
  if (line.item !== undefined && line.account !== undefined) delete line.account;
  return { line: hasKinds ? { ...line, kind: 'item' } : line, refs };
}

/** Quantity, price and amount made to agree, or the problem where they cannot. In place. */
function balanced(line: LineBody, targetOf: (name: string) => Target | null): Problem | null {
  const { quantity, unitPrice, amount } = line;
  if (typeof amount !== 'string') {
    if (typeof unitPrice === 'string') line.quantity = quantity ?? '1';
    else return { target: targetOf('unitPrice') ?? targetOf('amount'), problem: 'is needed for each line' };
    return null;
  }
  if (typeof quantity === 'string' && typeof unitPrice === 'string') {
    const comes = product(quantity, unitPrice);
    if (comes !== amount && !new Exact(comes).equals(amount))
      return { target: targetOf('amount'), problem: `${quantity} times ${unitPrice} is ${comes}, not ${amount}` };
    return null;
  }
  if (typeof quantity === 'string') {
    const price = factor(amount, quantity);
    if (price === null) delete line.quantity;
    else line.unitPrice = price;
  } else if (typeof unitPrice === 'string') {
    const count = factor(amount, unitPrice);
    if (count === null) delete line.unitPrice;
    else line.quantity = count;
  }
  return null;
}

/** The lines of a document with what the whole of it takes off. */
export const withDiscount = (lines: readonly LineBody[], discount: string | null): Body[] =>
  discount === null || /^-?0\.00$/.test(discount)
    ? [...lines]
    : [...lines, { kind: 'discount', amount: discount.replace(/^-/, ''), description: 'Discount' }];
