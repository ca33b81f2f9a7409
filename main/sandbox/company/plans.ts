/** What each QuickBooks Online plan may do, and what a subscription that lapsed may not. */
import { business, refuse } from './faults.ts';
import { isList, isObject } from './members.ts';
import type { Store, Work } from './store.ts';
import type { Json, Row } from './types.ts';

export const plans = ['simpleStart', 'essentials', 'plus', 'advanced'] as const;

export type Plan = (typeof plans)[number];

const SKUS: Readonly<Record<Plan, string>> = {
  simpleStart: 'QuickBooks Online Simple Start',
  essentials: 'QuickBooks Online Essentials',
  plus: 'QuickBooks Online Plus',
  advanced: 'QuickBooks Online Advanced',
};

/** The least plan that may write a type; types not listed belong to every plan. */
const LEAST: Readonly<Record<string, Plan>> = {
  Bill: 'essentials',
  BillPayment: 'essentials',
  VendorCredit: 'essentials',
  TimeActivity: 'essentials',
  PurchaseOrder: 'plus',
  Class: 'plus',
  Department: 'plus',
};

/** Usage limits of the plans below Advanced, from QuickBooks' help pages. */
const MOST_ACCOUNTS = 250;
const MOST_CLASSES_AND_LOCATIONS = 40;

function nameValue(store: Store, name: string): string {
  const list = store.tables.get('CompanyInfo')?.get('1')?.body.NameValue;
  const found = isList(list) ? list.find((item) => isObject(item) && item.Name === name) : undefined;
  return isObject(found) && typeof found.Value === 'string' ? found.Value : '';
}

/** Name of the plan as CompanyInfo shows it. */
export function offering(store: Store): string {
  return nameValue(store, 'OfferingSku') || SKUS.plus;
}

export function planOf(store: Store): Plan {
  const name = offering(store);
  return plans.find((plan) => SKUS[plan] === name) ?? 'plus';
}

export function skuOf(plan: Plan): string {
  return SKUS[plan];
}

export function isPaid(store: Store): boolean {
  const status = nameValue(store, 'SubscriptionStatus');
  return status === '' || status === 'PAID' || status === 'TRIAL';
}

/** Refuses a write the plan does not include (5020) or whose plan is used up. Call before the commit. */
export function checkPlan(work: Work, entity: string, operation: string, sent: Json): void {
  const plan = planOf(work.store);
  if (plan === 'advanced') return;
  // What was made on a larger plan may still be taken away.
  if (operation === 'delete' || operation === 'void') return;
  const stock = entity === 'Item' && isObject(sent) && sent.Type === 'Inventory';
  const least = stock ? 'plus' : LEAST[entity];
  if (least !== undefined && plans.indexOf(plan) < plans.indexOf(least)) {
    throw refuse('5020', `Permission Denied Error : ${entity} is not available in ${offering(work.store)}.`, '');
  }
  const creating = !(isObject(sent) && sent.Id !== undefined && sent.Id !== null && sent.Id !== '');
  if (!creating) return;
  if (entity === 'Account' && active(work.store, 'Account') >= MOST_ACCOUNTS)
    throw business(`You have reached the limit of ${MOST_ACCOUNTS} accounts of ${offering(work.store)}.`);
  if (
    (entity === 'Class' || entity === 'Department') &&
    active(work.store, 'Class') + active(work.store, 'Department') >= MOST_CLASSES_AND_LOCATIONS
  ) {
    throw business(
      `You have reached the limit of ${MOST_CLASSES_AND_LOCATIONS} classes and locations of ${offering(work.store)}.`,
    );
  }
}

function active(store: Store, entity: string): number {
  let count = 0;
  for (const row of store.tables.get(entity)?.values() ?? ([] as Row[]))
    if (!row.deleted && row.body.Active !== false) count += 1;
  return count;
}

/** Refuses writes when nobody pays any more (6190); reads go on. */
export function checkPaid(store: Store): void {
  if (isPaid(store)) return;
  throw refuse(
    '6190',
    `Subscription period has ended or canceled or there was a billing problem : You can't add data to ${offering(store)} because your trial or subscription period ended, you canceled your subscription, or there was a billing problem.`,
    '',
  );
}
