/** Writes the estimates and credits of the demo book, after everything else, so that no id or time of the rest moves. */
import type { Seeder, SettingIds } from '../seeder.ts';
import type { Body } from '../types.ts';
import { saleBody } from './build.ts';
import { demoCustomers } from './customers.ts';
import { demoItems } from './items.ts';
import { demoCredits, demoOffers } from './offers.ts';
import { demoLastMoment } from './transactions.ts';

const MINUTE = 60_000;

export function buildOffers({ store, create }: Seeder, ids: SettingIds): void {
  const rows = (entity: string): Body[] =>
    [...(store.tables.get(entity)?.values() ?? [])].map((row) => ({ ...row.body, Id: row.id }));
  const byName = (entity: string, member: string, table: readonly { key: string; name: string }[]) => {
    const known = new Map(rows(entity).map((row) => [String(row[member]), String(row.Id)]));
    return new Map(table.map(({ key, name }) => [key, known.get(name) ?? '']));
  };
  const items = byName('Item', 'Name', demoItems);
  const customers = byName(
    'Customer',
    'DisplayName',
    demoCustomers.map(({ key, displayName }) => ({ key, name: displayName })),
  );
  let moment = Date.parse(demoLastMoment);
  const next = (): number => {
    moment += MINUTE;
    return moment;
  };
  for (const { status, expires, acceptedBy, ...offer } of demoOffers) {
    create(next(), 'Estimate', {
      ...saleBody(offer, items, customers, ids),
      TxnStatus: status,
      ExpirationDate: expires,
      ...(acceptedBy === undefined ? {} : { AcceptedBy: acceptedBy, AcceptedDate: offer.date }),
    });
  }
  for (const { applied, ...credit } of demoCredits) {
    const body = saleBody(credit, items, customers, ids);
    const id = create(next(), 'CreditMemo', body);
    if (applied === undefined) continue;
    const [number, amount] = applied;
    const invoice = rows('Invoice').find((row) => row.DocNumber === number);
    create(next(), 'Payment', {
      CustomerRef: body.CustomerRef ?? null,
      TxnDate: credit.date,
      TotalAmt: 0,
      Line: [
        { Amount: Number(amount), LinkedTxn: [{ TxnId: String(invoice?.Id ?? ''), TxnType: 'Invoice' }] },
        { Amount: Number(amount), LinkedTxn: [{ TxnId: id, TxnType: 'CreditMemo' }] },
      ],
    });
  }
}
