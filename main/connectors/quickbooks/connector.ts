import { appError, type Result } from '../../../shared/errors.ts';
import type { CallMeter, Clock, Connector, Hash, Log, Random, Timers } from '../../core/ports.ts';
import type { ConnectionInfo, EntityRegistry, WriteOutcome } from '../../core/types.ts';
import { createFileSide } from './attachments.ts';
import { createBatchSize } from './batch-size.ts';
import { cursorAt, readChanges } from './cdc.ts';
import { createQuickbooksClient, type TokenSource } from './client.ts';
import type { QuickbooksEndpoints } from './endpoints.ts';
import { createLimiter, type Limiter } from './limits.ts';
import { firstPages, listPage, ROW_LIMITS, type RowLimits, readRecords } from './listing.ts';
import { readLists } from './lists.ts';
import { probeWrites } from './probing.ts';
import { sendDocument } from './sending.ts';
import { createHttpTransport, type Transport } from './transport.ts';
import { sendWrites } from './writing.ts';

export type QuickbooksConnectorOptions = {
  entities: EntityRegistry;
  endpoints: QuickbooksEndpoints;
  realmId: string;
  tokens: TokenSource;
  clock: Clock;
  timers: Timers;
  random: Random;
  hash: Hash;
  meter: CallMeter;
  log: Log;
  /** Real HTTP unless given: a simulation hands in a company of its own. */
  transport?: Transport;
  /** Shared by everything that talks to this company; one of its own unless given. */
  limiter?: Limiter;
  /** How many rows answers hold: QuickBooks' own numbers unless given. */
  rows?: RowLimits;
};

type Raw = Record<string, unknown>;
const object = (value: unknown): Raw => (typeof value === 'object' && value !== null ? (value as Raw) : {});

/** Facts that switch features (reference, 6.13), as text; what the company does not say is left out. */
function factsOf(company: Raw, preferences: Raw): Record<string, string> {
  const pairs = (value: unknown): Map<unknown, unknown> =>
    new Map((Array.isArray(value) ? value : []).map((pair) => [object(pair).Name, object(pair).Value]));
  const named = pairs(company.NameValue);
  const others = pairs(object(preferences.OtherPrefs).NameValue);
  const sales = object(preferences.SalesFormsPrefs);
  const accounting = object(preferences.AccountingInfoPrefs);
  const tax = object(preferences.TaxPrefs);
  const currency = object(preferences.CurrencyPrefs);
  const all: Record<string, unknown> = {
    plan: named.get('OfferingSku'),
    subscription: named.get('SubscriptionStatus'),
    country: company.Country,
    homeCurrency: object(currency.HomeCurrency).value,
    multiCurrency: currency.MultiCurrencyEnabled,
    customNumbers: sales.CustomTxnNumbers,
    discounts: sales.AllowDiscount,
    discountAccount: others.get('SalesFormsPrefs.DefaultDiscountAccount') ?? sales.DefaultDiscountAccount,
    shippingAccount: others.get('SalesFormsPrefs.DefaultShippingAccount') ?? sales.DefaultShippingAccount,
    autoApplyCredit: sales.AutoApplyCredit,
    autoApplyPayments: sales.AutoApplyPayments,
    bookCloseDate: accounting.BookCloseDate,
    salesTax: tax.UsingSalesTax,
    // The member is there, true or false, only where QuickBooks computes tax by address (reference, 6.5).
    automatedSalesTax: tax.PartnerTaxEnabled === undefined ? undefined : true,
  };
  return Object.fromEntries(
    Object.entries(all)
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .map(([name, value]) => [name, String(value)]),
  );
}

/** QuickBooks Online as a connector: one company, through node-quickbooks, within its limits. */
export function createQuickbooksConnector(options: QuickbooksConnectorOptions): Connector {
  const { clock, timers, random, entities, hash, rows = ROW_LIMITS } = options;
  const client = createQuickbooksClient({
    apiBase: options.endpoints.apiBase,
    realmId: options.realmId,
    transport: options.transport ?? createHttpTransport(),
    tokens: options.tokens,
    limiter: options.limiter ?? createLimiter({ clock, timers, random }),
    clock,
    meter: options.meter,
    log: options.log,
  });
  // Writes go one after the other, whoever asks for them: QuickBooks fails parallel ones that touch the same customer.
  const batches = createBatchSize();
  let writing: Promise<unknown> = Promise.resolve();

  async function test(): Promise<Result<ConnectionInfo>> {
    const company = await client.companyInfo();
    if (!company.ok) return { ok: false, error: company.failure.error('the company') };
    const preferences = await client.preferences();
    if (!preferences.ok) return { ok: false, error: preferences.failure.error('the settings of the company') };
    const companyName = company.value.CompanyName;
    // Something answered, but not as QuickBooks does: another address than it should be.
    if (typeof companyName !== 'string') return { ok: false, error: appError('connection.wrongEnvironment') };
    return {
      ok: true,
      value: {
        companyId: options.realmId,
        companyName,
        environment: options.endpoints.environment,
        facts: factsOf(company.value, preferences.value),
      },
    };
  }

  return {
    side: 'quickbooks',
    label: 'QuickBooks',
    test,
    lists: () => readLists(client),

    async cursorNow() {
      const company = await client.companyInfo();
      if (!company.ok) return { ok: false, error: company.failure.error('the company') };
      // The server's own time: this computer's clock may be wrong.
      return company.time === null
        ? { ok: false, error: appError('connection.outage') }
        : { ok: true, value: cursorAt(company.time) };
    },

    list: (entity, page, context) => listPage(client, entities.get(entity), page, context, rows),

    firstPages: (names, context) =>
      firstPages(
        client,
        names.map((name) => entities.get(name)),
        context,
        rows,
      ),

    changes: (cursor, names, context) =>
      readChanges(
        { client, now: () => clock.now(), context, rows },
        cursor,
        names.map((name) => entities.get(name)),
      ),

    read: (keys, context) => readRecords(client, (name) => entities.get(name), keys, context),

    batchSize: () => batches.most(),

    write(requests, context, again = false): Promise<WriteOutcome[]> {
      const mine = writing.then(() =>
        sendWrites({ client, hash, clock, batches, again, context, moduleOf: (name) => entities.get(name) }, requests),
      );
      writing = mine.catch(() => undefined);
      return mine;
    },

    send: (key, to, context) => sendDocument({ client, module: entities.get(key.entity), context }, key.id, to),

    async pdf({ entity, id }) {
      const { quickbooks, descriptor } = entities.get(entity);
      const reply = await client.pdf(quickbooks.resource, id);
      return reply.ok
        ? { ok: true, value: reply.value }
        : { ok: false, error: reply.failure.error(`The ${descriptor.label.toLowerCase()}`) };
    },

    files: createFileSide({ client, entities, now: () => clock.now() }),

    probe: (lost, context) =>
      probeWrites(
        { client, moduleOf: (name) => entities.get(name), now: clock.now(), clock, context, limits: rows },
        lost,
      ),
  };
}
