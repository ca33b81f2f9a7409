import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO_CUSTOMERS } from '../../../main/connectors/workspace/demo/customers.ts';
import { DEMO_CREDITS, DEMO_ESTIMATES, DEMO_INVOICES } from '../../../main/connectors/workspace/demo/documents.ts';
import { DEMO_ITEMS } from '../../../main/connectors/workspace/demo/items.ts';
import { demoCustomers } from '../../../main/sandbox/company/demo/customers.ts';
import { demoItems } from '../../../main/sandbox/company/demo/items.ts';
import { demoCredits, demoOffers } from '../../../main/sandbox/company/demo/offers.ts';
import { demoVendorCredits } from '../../../main/sandbox/company/demo/payables.ts';
import { demoInvoices } from '../../../main/sandbox/company/demo/transactions.ts';
import { type BothSides, bothSides, everything, type FirstSync, firstSync } from './both-sides.ts';

const lower = (text: string | undefined) => text?.toLowerCase() ?? '';

describe('the demo book beside the sandbox company’s', () => {
  test('shares most customers by e-mail, and has some that are only here, as the other has', () => {
    const theirs = new Set(demoCustomers.map((one) => lower(one.email)).filter(Boolean));
    const ours = new Set(DEMO_CUSTOMERS.map((one) => lower(one.email)).filter(Boolean));
    const shared = DEMO_CUSTOMERS.filter((one) => theirs.has(lower(one.email)));
    expect(shared).toHaveLength(25);
    expect(DEMO_CUSTOMERS).toHaveLength(37);
    const parents = DEMO_CUSTOMERS.filter((one) => one.parent !== undefined && one.email === undefined);
    expect(parents.map((one) => one.parent)).toEqual(['okafor', 'calloway']);
    expect(demoCustomers.filter((one) => !ours.has(lower(one.email))).length).toBeGreaterThanOrEqual(10);
    const spelledAlike = shared.filter((one) =>
      demoCustomers.some((other) => lower(other.email) === lower(one.email) && other.phone === one.phone),
    );
    expect(spelledAlike.length).toBeLessThan(5);
  });

  test('shares most items by name, and some are only here', () => {
    const theirs = new Set(demoItems.map((one) => one.name));
    expect(DEMO_ITEMS.filter((one) => theirs.has(one.name))).toHaveLength(16);
    expect(DEMO_ITEMS.filter((one) => !theirs.has(one.name))).toHaveLength(5);
  });

  test('holds two invoices that are there too; the other numbers are its own', () => {
    const theirs = new Set(demoInvoices.map((_, index) => String(1001 + index)));
    expect(DEMO_INVOICES.filter((one) => theirs.has(one.number)).map((one) => one.number)).toEqual(['1037', '1041']);
  });
});

describe('the first sync of the two', () => {
  let sides: BothSides;
  let sync: FirstSync;
  beforeAll(async () => {
    sides = await bothSides();
    sync = await firstSync(sides);
  }, 60_000);

  test('loads the whole demo book', () => {
    expect(sides.counts).toEqual({
      customer: DEMO_CUSTOMERS.length,
      item: DEMO_ITEMS.length,
      invoice: DEMO_INVOICES.length,
      estimate: DEMO_ESTIMATES.length,
      creditMemo: DEMO_CREDITS.length,
      payment: 2,
    });
  });

  test('is refused nothing', () => {
    expect(sync.refusals).toEqual([]);
  });

  test('links most, makes several each way, and asks a person three times', () => {
    expect(sync.acts.customer).toMatchObject({ link: 25, 'create in quickbooks': 11, 'create in platform': 16 });
    expect(sync.acts.item).toMatchObject({ link: 16, 'create in quickbooks': 5, 'create in platform': 10 });
    expect(sync.acts.invoice).toMatchObject({ link: 2, 'create in quickbooks': 6 });
    expect(sync.acts.payment).toMatchObject({ 'create in quickbooks': 2 });
    // The draft stays where it is.
    expect(sync.acts.estimate).toMatchObject({
      'create in quickbooks': DEMO_ESTIMATES.filter((one) => one.status !== 'draft').length,
      'create in platform': demoOffers.length,
    });
    expect(sync.acts.creditMemo).toMatchObject({ 'create in quickbooks': 1, 'create in platform': demoCredits.length });
    expect(sync.acts.vendorCredit).toEqual({ 'create in platform': demoVendorCredits.length });
    expect([...sync.reviews].sort()).toEqual([
      'fields Brightwater Homeowners Assoc.: displayName',
      'fields Yuki Tanaka: phone',
      'match Mrs. Farnsworth (Howard St)',
    ]);
    // Mrs. Farnsworth's invoice and her payment wait for her.
    expect(sync.waiting).toBe(2);
  });

  test('comes to rest, with every total, tax and balance equal to the cent', async () => {
    for (const [entity, least] of [
      ['invoice', 50],
      ['payment', 50],
      ['estimate', 4],
      ['creditMemo', 1],
      ['bill', 10],
      ['vendorCredit', demoVendorCredits.length - 1],
      ['billPayment', 5],
    ] as const) {
      const [platform, quickbooks] = await Promise.all(
        [sides.platform, sides.quickbooks].map(
          async (side) => new Map((await everything(side, entity, sides.context)).map((one) => [one.id, one.body])),
        ),
      );
      const pairs = sync.pairs.filter((pair) => pair.entity === entity);
      expect(pairs.length).toBeGreaterThan(least);
      const amounts = (body: Record<string, unknown> | null | undefined) => [
        body?.number ?? body?.reference,
        body?.taxTotal,
        body?.total ?? body?.amount,
        body?.balance ?? body?.unapplied ?? body?.remaining,
      ];
      for (const pair of pairs)
        expect(amounts(platform?.get(pair.platform))).toEqual(amounts(quickbooks?.get(pair.quickbooks)));
    }
  });

  test('can be loaded into an empty book only', async () => {
    expect(await sides.book.loadDemo()).toMatchObject({ ok: false, error: { code: 'record.inUse' } });
    expect(await sides.book.isEmpty()).toBe(false);
  });
});
