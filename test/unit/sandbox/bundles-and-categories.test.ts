/** Items that are not sold by themselves: bundles and categories; and the special lines of a form. */
import { describe, expect, test } from 'vitest';
import { ask, fault, fresh, line } from './ask.ts';

const bundleOf = ({ act }: ReturnType<typeof ask>, parts: [string, number][], Name = 'Leak kit') =>
  act({
    act: 'create',
    entity: 'Item',
    set: {
      Name,
      Type: 'Group',
      ItemGroupDetail: { ItemGroupLine: parts.map(([value, Qty]) => ({ Qty, ItemRef: { value } })) },
    },
  });

/** An empty company with two services, the second taxed at 20, and a bundle of one of the first and two of the second. */
function world() {
  const asked = fresh();
  const income = asked.query("select * from Account where Name = 'Services'").body.QueryResponse.Account[0].Id;
  const { Id } = asked.post('/item', {
    Name: 'Sealant',
    Type: 'Service',
    Description: 'Tube',
    UnitPrice: 20,
    Taxable: true,
    IncomeAccountRef: { value: income },
  }).body.Item;
  const bundle = bundleOf(asked, [
    [asked.item, 1],
    [Id, 2],
  ]).body.Item.Id as string;
  return { ...asked, income, second: Id as string, bundle };
}

const group = (bundle: string, Quantity: number, Line?: unknown[]) => ({
  DetailType: 'GroupLineDetail',
  GroupLineDetail: { GroupItemRef: { value: bundle }, Quantity, ...(Line === undefined ? {} : { Line }) },
});

describe('a bundle', () => {
  test('is read with what it is made of; names follow their items', () => {
    const asked = world();
    asked.post('/item', { Id: asked.second, SyncToken: '0', sparse: true, Name: 'Sealant, grey' });
    const { Item } = asked.get(`/item/${asked.bundle}`).body;
    expect(Item).toMatchObject({
      Type: 'Group',
      PrintGroupedItems: true,
      Taxable: false,
      UnitPrice: 0,
      PurchaseCost: 0,
      TrackQtyOnHand: false,
      ItemGroupDetail: {
        ItemGroupLine: [
          { Qty: 1, ItemRef: { value: asked.item, name: 'Hours', type: 'Service' } },
          { Qty: 2, ItemRef: { value: asked.second, name: 'Sealant, grey', type: 'Service' } },
        ],
      },
    });
    const found = asked.query("select * from Item where Type = 'Group'").body.QueryResponse.Item;
    expect(found.map((row: { Id: string }) => row.Id)).toEqual([asked.bundle]);
  });

  test('cannot be written through the API, nor be made of bundles', () => {
    const asked = world();
    const ItemGroupDetail = { ItemGroupLine: [{ Qty: 1, ItemRef: { value: asked.item } }] };
    expect(fault(asked.post('/item', { Name: 'B', Type: 'Group', ItemGroupDetail })).code).toBe('500');
    expect(fault(asked.post('/item', { Id: asked.bundle, SyncToken: '0', sparse: true, Name: 'C' })).code).toBe('500');
    expect(fault(bundleOf(asked, [[asked.bundle, 1]], 'Twice')).code).toBe('6000');
    expect(fault(asked.post('/item', { Id: asked.item, SyncToken: '0', sparse: true, Type: 'Group' })).code).toBe(
      '6000',
    );
  });

  test('on a form unpacks into its parts; they carry the money, the tax and the ledger', () => {
    const asked = world();
    const { Invoice } = asked.post('/invoice', {
      CustomerRef: { value: asked.customer },
      Line: [line(asked.item, 1, 5), group(asked.bundle, 3)],
      TxnTaxDetail: { TxnTaxCodeRef: { value: '2' } },
    }).body;
    const [first, bundle, subtotal] = Invoice.Line;
    expect(first).toMatchObject({ Id: '1', LineNum: 1 });
    expect(bundle).toMatchObject({
      Id: '2',
      LineNum: 2,
      Amount: 120,
      DetailType: 'GroupLineDetail',
      GroupLineDetail: {
        GroupItemRef: { value: asked.bundle, name: 'Leak kit' },
        Quantity: 3,
        Line: [
          { Id: '3', LineNum: 3, Amount: 0, SalesItemLineDetail: { Qty: 3, TaxCodeRef: { value: 'NON' } } },
          {
            Id: '4',
            LineNum: 4,
            Description: 'Tube',
            Amount: 120,
            SalesItemLineDetail: { ItemRef: { name: 'Sealant' }, Qty: 6, UnitPrice: 20, TaxCodeRef: { value: 'TAX' } },
          },
        ],
      },
    });
    expect(subtotal).toEqual({ Amount: 125, DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} });
    expect(Invoice.TxnTaxDetail.TaxLine[0].TaxLineDetail.NetAmountTaxable).toBe(120);
    const account = asked.company.rows('Account').find((row) => row.id === asked.income);
    expect(account?.kept.balance).toBe(-12_500);
    expect(asked.company.summary().trialBalance).toBe(0);
    const voided = asked.post('/invoice', { Id: Invoice.Id, SyncToken: '0' }, { operation: 'void' }).body.Invoice;
    expect(voided.TotalAmt).toBe(0);
    expect(voided.Line[1].GroupLineDetail.Line[1]).toMatchObject({ Amount: 0, SalesItemLineDetail: { Qty: 0 } });
  });

  test('takes the parts it is sent with instead, and keeps their identity', () => {
    const asked = world();
    const own = [line(asked.second, 1, 12)];
    const { Invoice } = asked.post('/invoice', {
      CustomerRef: { value: asked.customer },
      Line: [group(asked.bundle, 1, own)],
    }).body;
    expect(Invoice).toMatchObject({ TotalAmt: 12 });
    const noted = asked.post('/invoice', { ...Invoice, sparse: true, PrivateNote: 'x' }).body.Invoice;
    expect(noted.Line).toEqual(Invoice.Line);
    const bad = [{ ...line(asked.second, 1, 12), Amount: 13 }];
    const refused = asked.post('/invoice', {
      CustomerRef: { value: asked.customer },
      Line: [group(asked.bundle, 1, bad)],
    });
    expect(fault(refused).code).toBe('6070');
  });

  test('stands on its own kind of line only, and that line holds nothing else', () => {
    const asked = world();
    const send = (Line: unknown[]) => asked.post('/invoice', { CustomerRef: { value: asked.customer }, Line });
    expect(fault(send([line(asked.bundle, 1, 10)])).code).toBe('6000');
    expect(fault(send([group(asked.item, 1)])).code).toBe('6000');
    expect(fault(send([{ DetailType: 'GroupLineDetail', GroupLineDetail: {} }])).code).toBe('2020');
    expect(fault(send([group(asked.bundle, 1, [group(asked.bundle, 1)])])).code).toBe('2170');
  });

  test('moves the stock of what is in it', () => {
    const asked = ask('demo');
    const stock = asked.query("select * from Item where Type = 'Inventory'").body.QueryResponse.Item[0];
    const bundle = bundleOf(asked, [[stock.Id, 2]]).body.Item.Id;
    asked.post('/invoice', { CustomerRef: { value: '1' }, Line: [group(bundle, 2)] });
    expect(asked.get(`/item/${stock.Id}`).body.Item.QtyOnHand).toBe(stock.QtyOnHand - 4);
  });

  test('the demo book ends with one', () => {
    const asked = ask('demo');
    const items = asked.query('select * from Item orderby Id desc maxresults 1').body.QueryResponse.Item;
    expect(items).toMatchObject([{ Type: 'Group', Name: 'Leak visit' }]);
    expect(items[0].ItemGroupDetail.ItemGroupLine).toHaveLength(3);
  });
});

describe('a category', () => {
  test('has a name and a place, and no price', () => {
    const { post } = ask('empty');
    const trees = post('/item', { Name: 'Roofs', Type: 'Category', UnitPrice: 5, Description: 'x' }).body.Item;
    expect(Object.keys(trees).sort()).toEqual(
      ['Active', 'FullyQualifiedName', 'Id', 'MetaData', 'Name', 'SyncToken', 'Type', 'domain', 'sparse'].sort(),
    );
    const cedar = post('/item', { Name: 'Cedar', Type: 'Category', SubItem: true, ParentRef: { value: trees.Id } });
    expect(cedar.body.Item).toMatchObject({
      FullyQualifiedName: 'Roofs:Cedar',
      Level: 1,
      SubItem: true,
      ParentRef: { value: trees.Id, name: 'Roofs' },
    });
  });

  test('lies among categories only, stays a category, and is not sold', () => {
    const asked = fresh();
    const { Id } = asked.post('/item', { Name: 'Roofs', Type: 'Category' }).body.Item;
    const under = asked.post('/item', { Name: 'Cedar', Type: 'Category', ParentRef: { value: asked.item } });
    expect(fault(under).code).toBe('6150');
    expect(fault(asked.post('/item', { Id, SyncToken: '0', sparse: true, Type: 'Service' })).code).toBe('6000');
    const sold = asked.post('/invoice', { CustomerRef: { value: asked.customer }, Line: [line(Id, 1, 1)] });
    expect(fault(sold).code).toBe('6000');
    const moved = asked.post('/item', { Id: asked.item, SyncToken: '0', sparse: true, ParentRef: { value: Id } }).body
      .Item;
    expect(moved).toMatchObject({ FullyQualifiedName: 'Roofs:Hours', SubItem: true });
  });
});

describe('shipping', () => {
  const ship = (Amount: number, more = {}) => ({
    DetailType: 'SalesItemLineDetail',
    Amount,
    SalesItemLineDetail: { ItemRef: { value: 'SHIPPING_ITEM_ID' }, ...more },
  });

  test('stands after subtotal and discount, without Id, inside the total', () => {
    const asked = fresh();
    asked.act({ act: 'settings', set: { SalesFormsPrefs: { AllowShipping: true } } });
    const { Invoice } = asked.post('/invoice', {
      CustomerRef: { value: asked.customer },
      Line: [
        ship(2),
        line(asked.item, 1, 50),
        { DetailType: 'DiscountLineDetail', DiscountLineDetail: { PercentBased: true, DiscountPercent: 10 } },
      ],
    }).body;
    expect(Invoice.TotalAmt).toBe(47);
    expect(Invoice.Line.map((row: { DetailType: string }) => row.DetailType)).toEqual([
      'SalesItemLineDetail',
      'SubTotalLineDetail',
      'DiscountLineDetail',
      'SalesItemLineDetail',
    ]);
    expect(Invoice.Line[1].Amount).toBe(50);
    expect(Invoice.Line[3]).toEqual(ship(2));
    expect(asked.company.summary().trialBalance).toBe(0);
    const noted = asked.post('/invoice', { Id: Invoice.Id, SyncToken: '0', sparse: true, PrivateNote: 'x' }).body
      .Invoice;
    expect(noted.Line).toEqual(Invoice.Line);
  });

  test('is taxed when it says so, and refused where it is turned off', () => {
    const asked = fresh();
    const send = (Line: unknown[]) =>
      asked.post('/invoice', {
        CustomerRef: { value: asked.customer },
        Line,
        TxnTaxDetail: { TxnTaxCodeRef: { value: '2' } },
      });
    expect(fault(send([ship(2)])).code).toBe('6000');
    asked.act({ act: 'settings', set: { SalesFormsPrefs: { AllowShipping: true } } });
    const { Invoice } = send([line(asked.item, 1, 50), ship(100, { TaxCodeRef: { value: 'TAX' } })]).body;
    expect(Invoice.TxnTaxDetail.TotalTax).toBe(9.5);
    expect(Invoice.TotalAmt).toBe(159.5);
  });
});
