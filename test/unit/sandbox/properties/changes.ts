/** Changes of what is there: documents edited and undone, names and lists, and what a person does on the screen. */
import { act, active, type Body, boughtLines, customers, type Made, post, ref, soldLines, vendors } from './asking.ts';
import { type Edit, type List, type Name, type Person, type Undo, WRITTEN } from './steps.ts';
import { type Photo, pick, rowsOf, type Wire, type World } from './world.ts';

const SOLD = new Set(['Invoice', 'Estimate', 'CreditMemo', 'SalesReceipt', 'RefundReceipt']);

const BOUGHT = new Set(['Bill', 'VendorCredit', 'Purchase', 'PurchaseOrder']);

/** A record of the type a step names, or of another where there is none of it. */
function written(
  photo: Photo,
  entity: string,
  which: number,
): { readonly entity: string; readonly row: Wire } | undefined {
  const present = WRITTEN.filter((name) => rowsOf(photo, name).length > 0);
  const type = present.includes(entity) ? entity : pick(present, which + WRITTEN.indexOf(entity));
  return type === undefined ? undefined : { entity: type, row: pick(rowsOf(photo, type), which) };
}

export function edit(here: World, given: Edit, photo: Photo): Made {
  const found = written(photo, given.entity, given.which);
  if (found === undefined) return undefined;
  const { row } = found;
  const step = { ...given, entity: found.entity };
  const { Id, SyncToken } = row;
  const whole = step.full ? JSON.parse(JSON.stringify(row)) : {};
  const save = (changes: Body) => post(here, step.entity, { ...whole, Id, SyncToken, sparse: !step.full, ...changes });
  switch (step.how) {
    case 'note':
      return save({ [step.entity === 'TimeActivity' ? 'Description' : 'PrivateNote']: `note ${step.to}` });
    case 'day':
      return save({ TxnDate: step.day });
    case 'lines':
    case 'first': {
      const first = step.how === 'first' && row.Line !== undefined ? row.Line.slice(0, 1) : [];
      const tax = { TxnTaxDetail: undefined };
      if (SOLD.has(step.entity)) return save({ Line: [...first, ...soldLines(here, step.lines)], ...tax });
      if (BOUGHT.has(step.entity)) return save({ Line: [...first, ...boughtLines(here, step.lines, photo)], ...tax });
      return save({ Line: first });
    }
    case 'who': {
      const customer = SOLD.has(step.entity) || step.entity === 'Payment';
      const to = pick(customer ? customers(photo) : vendors(photo), step.to);
      return save({ [customer ? 'CustomerRef' : 'VendorRef']: ref(to) });
    }
    case 'total':
      return save(step.entity === 'Transfer' ? { Amount: step.to } : { TotalAmt: step.to });
    case 'unlink':
      return save(step.entity.endsWith('Payment') ? { Line: [] } : { LinkedTxn: [] });
    case 'again':
      // Read by itself: lists leave members out.
      return save(step.full ? here.get(`/${step.entity.toLowerCase()}/${Id}`).body[step.entity] : row);
  }
}

export function undo(here: World, given: Undo, photo: Photo): Made {
  const found = written(photo, given.entity, given.which);
  if (found === undefined) return undefined;
  const { row } = found;
  const step = { ...given, entity: found.entity };
  const { Id, SyncToken } = row;
  const path = `/${step.entity.toLowerCase()}`;
  if (step.act === 'send') {
    const answer = here.post(`${path}/${Id}/send`, '', { sendTo: 'a@b.example' });
    return { kind: 'send', entity: step.entity, id: Id, answer };
  }
  if (step.screen) return act(here, step.entity, Id, { act: step.act, entity: step.entity, id: Id });
  if (step.act === 'delete') return post(here, step.entity, { Id, SyncToken }, { operation: 'delete' });
  const how: Record<string, string> =
    step.entity === 'Invoice' ? { operation: 'void' } : { operation: 'update', include: 'void' };
  return post(here, step.entity, { Id, SyncToken, sparse: true }, how);
}

export function name(here: World, step: Name, photo: Photo): Made {
  const number = here.fresh();
  const label = `${step.entity} ${number}`;
  const parent = step.under === null ? undefined : pick(active(rowsOf(photo, step.entity)), step.under);
  const under = parent === undefined ? {} : { ParentRef: ref(parent) };
  const currency = step.foreign && here.profile.multiCurrency === true ? { CurrencyRef: { value: 'EUR' } } : {};
  switch (step.entity) {
    case 'Customer':
      return post(here, 'Customer', {
        DisplayName: label,
        ...(parent === undefined ? {} : { Job: true }),
        ...under,
        ...currency,
      });
    case 'Vendor':
      return post(here, 'Vendor', { DisplayName: label, ...currency });
    case 'Employee':
      return post(here, 'Employee', { GivenName: 'Sam', FamilyName: `Worker ${number}` });
    case 'Account':
      return post(here, 'Account', {
        Name: label,
        AccountType: parent?.AccountType ?? 'Expense',
        ...(parent === undefined ? {} : { SubAccount: true, ...under }),
      });
    case 'Class':
      return post(here, 'Class', { Name: label, ...(parent === undefined ? {} : { SubClass: true, ...under }) });
    case 'Department':
      return post(here, 'Department', {
        Name: label,
        ...(parent === undefined ? {} : { SubDepartment: true, ...under }),
      });
    case 'Item':
      return post(here, 'Item', {
        Name: label,
        Type: 'Service',
        IncomeAccountRef: { value: here.account('Services') },
        UnitPrice: number,
      });
  }
}

export function list(here: World, step: List, photo: Photo): Made {
  const rows = rowsOf(photo, step.entity);
  const row = pick(rows, step.which);
  if (row === undefined) return undefined;
  const { Id, SyncToken } = row;
  const save = (changes: Body) => post(here, step.entity, { Id, SyncToken, sparse: true, ...changes });
  const label = ['Item', 'Class', 'Account'].includes(step.entity) ? 'Name' : 'DisplayName';
  switch (step.how) {
    case 'rename':
      return save({ [label]: `Renamed ${here.fresh()}` });
    case 'toggle':
      return save({ Active: !row.Active });
    case 'under':
      return save({
        ParentRef: ref(pick(rows, step.to)),
        ...(step.entity === 'Customer' ? { Job: true } : {}),
        ...(step.entity === 'Account' ? { SubAccount: true } : {}),
      });
    case 'price':
      return save(
        step.entity === 'Item' ? { UnitPrice: step.to, PurchaseCost: step.to / 4 } : { Notes: `n ${step.to}` },
      );
    case 'count': {
      if (row.Type !== 'Inventory' || row.Id !== here.stock) return save({ PrintOnCheckName: `Check ${step.to}` });
      const done = save({ QtyOnHand: step.to });
      if (done.answer.status === 200) here.opening.pieces += step.to - row.QtyOnHand;
      return done;
    }
  }
}

export function person(here: World, step: Person, photo: Photo): Made {
  const rows = rowsOf(photo, step.entity);
  switch (step.act) {
    case 'merge': {
      const goes = pick(rows, step.which);
      const stays = pick(rows, step.to);
      // The stock is counted by its id, and the accounts steps name must stay.
      const named = step.entity === 'Item' || step.entity === 'Account';
      if (goes === undefined || stays === undefined || (named && !/^(Item|Account) \d/.test(goes.Name)))
        return undefined;
      return act(here, step.entity, stays.Id, { act: 'merge', entity: step.entity, id: goes.Id, into: stays.Id });
    }
    case 'deactivate': {
      const row = pick(rows, step.which);
      const mine = step.entity === 'Account' || step.entity === 'Item';
      if (row === undefined || mine) return undefined;
      const what = row.Active === false ? 'reactivate' : 'deactivate';
      return act(here, step.entity, row.Id, { act: what, entity: step.entity, id: row.Id });
    }
    case 'pay': {
      const row = pick(rowsOf(photo, 'Invoice'), step.which);
      return row === undefined
        ? undefined
        : act(here, 'Payment', undefined, { act: 'pay', invoice: row.Id, date: step.day });
    }
    case 'deposit': {
      const row = pick(rowsOf(photo, 'Payment'), step.which);
      return row === undefined ? undefined : act(here, 'Deposit', undefined, { act: 'deposit', payments: [row.Id] });
    }
    case 'close':
    case 'open': {
      const date = step.act === 'open' ? null : step.day;
      return act(here, 'Preferences', '1', { act: 'close-books', date, password: step.to % 2 === 0 });
    }
    case 'credits':
      return settings(here, { AutoApplyCredit: step.to % 2 === 0 });
    case 'payments':
      return settings(here, { AutoApplyPayments: step.to % 2 === 0 });
    case 'numbers':
      return settings(here, { CustomTxnNumbers: step.to % 2 === 0 });
  }
}

const settings = (here: World, SalesFormsPrefs: Record<string, boolean>) =>
  act(here, 'Preferences', '1', { act: 'settings', set: { SalesFormsPrefs } });
