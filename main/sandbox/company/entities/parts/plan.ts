/** What the company has subscribed to. Some records exist only in the larger plans. */
import type { Reader } from '../../entity.ts';
import { refuse } from '../../faults.ts';
import { isList, isObject } from '../../members.ts';

/** Plans without purchase orders, classes and locations, as OfferingSku names them. */
const SMALL_PLANS = ['QuickBooks Online Simple Start', 'QuickBooks Online Essentials'];

/** The plan, as CompanyInfo tells it. */
export function planOf(reader: Reader): string {
  const values = reader.get('CompanyInfo', '1')?.body.NameValue;
  for (const item of isList(values) ? values : []) {
    if (isObject(item) && item.Name === 'OfferingSku' && typeof item.Value === 'string') return item.Value;
  }
  return '';
}

/** Refuses (5020) what Simple Start and Essentials do not have. */
export function needLargePlan(reader: Reader, what: string): void {
  const plan = planOf(reader);
  if (SMALL_PLANS.includes(plan)) {
    throw refuse('5020', `Permission Denied Error : ${what} is not available in ${plan}.`, '');
  }
}
