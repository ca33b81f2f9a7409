import type { DateOrder } from '../../../shared/contract/import-file.ts';
import type { EntityDescriptor } from '../../../shared/entity.ts';
import { targetsOf } from './targets.ts';
import { type Table, type Target, textOf } from './types.ts';
import { dateOrderOf } from './values.ts';
import { OTHER_NAMES, plainHeader } from './words.ts';

/** Which column is which field, by the names people and products give them. */

/** What stands in front of a part of an address, by the address. */
const ADDRESS_WORDS: Readonly<Record<string, readonly string[]>> = {
  billingAddress: ['billing address', 'billing', 'bill to', 'bill', 'mailing', 'address'],
  shippingAddress: [
    'shipping address',
    'shipping',
    'ship to',
    'ship',
    'service address',
    'service',
    'property',
    'job',
    'site',
  ], // prettier-ignore
  address: ['address', 'billing', 'mailing'],
};
/** Names of the record itself that stand in front of a field's: "Customer phone", "Invoice date". */
const OWN_WORDS: Readonly<Record<string, readonly string[]>> = {
  customer: ['customer', 'client', 'contact', 'main', 'primary'],
  vendor: ['vendor', 'supplier', 'contact', 'main', 'primary'],
  item: ['item', 'product', 'service', 'product service'],
  estimate: ['estimate', 'quote', 'proposal'],
};

const BEST = 100;
/** A word of the list counts less the later it stands; one behind another word, less again. */
const LISTED = 90;
const BEHIND = 15;

const without = (header: string, words: readonly string[]): string[] =>
  words.flatMap((word) => (header.startsWith(`${word} `) ? [header.slice(word.length + 1)] : []));

function listed(names: readonly string[] | undefined, header: string): number {
  const at = names?.indexOf(header) ?? -1;
  return at < 0 ? 0 : Math.max(LISTED - at, 40);
}

/** How surely a header means a target; 0 for not at all. */
function score(descriptor: EntityDescriptor, target: Target, header: string): number {
  if (header === '') return 0;
  const { id, field, part, of } = target;
  if (header === plainHeader(target.label) || header === plainHeader(id)) return BEST;
  if (of === 'refEmail') return listed(OTHER_NAMES['@email'], header);
  const names = OTHER_NAMES[id] ?? OTHER_NAMES[part ?? field];
  const own = OWN_WORDS[descriptor.name] ?? [plainHeader(descriptor.label)];
  if (of === 'address') {
    const prefixes = ADDRESS_WORDS[field] ?? [];
    const behind = without(
      header,
      [...prefixes, ...own].sort((a, b) => b.length - a.length),
    );
    const first = descriptor.fields.find(({ kind }) => kind === 'address')?.name === field;
    const direct = first ? listed(names, header) : 0;
    return Math.max(direct, ...behind.map((rest) => listed(names, rest) - 2));
  }
  if (of === 'field' && header === plainHeader(field)) return BEST - 2;
  const lineWords = of === 'line' ? ['line', 'line item', 'lineitem', 'item', 'product'] : own;
  return Math.max(
    listed(names, header),
    ...without(header, lineWords).map(
      (rest) => (rest === plainHeader(target.label) ? LISTED : listed(names, rest)) - BEHIND,
    ),
  );
}

/** For each column the target it most surely is, each target once. */
export function guessColumns(
  descriptor: EntityDescriptor,
  targets: readonly Target[],
  headers: readonly string[],
): (string | null)[] {
  const pairs = headers.flatMap((header, column) => {
    const plain = plainHeader(header);
    return targets.map((target, at) => ({ column, target, at, sure: score(descriptor, target, plain) }));
  });
  pairs.sort((a, b) => b.sure - a.sure || a.column - b.column || a.at - b.at);
  const columns = headers.map((): string | null => null);
  const used = new Set<string>();
  for (const { column, target, sure } of pairs) {
    if (sure <= 0) break;
    if (columns[column] !== null || used.has(target.id)) continue;
    columns[column] = target.id;
    used.add(target.id);
  }
  return settled(targets, columns);
}

/** "Address" beside a city is the street; a total of documents without lines is their only line. */
function settled(targets: readonly Target[], columns: (string | null)[]): (string | null)[] {
  const has = (id: string): boolean => columns.includes(id);
  const swap = (from: string, to: string): void => {
    const at = columns.indexOf(from);
    if (at >= 0 && !has(to)) columns[at] = to;
  };
  for (const { id, kind } of targets)
    if (kind === 'address' && (has(`${id}.city`) || has(`${id}.postalCode`))) swap(id, `${id}.line1`);
  const sum = targets.find(({ of, id }) => of === 'check' && id !== 'taxTotal');
  if (sum && !has('lines.unitPrice') && !has('lines.amount')) swap(sum.id, 'lines.amount');
  return columns;
}

/** Words of a file's name that tell what it holds. */
const FILE_WORDS: Readonly<Record<string, RegExp>> = {
  customer: /customer|client|contact/i,
  vendor: /(vendor|supplier)(?!s?[ _-]?credit)/i,
  item: /item|product|service|price ?(list|book)/i,
  estimate: /estimate|quote/i,
  invoice: /invoice/i,
  bill: /\bbills?\b/i,
  vendorCredit: /(vendor|supplier)s?[ _-]?credit/i,
  payment: /payment/i,
  expense: /expense|receipt/i,
};

/** The kind of record a file speaks of: whose fields its columns name best, and its own name. */
export function guessEntity(
  descriptors: readonly EntityDescriptor[],
  all: ReadonlyMap<string, EntityDescriptor>,
  headers: readonly string[],
  name: string,
): string {
  const points = (descriptor: EntityDescriptor): number => {
    const targets = targetsOf(descriptor, all);
    const columns = guessColumns(descriptor, targets, headers);
    const found = columns.reduce((sum, id, at) => {
      const target = targets.find((one) => one.id === id);
      return sum + (target ? score(descriptor, target, plainHeader(headers[at] ?? '')) / BEST : 0);
    }, 0);
    const lacking = targets.filter(
      ({ id, required, orElse, choices }) =>
        required && choices === undefined && ![id, ...orElse].some((one) => columns.includes(one)),
    ).length;
    const own = OWN_WORDS[descriptor.name] ?? [plainHeader(descriptor.label)];
    const said = headers.filter((header) => own.some((word) => plainHeader(header).startsWith(`${word} `))).length;
    return found - lacking + Math.min(said, 3) * 0.5 + (FILE_WORDS[descriptor.name]?.test(name) ? 2 : 0);
  };
  const best = descriptors
    .map((descriptor) => ({ name: descriptor.name, points: points(descriptor) }))
    .sort((a, b) => b.points - a.points)[0];
  return best?.name ?? '';
}

/** How the dates of the columns that are dates are written, and whether a person must say. */
export function guessDateOrder(
  table: Table,
  targets: readonly Target[],
  columns: readonly (string | null)[],
): { order: DateOrder | null; ask: boolean } {
  const dates = columns.flatMap((id, at) => (targets.some((one) => one.id === id && one.kind === 'date') ? [at] : []));
  return dateOrderOf(
    dates.flatMap((at) =>
      table.rows.flatMap(({ cells }) => {
        const cell = cells[at] ?? '';
        return typeof cell === 'string' && cell !== '' ? [textOf(cell)] : [];
      }),
    ),
  );
}
