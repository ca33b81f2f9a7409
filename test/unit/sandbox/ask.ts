/** A company on a clock the test holds, and short ways to ask it. */
import { Decimal } from 'decimal.js';
import {
  type Company,
  type CompanyOptions,
  createCompany,
  type PersonAct,
  type SeedOptions,
} from '../../../main/sandbox/company/index.ts';

/** Noon of the demo company's present, in its own zone. */
export const NOON = Date.parse('2026-11-20T12:00:00-08:00');

// biome-ignore lint/suspicious/noExplicitAny: answers are read member by member, as a client reads them
export type Answer = { status: number; body: any; text: string };

export type Asked = {
  readonly company: Company;
  readonly clock: { at: number };
  readonly get: (path: string, query?: Record<string, string>) => Answer;
  readonly post: (path: string, body: unknown, query?: Record<string, string>) => Answer;
  readonly query: (text: string) => Answer;
  readonly act: (act: PersonAct) => Answer;
  /** Puts the clock forward. */
  readonly wait: (seconds: number) => void;
};

export function ask(seed: SeedOptions = 'demo', at = NOON, options: Partial<CompanyOptions> = {}): Asked {
  const clock = { at };
  const company = createCompany({ clock: { now: () => clock.at }, seed, ...options });
  const root = `/v3/company/${company.realmId}`;
  const read = (response: { status: number; body: string }): Answer => ({
    status: response.status,
    body: JSON.parse(response.body),
    text: response.body,
  });
  const get: Asked['get'] = (path, query = {}) =>
    read(company.handle({ method: 'GET', path: root + path, query, headers: {} }));
  return {
    company,
    clock,
    get,
    post: (path, body, query = {}) =>
      read(
        company.handle({
          method: 'POST',
          path: root + path,
          query,
          headers: {},
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
    query: (text) => get('/query', { query: text }),
    act: (act) => read(company.act(act)),
    wait: (seconds) => {
      clock.at += seconds * 1000;
    },
  };
}

/** A JSON amount in cents, exactly. */
export function cents(amount: number): number {
  return new Decimal(amount).times(100).toNumber();
}

/** One fault item of an answer. */
export function fault(answer: Answer): { status: number; code: string; detail: string; element: string | undefined } {
  const item = answer.body.Fault.Error[0];
  return { status: answer.status, code: item.code, detail: item.Detail, element: item.element };
}

/** A line for an invoice. */
export function line(item: string, quantity: number, price: number, more: Record<string, unknown> = {}) {
  return {
    DetailType: 'SalesItemLineDetail',
    Amount: new Decimal(quantity).times(price).toDecimalPlaces(2, Decimal.ROUND_HALF_UP).toNumber(),
    SalesItemLineDetail: { ItemRef: { value: item }, Qty: quantity, UnitPrice: price, ...more },
  };
}

/** An empty company with one service item ("1") and one customer. */
export function fresh(
  options: Partial<CompanyOptions> = {},
): Asked & { readonly item: string; readonly customer: string } {
  const asked = ask('empty', NOON, options);
  const income = asked.query("select * from Account where Name = 'Services'").body.QueryResponse.Account[0].Id;
  const item = asked.post('/item', { Name: 'Hours', Type: 'Service', IncomeAccountRef: { value: income } }).body.Item
    .Id;
  const customer = asked.post('/customer', { DisplayName: 'Ada Moreno', GivenName: 'Ada', FamilyName: 'Moreno' }).body
    .Customer.Id;
  return { ...asked, item, customer };
}
