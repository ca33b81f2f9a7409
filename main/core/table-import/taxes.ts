import type { Body, Json } from '../../../shared/primitives.ts';
import { toCents } from '../money.ts';
import { type Problem, readRate, readValue } from './fields.ts';
import type { State } from './state.ts';
import type { Row, Target } from './types.ts';

/** The tax of documents in a file: by the name or percentage of a rate, or by what it came to. */

/** The tax rate a row names, or the one its tax comes from. Lines that say nothing pay what their item pays. */
export function withTax(state: State, row: Row, body: Body): { body: Body } | { wrong: Problem } {
  const { cells, input, descriptor } = state;
  const { amountsAre } = input;
  if (!descriptor.fields.some(({ name }) => name === 'taxRate')) return { body };
  const given = (id: string): { target: Target; text: ReturnType<typeof cells.cell> } | null => {
    const target = cells.targets.find((one) => one.id === id);
    const cell = target === undefined ? null : cells.cell(row, target);
    return target === undefined || cell === null ? null : { target, text: cell };
  };
  const rate = given('taxRate');
  const sum = given('taxTotal');
  const said = cells.targets.some(({ id }) => id === 'lines.taxable');
  const items = new Map(input.known('item').map(({ id, body: item }) => [id, item.taxable === true]));
  const marked = (all: boolean): Body => ({
    ...body,
    lines: (body.lines as Body[]).map((line) =>
      line.kind === 'item' && line.taxable === undefined
        ? { ...line, taxable: all || items.get(String(line.item)) === true }
        : line,
    ) as Json,
  });
  const withRate = (of: Body, key: string): Body => {
    const percent = input.rates.find((one) => one.key === key)?.percent ?? null;
    if (amountsAre === null) return { ...of, taxRate: key, taxPercent: percent };
    // Outside the US each line has its rate, and the document the one they share.
    const lines = (of.lines as Body[]).map((line) =>
      line.taxable === true ? { ...line, taxRate: key, taxPercent: percent } : line,
    );
    return { ...of, taxModel: amountsAre, lines: lines as Json };
  };
  if (rate !== null && rate.text !== null) {
    const read = readRate(rate.text, input.rates, state.reading);
    if (!read.ok) return { wrong: { target: rate.target, problem: read.problem } };
    if (read.value === null) return { body };
    const usual = withRate(marked(false), read.value);
    const taxable = (usual.lines as Body[]).some((line) => line.taxable === true);
    return { body: said || taxable ? usual : withRate(marked(true), read.value) };
  }
  if (sum === null || sum.text === null) return { body };
  const read = readValue(sum.target, sum.text, state.reading);
  if (!read.ok) return { wrong: { target: sum.target, problem: read.problem } };
  if (toCents(String(read.value)) === 0n) return { body };
  for (const all of said ? [false] : [false, true]) {
    const fits = input.rates.filter(({ key }) => taxOf(state, withRate(marked(all), key)) === read.value);
    const [only] = fits;
    if (only !== undefined && new Set(fits.map(({ percent }) => percent)).size === 1)
      return { body: withRate(marked(all), only.key) };
  }
  return {
    wrong: {
      target: sum.target,
      problem: `no tax rate here comes to ${String(read.value)}; add a column with the rate, or make the rate`,
    },
  };
}

function taxOf({ module }: State, body: Body): string | null {
  const parsed = module.parse(body);
  return parsed.ok ? String(module.derive(parsed.body).taxTotal ?? '') : null;
}
