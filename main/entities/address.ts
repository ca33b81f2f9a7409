import { z } from 'zod';
import type { Json } from '../../shared/primitives.ts';
import { record, text } from './values.ts';

const part = z.string().max(500).nullable();

/** A postal address; parts nobody gave are null, and an address without any part is null as a whole. */
export const addressSchema = z.strictObject({
  line1: part,
  line2: part,
  city: z.string().max(255).nullable(),
  region: z.string().max(255).nullable(),
  postalCode: z.string().max(30).nullable(),
  country: z.string().max(255).nullable(),
});
export type Address = z.infer<typeof addressSchema>;

const LINES = ['Line1', 'Line2', 'Line3', 'Line4', 'Line5'] as const;
const PARTS = ['line1', 'line2', 'city', 'region', 'postalCode', 'country'] as const;

/** "Middlefield, CA  94303" or "Toronto, ON M5V 2T6": what the last line of a re-flowed address looks like. */
const CITY_LINE = /^(.+?),\s*([A-Za-z][A-Za-z.]{1,3})\s+([A-Za-z0-9][A-Za-z0-9 -]{2,9})$/;

const orNull = (address: Address): Address | null => (PARTS.some((name) => address[name] !== null) ? address : null);

/** Trims an address a person typed; unknown members stay for validation, an empty one is null. */
export function tidyAddress(value: Json | undefined): Json {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  const tidy: { [key: string]: Json } = {};
  for (const name of PARTS) tidy[name] = typeof value[name] === 'string' ? text(value[name]) : (value[name] ?? null);
  for (const [name, other] of Object.entries(value)) if (!Object.hasOwn(tidy, name)) tidy[name] = other;
  return Object.values(tidy).every((one) => one === null) ? null : tidy;
}

/**
 * Reads a QuickBooks address. `Id`, `Lat` and `Long` change by themselves and are left out. After an address was edited
 * inside a document QuickBooks gives it back as plain lines, the customer's name first and "City, ST  ZIP" last
 * (reference, trap 16): such text is taken apart again, so that it equals the structured address it came from.
 * `names` are the customer's own names, which are no part of the address.
 */
export function readAddress(value: unknown, names: (string | null)[]): Address | null {
  const raw = record(value);
  const lines = LINES.map((name) => text(raw[name])).filter((line) => line !== null);
  const address: Address = {
    line1: null,
    line2: null,
    city: text(raw.City),
    region: text(raw.CountrySubDivisionCode),
    postalCode: text(raw.PostalCode),
    country: text(raw.Country),
  };
  if (address.city === null && address.region === null && address.postalCode === null && lines.length > 1)
    unflow(lines, address, names);
  address.line1 = lines[0] ?? null;
  address.line2 = lines.length > 1 ? lines.slice(1).join(', ') : null;
  return orNull(address);
}

/** Takes city, region, postal code and country off the end of the lines, and the customer's names off their start. */
function unflow(lines: string[], address: Address, names: (string | null)[]): void {
  const at = [lines.length - 1, lines.length - 2].find((index) => index > 0 && CITY_LINE.test(lines[index] ?? ''));
  const match = at === undefined ? null : CITY_LINE.exec(lines[at] ?? '');
  if (at === undefined || !match) return;
  address.city = text(match[1]);
  address.region = text(match[2]);
  address.postalCode = text(match[3]);
  address.country ??= lines[at + 1] ?? null;
  lines.splice(at);
  const known = new Set(names.filter((name) => name !== null).map((name) => name.toLowerCase()));
  while (lines.length > 1 && known.has((lines[0] ?? '').toLowerCase())) lines.shift();
}

/**
 * The QuickBooks member for an address. A create sends what there is; an update sends every part, empty ones as "", so
 * that nothing of the old address stays behind. Street lines nobody changed are sent as QuickBooks keeps them (up to
 * five), though we show them as two.
 */
export function writeAddress(
  address: Address | null,
  creating: boolean,
  native: unknown,
  names: (string | null)[],
): Record<string, string> | null {
  if (address === null && creating) return null;
  const before = record(native);
  const old = readAddress(native, names);
  const structured = text(before.City) !== null || text(before.PostalCode) !== null;
  const keep = !creating && structured && old?.line1 === address?.line1 && old?.line2 === address?.line2;
  const street = keep ? LINES.map((name) => text(before[name])) : [address?.line1 ?? null, address?.line2 ?? null];
  const parts: [string, string | null][] = [
    ...LINES.map((name, index): [string, string | null] => [name, street[index] ?? null]),
    ['City', address?.city ?? null],
    ['CountrySubDivisionCode', address?.region ?? null],
    ['PostalCode', address?.postalCode ?? null],
    ['Country', address?.country ?? null],
  ];
  const json: Record<string, string> = {};
  for (const [name, value] of parts) {
    // Lines 3 to 5 are only named when there is something to say or to clear.
    const needed = value !== null || (!creating && (!/^Line[345]$/.test(name) || text(before[name]) !== null));
    if (needed) json[name] = value ?? '';
  }
  return json;
}
