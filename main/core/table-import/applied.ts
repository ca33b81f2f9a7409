import type { Body, Json } from '../../../shared/primitives.ts';
import { fromCents, showMoney, toCents } from '../money.ts';
import type { Problem } from './fields.ts';
import type { State } from './state.ts';
import { type Known, type Row, textOf } from './types.ts';
import { shown } from './values.ts';

/** What a payment is for: documents by their numbers, in the order the row names them. */

/** What is still open of documents, as payments earlier in the file left it. */
export type Open = { left: Map<string, bigint>; byNumber?: Map<string, Known> };

/** The body with what it settles; `note` says where money is left over. */
export function applied(
  state: State,
  row: Row,
  body: Body,
  open: Open,
): { body: Body; note: string | null } | { wrong: Problem } {
  const target = state.cells.targets.find(({ of }) => of === 'allocations');
  const cell = target === undefined ? null : state.cells.cell(row, target);
  if (target === undefined || target.entity === null || cell === null) return { body, note: null };
  const { entity } = target;
  open.byNumber ??= new Map(
    state.input
      .known(entity)
      .flatMap((one) => (typeof one.body.number === 'string' ? [[one.body.number.toLowerCase(), one] as const] : [])),
  );
  const noun =
    state.input.modules.find(({ descriptor }) => descriptor.name === entity)?.descriptor.label.toLowerCase() ?? entity;
  const party = state.descriptor.fields.find(
    ({ kind, required, entity: of }) => kind === 'ref' && required === true && of !== undefined,
  );
  let rest = toCents(String(body[state.descriptor.amountField ?? 'amount'] ?? '0.00'));
  const shares: Json[] = [];
  const taken: [string, bigint][] = [];
  for (const number of numbersIn(textOf(cell), open.byNumber)) {
    const known = open.byNumber.get(number.toLowerCase());
    if (known === undefined)
      return { wrong: { target, problem: `there is no ${noun} "${shown(number)}" here; import those first` } };
    if (known.life !== 'live') return { wrong: { target, problem: `${known.title} is ${known.life}` } };
    if (party && !sameFamily(state, party.entity ?? '', known.body[party.name], body[party.name]))
      return { wrong: { target, problem: `${known.title} is another ${party.label.toLowerCase()}'s` } };
    const left = open.left.get(known.id) ?? toCents(String(known.body.balance ?? '0.00'));
    if (left <= 0n) return { wrong: { target, problem: `nothing of ${known.title} is open` } };
    if (rest <= 0n) break;
    const part = least(left, rest);
    shares.push({ [entity]: known.id, amount: fromCents(part) });
    taken.push([known.id, left - part]);
    rest -= part;
  }
  for (const [id, left] of taken) open.left.set(id, left);
  const note = rest > 0n ? `New; ${showMoney(fromCents(rest))} of it stays not applied` : null;
  return { body: { ...body, [target.field]: shares }, note };
}

/** Whole numbers of cents know no Math.min. */
function least(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

/** The numbers in a cell: all of it where that is one, else what stands between commas and spaces. */
function numbersIn(text: string, known: ReadonlyMap<string, Known>): string[] {
  const whole = text.trim().replace(/^#/, '');
  if (known.has(whole.toLowerCase())) return [whole];
  return [
    ...new Set(
      whole
        .split(/[,;|\s]+/)
        .map((part) => part.replace(/^#/, ''))
        .filter(Boolean),
    ),
  ];
}

/** Money of a client pays the documents of its projects too. */
function sameFamily(state: State, entity: string, a: Json | undefined, b: Json | undefined): boolean {
  const records = new Map(state.input.known(entity).map((one) => [one.id, one.body.parent]));
  const top = (id: Json | undefined): Json | undefined => {
    let at = id;
    for (let level = 0; level < 5; level++) {
      const parent = typeof at === 'string' ? records.get(at) : null;
      if (typeof parent !== 'string') return at;
      at = parent;
    }
    return at;
  };
  return a === b || top(a) === top(b);
}
