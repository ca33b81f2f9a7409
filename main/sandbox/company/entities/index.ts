/** Every record type of the company. To add one: write its file, list it here. */
import type { EntityDef } from '../entity.ts';
import { account } from './account.ts';
import { customer } from './customer.ts';
import { invoice } from './invoice.ts';
import { item } from './item.ts';
import { paymentMethod, term } from './lists.ts';
import { payment } from './payment.ts';
import { companyInfo, preferences } from './settings.ts';
import { taxCode, taxRate } from './tax.ts';

export const entities: readonly EntityDef[] = [
  account,
  companyInfo,
  customer,
  invoice,
  item,
  payment,
  paymentMethod,
  preferences,
  taxCode,
  taxRate,
  term,
];
