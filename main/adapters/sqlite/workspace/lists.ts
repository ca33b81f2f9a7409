import type Database from 'better-sqlite3';
import type { BookStore } from '../../../core/book-store.ts';
import type { PaymentMethodRow, TaxRateRow } from './rows.ts';

/** The book's own lists, in the order they were given. */
export function createLists(db: Database.Database): Pick<BookStore, 'taxRates' | 'paymentMethods' | 'setLists'> {
  const rates = db.prepare<[], TaxRateRow>('SELECT key, name, percent, active FROM tax_rates ORDER BY position, key');
  const methods = db.prepare<[], PaymentMethodRow>(
    'SELECT id, name, active FROM payment_methods ORDER BY position, id',
  );
  const retireRates = db.prepare('UPDATE tax_rates SET active = 0, position = position + 10000');
  const retireMethods = db.prepare('UPDATE payment_methods SET active = 0, position = position + 10000');
  const putRate = db.prepare<[string, string, string, number]>(
    `INSERT INTO tax_rates (key, name, percent, position, active) VALUES (?, ?, ?, ?, 1)
     ON CONFLICT (key) DO UPDATE SET name = excluded.name, percent = excluded.percent, position = excluded.position, active = 1`,
  );
  const putMethod = db.prepare<[string, string, number]>(
    `INSERT INTO payment_methods (id, name, position, active) VALUES (?, ?, ?, 1)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, position = excluded.position, active = 1`,
  );
  return {
    taxRates: () => rates.all().map((row) => ({ ...row, active: row.active === 1 })),
    paymentMethods: () => methods.all().map((row) => ({ ...row, active: row.active === 1 })),
    setLists: ({ taxRates, paymentMethods }) => {
      if (taxRates) {
        retireRates.run();
        for (const [position, rate] of taxRates.entries()) putRate.run(rate.key, rate.name, rate.percent, position);
      }
      if (paymentMethods) {
        retireMethods.run();
        for (const [position, method] of paymentMethods.entries()) putMethod.run(method.id, method.name, position);
      }
    },
  };
}
