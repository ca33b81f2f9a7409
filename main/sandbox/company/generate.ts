/** A crowd of customers and invoices for benches and trials: any number, the same for the same seed. */
import { fromCents, product } from './money.ts';
import type { Seeder, SettingIds } from './seeder.ts';
import { FOUNDED } from './seeder.ts';
import { dayOf } from './time.ts';
import type { Body, Json } from './types.ts';

/** mulberry32: a small seeded generator, good enough to spread names and amounts. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const GIVEN = [
  'Ana',
  'Ben',
  'Chloe',
  'Dev',
  'Elsa',
  'Farid',
  'Grace',
  'Hugo',
  'Ines',
  'Jon',
  'Kira',
  'Leo',
  'Mina',
  'Noah',
  'Olga',
  'Pete',
  'Quinn',
  'Rosa',
  'Sven',
  'Tess',
];
const FAMILY = [
  'Adler',
  'Brandt',
  'Cole',
  'Dufresne',
  'Ekberg',
  'Fuentes',
  'Grady',
  'Haddad',
  'Imai',
  'Jarvis',
  'Kowal',
  'Lund',
  'Marsh',
  'Nadeau',
  'Ortiz',
  'Pryce',
  'Rusk',
  'Stone',
  'Thorn',
  'Vance',
];
const STREETS = ['Alder St', 'Birch Ave', 'Cedar Ln', 'Dogwood Ct', 'Elm Dr', 'Fir Way', 'Grove Rd', 'Hazel Pl'];
const TOWNS = [
  ['Petaluma', '94952'],
  ['Novato', '94947'],
  ['Sonoma', '95476'],
  ['Napa', '94558'],
] as const;

/** A year in minutes: documents are spread over it. */
const YEAR = 365 * 24 * 60;

export function generate(
  seeder: Seeder,
  ids: SettingIds,
  options: { readonly customers: number; readonly invoices: number; readonly seed: number },
): void {
  const random = seededRandom(options.seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const items: { id: string; price: number }[] = [];
  for (let index = 0; index < 20; index += 1) {
    const price = 20 + Math.floor(random() * 400);
    const id = seeder.create(FOUNDED + index * 1000, 'Item', {
      Name: `Service ${String(index + 1).padStart(2, '0')}`,
      Type: 'Service',
      UnitPrice: price,
      IncomeAccountRef: { value: ids.accounts.get('services') ?? '' },
    });
    items.push({ id, price });
  }
  const customers: string[] = [];
  for (let index = 0; index < options.customers; index += 1) {
    const given = pick(GIVEN);
    const family = pick(FAMILY);
    const [city, zip] = pick(TOWNS);
    const number = String(index + 1).padStart(6, '0');
    const body: Body = {
      DisplayName: `${given} ${family} ${number}`,
      GivenName: given,
      FamilyName: family,
      PrimaryEmailAddr: { Address: `${given}.${family}.${number}@mail.example`.toLowerCase() },
      PrimaryPhone: { FreeFormNumber: `(707) 555-${String(index % 10_000).padStart(4, '0')}` },
      BillAddr: {
        Line1: `${1 + Math.floor(random() * 9000)} ${pick(STREETS)}`,
        City: city,
        CountrySubDivisionCode: 'CA',
        PostalCode: zip,
      },
    };
    customers.push(seeder.create(FOUNDED + 60_000 + index * 1000, 'Customer', body));
  }
  if (customers.length === 0) return;
  for (let index = 0; index < options.invoices; index += 1) {
    const moment = FOUNDED + 86_400_000 + Math.floor((index / options.invoices) * YEAR) * 60_000;
    const lines: Json[] = [];
    const count = 1 + Math.floor(random() * 3);
    for (let line = 0; line < count; line += 1) {
      const item = pick(items);
      const quantity = 1 + Math.floor(random() * 8);
      lines.push({
        DetailType: 'SalesItemLineDetail',
        Amount: fromCents(product(quantity, item.price)),
        SalesItemLineDetail: { ItemRef: { value: item.id }, Qty: quantity, UnitPrice: item.price },
      });
    }
    seeder.create(moment, 'Invoice', { CustomerRef: { value: pick(customers) }, TxnDate: dayOf(moment), Line: lines });
  }
}
