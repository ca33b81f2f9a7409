/** Every record type of the company. To add one: write its file, list it here. */
import type { EntityDef } from '../entity.ts';
import { account } from './account.ts';
import { classEntity, department } from './classes.ts';
import { customer } from './customer.ts';
import { employee } from './employee.ts';
import { invoice } from './invoice.ts';
import { item } from './item.ts';
import { paymentMethod, term } from './lists.ts';
import { payment } from './payment.ts';
import { companyInfo, preferences } from './settings.ts';
import { taxCode, taxRate } from './tax.ts';
import { vendor } from './vendor.ts';

export const entities: readonly EntityDef[] = [
  account,
  classEntity,
  companyInfo,
  customer,
  department,
  employee,
  invoice,
  item,
  payment,
  paymentMethod,
  preferences,
  taxCode,
  taxRate,
  term,
  vendor,
];
