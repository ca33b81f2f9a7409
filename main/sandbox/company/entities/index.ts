/** Every record type of the company. To add one: write its file, list it here. */
import type { EntityDef } from '../entity.ts';
import { account } from './account.ts';
import { attachable } from './attachable.ts';
import { bill } from './bill.ts';
import { billPayment } from './bill-payment.ts';
import { classEntity, department } from './classes.ts';
import { companyCurrency } from './company-currency.ts';
import { creditCardPayment } from './credit-card-payment.ts';
import { creditMemo } from './credit-memo.ts';
import { customer } from './customer.ts';
import { deposit } from './deposit.ts';
import { employee } from './employee.ts';
import { estimate } from './estimate.ts';
import { invoice } from './invoice.ts';
import { item } from './item.ts';
import { journalEntry } from './journal-entry.ts';
import { paymentMethod, term } from './lists.ts';
import { payment } from './payment.ts';
import { purchase } from './purchase.ts';
import { purchaseOrder } from './purchase-order.ts';
import { refundReceipt, salesReceipt } from './receipts.ts';
import { reimburseCharge } from './reimburse-charge.ts';
import { budget, customerType } from './screens-only.ts';
import { companyInfo, preferences } from './settings.ts';
import { taxCode, taxRate } from './tax.ts';
import { taxAgency } from './tax-agency.ts';
import { timeActivity } from './time-activity.ts';
import { transfer } from './transfer.ts';
import { vendor } from './vendor.ts';
import { vendorCredit } from './vendor-credit.ts';

export const entities: readonly EntityDef[] = [
  account,
  attachable,
  bill,
  billPayment,
  budget,
  classEntity,
  companyCurrency,
  companyInfo,
  creditCardPayment,
  creditMemo,
  customer,
  customerType,
  department,
  deposit,
  employee,
  estimate,
  invoice,
  item,
  journalEntry,
  payment,
  paymentMethod,
  preferences,
  purchase,
  purchaseOrder,
  refundReceipt,
  reimburseCharge,
  salesReceipt,
  taxAgency,
  taxCode,
  taxRate,
  term,
  timeActivity,
  transfer,
  vendor,
  vendorCredit,
];
