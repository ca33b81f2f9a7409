/** Item: services, goods, stock, categories. */
import type { Draft, EntityDef, Reader } from '../entity.ts';
import { missing, refuse } from '../faults.ts';
import { choice, day, flag, type Members, number, ref, refValue, standard, text, textOf, whole } from '../members.ts';
import { product } from '../money.ts';
import type { Posting, Row } from '../types.ts';
import { checkType, itemGroupDetail, prepareCategory, prepareGroup, shownGroup } from './parts/group-item.ts';
import { checkNameCharacters, checkParent, levelOf, markInactive, qualifiedName } from './parts/people.ts';
import { requireRef } from './parts/refs.ts';
import { systemAccount } from './parts/system-accounts.ts';

const members: Members = {
  Name: text(100, { query: 'filter' }),
  Sku: text(100, { query: 'filter' }),
  Description: text(4000),
  Active: flag({ query: 'filter' }),
  SubItem: flag({ query: 'filter' }),
  ParentRef: ref('Item'),
  Level: whole({ readOnly: true }),
  FullyQualifiedName: text(1000, { readOnly: true, query: 'filter' }),
  Taxable: flag({ query: 'filter' }),
  SalesTaxIncluded: flag(),
  UnitPrice: number({ query: 'order' }),
  Type: choice(['Service', 'NonInventory', 'Inventory', 'Category', 'Group'], { query: 'filter' }),
  IncomeAccountRef: ref('Account'),
  PurchaseDesc: text(1000),
  PurchaseTaxIncluded: flag(),
  PurchaseCost: number({ query: 'order' }),
  ExpenseAccountRef: ref('Account'),
  AssetAccountRef: ref('Account'),
  PrefVendorRef: ref('Vendor'),
  TrackQtyOnHand: flag(),
  QtyOnHand: number(),
  ReorderPoint: number(),
  SalesTaxCodeRef: ref('TaxCode'),
  PurchaseTaxCodeRef: ref('TaxCode'),
  ClassRef: ref('Class'),
  InvStartDate: day(),
  PrintGroupedItems: flag(),
  ItemGroupDetail: itemGroupDetail(),
  DeferredRevenue: flag({ readOnly: true, views: ['write', 'read', 'cdc'] }),
  ...standard,
};

const tolerated = [
  'PercentBased',
  'RatePercent',
  'PaymentMethodRef',
  'UOMSetRef',
  'COGSAccountRef',
  'AvgCost',
  'QtyOnPurchaseOrder',
  'QtyOnSalesOrder',
  'ManPartNum',
  'DepositToAccountRef',
  'BuildPoint',
  'SpecialItem',
  'SpecialItemType',
  'ItemAssemblyDetail',
  'AbatementRate',
  'ReverseChargeRate',
  'ServiceType',
  'ItemCategoryType',
  'ItemEx',
  'TaxClassificationRef',
  'UQCDisplayText',
  'UQCId',
  'Source',
  'CustomExtensions',
]; // prettier-ignore

const INCOME_TYPES = ['Income', 'Other Income'];
const EXPENSE_TYPES = ['Expense', 'Other Expense', 'Cost of Goods Sold'];

function own(row: Row): string {
  return textOf(row.body, 'Name') ?? '';
}

const qualified = (row: Row, reader: Reader) => qualifiedName('Item', own, row, reader);

function prepare(draft: Draft): void {
  const { body, before } = draft;
  const name = textOf(body, 'Name')?.trim();
  if (name === undefined) throw missing('Name');
  body.Name = name;
  checkNameCharacters(name, 'Name');
  body.Type ??= before?.body.Type ?? 'Service';
  checkType(draft);
  body.Active ??= true;
  checkParent(draft, 'Item');
  if (refValue(body.ParentRef) !== undefined) body.SubItem = true;
  else delete body.SubItem;
  if (body.Type === 'Category') prepareCategory(draft);
  else if (body.Type === 'Group') prepareGroup(draft);
  else prepareSold(draft);
  if (body.Active === false && before !== undefined && before.body.Active !== false) {
    const stock = draft.kept.quantity;
    if (typeof stock === 'string' && stock !== '0') {
      throw refuse('6220', 'Delete List Has Balance Error : This item has a quantity on hand.', '');
    }
  }
  markInactive(draft, 'Name');
}

function prepareSold(draft: Draft): void {
  const { body, before, kept } = draft;
  body.Taxable ??= false;
  body.UnitPrice ??= 0;
  body.PurchaseCost ??= 0;
  body.TrackQtyOnHand = body.Type === 'Inventory';
  delete body.ItemGroupDetail;
  delete body.PrintGroupedItems;
  account(draft, 'IncomeAccountRef', INCOME_TYPES);
  account(draft, 'ExpenseAccountRef', EXPENSE_TYPES);
  account(draft, 'AssetAccountRef', ['Other Current Asset']);
  if (body.Type !== 'Inventory') {
    if (refValue(body.IncomeAccountRef) === undefined && refValue(body.ExpenseAccountRef) === undefined)
      throw missing('IncomeAccountRef');
    delete body.QtyOnHand;
    delete body.InvStartDate;
    delete body.AssetAccountRef;
    delete kept.quantity;
    return;
  }
  if (refValue(body.AssetAccountRef) === undefined) throw missing('AssetAccountRef');
  if (refValue(body.IncomeAccountRef) === undefined) throw missing('IncomeAccountRef');
  if (refValue(body.ExpenseAccountRef) === undefined) throw missing('ExpenseAccountRef');
  if (body.InvStartDate === undefined) throw missing('InvStartDate');
  if (before === undefined && typeof body.QtyOnHand !== 'number') {
    throw refuse('6520', 'Quantity on hand is required for an inventory item.', 'QtyOnHand');
  }
  if (before === undefined) openingWorth(draft);
  // What was counted by hand; after that, transactions move it.
  if (typeof draft.sent.QtyOnHand === 'number') kept.quantity = String(draft.sent.QtyOnHand);
  kept.quantity ??= '0';
  delete body.QtyOnHand;
}

/** The first stock is worth its cost: in the inventory account, against opening equity (`Inventory Starting Value`). */
function openingWorth({ body, kept, reader }: Draft): void {
  const cost = typeof body.PurchaseCost === 'number' ? body.PurchaseCost : 0;
  const cents = product(Number(body.QtyOnHand), cost);
  if (cents !== 0) {
    kept.opening = {
      cents,
      asset: refValue(body.AssetAccountRef) ?? '',
      equity: systemAccount(reader, 'openingEquity'),
    };
  }
}

function openingPostings(row: Row): Posting[] {
  const opening = row.kept.opening as
    | { readonly cents: number; readonly asset: string; readonly equity: string }
    | undefined;
  if (opening === undefined) return [];
  return [
    { account: opening.asset, cents: opening.cents, home: true },
    { account: opening.equity, cents: -opening.cents, home: true },
  ];
}

function account(draft: Draft, member: string, types: readonly string[]): void {
  const row = requireRef(draft, member, 'Account');
  if (row === undefined) return;
  const type = textOf(row.body, 'AccountType') ?? '';
  if (!types.includes(type)) {
    throw refuse(
      '6430',
      `Invalid account type : ${member} must be of type ${types.join(' or ')}; the account is of type ${type}.`,
      member,
    );
  }
}

export const item: EntityDef = {
  name: 'Item',
  path: 'item',
  counter: { name: 'items', first: 1 },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'deactivate',
  canVoid: false,
  order: own,
  totalCount: false,
  captured: true,
  prepare,
  derived: {
    FullyQualifiedName: qualified,
    Level: (row, reader) => {
      const level = levelOf('Item', row, reader);
      return level === 0 ? undefined : level;
    },
    QtyOnHand: (row) => (typeof row.kept.quantity === 'string' ? Number(row.kept.quantity) : undefined),
    ItemGroupDetail: (row, reader) => shownGroup(row, reader, qualified),
    DeferredRevenue: (row) => (row.body.Type === 'Category' ? undefined : false),
  },
  title: qualified,
  postings: openingPostings,
  uniqueKeys: (row) => (row.deleted ? [] : [`item:${refValue(row.body.ParentRef) ?? ''}/${own(row).toLowerCase()}`]),
};
