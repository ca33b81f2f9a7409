/** Time activity: hours of an employee or vendor, perhaps for a customer. It posts nothing until an invoice bills it. */
import type { Draft, EntityDef, LinkSource, LinkTarget } from '../entity.ts';
import { business, missing, refuse } from '../faults.ts';
import {
  choice,
  day,
  flag,
  type Members,
  money,
  number,
  numberOf,
  ref,
  refValue,
  standard,
  text,
  textOf,
  whole,
} from '../members.ts';
import { putRow } from '../store.ts';
import { dayOf, parseInstant, stamp } from '../time.ts';
import { mustRef, requireRef } from './parts/refs.ts';
import { checkClosed } from './parts/sales-form.ts';
import { billedBy, SALES } from './reimburse-charge.ts';

const members: Members = {
  TxnDate: day({ query: 'filter' }),
  NameOf: choice(['Employee', 'Vendor']),
  EmployeeRef: ref('Employee'),
  VendorRef: ref('Vendor'),
  CustomerRef: ref('Customer'),
  DepartmentRef: ref('Department'),
  ItemRef: ref('Item'),
  ClassRef: ref('Class'),
  PayrollItemRef: ref('PayrollItem', { named: false }),
  ProjectRef: ref('Customer', { query: 'filter' }),
  BillableStatus: choice(['Billable', 'NotBillable', 'HasBeenBilled'], { query: 'filter' }),
  Taxable: flag(),
  HourlyRate: money(),
  CostRate: number(),
  Hours: whole(),
  Minutes: whole(),
  BreakHours: whole(),
  BreakMinutes: whole(),
  StartTime: text(40),
  EndTime: text(40),
  Description: text(4000),
  ...standard,
};

const tolerated = [
  'TimeZone',
  'OtherNameRef',
  'TimeChargeId',
  'Seconds',
  'BreakSeconds',
  'TransactionLocationType',
  'TimeActivityEx',
  'HoursInEmployeeTimeZone',
]; // prettier-ignore

/** Four digits of hours: more is a slip of the pen. */
const MOST_HOURS = 9999;

function prepare(draft: Draft): void {
  const { body, before, work, sent } = draft;
  body.TxnDate ??= dayOf(work.now);
  checkClosed(draft);
  body.NameOf ??= before?.body.NameOf ?? null;
  if (body.NameOf === null) throw missing('NameOf');
  if (body.NameOf === 'Employee') {
    mustRef(draft, 'EmployeeRef', 'Employee');
    delete body.VendorRef;
  } else {
    mustRef(draft, 'VendorRef', 'Vendor');
    delete body.EmployeeRef;
  }
  const customer = requireRef(draft, 'CustomerRef', 'Customer');
  requireRef(draft, 'ItemRef', 'Item');
  requireRef(draft, 'DepartmentRef', 'Department');
  requireRef(draft, 'ClassRef', 'Class');
  duration(draft);
  body.HourlyRate ??= 0;
  body.Taxable ??= false;
  // Documented: what has been billed is only changed by the invoice.
  const past = before?.body.BillableStatus;
  const same = customer !== undefined && customer.id === refValue(before?.body.CustomerRef);
  if (past === 'HasBeenBilled' && same) body.BillableStatus = past;
  else if (sent.BillableStatus === 'HasBeenBilled') body.BillableStatus = past ?? 'NotBillable';
  body.BillableStatus ??= 'NotBillable';
  if (body.BillableStatus === 'Billable' && customer === undefined)
    throw business('If you mark time as billable, you must choose a customer for it.', 'CustomerRef');
}

/** Either hours and minutes or a start and an end. What was sent last decides. */
function duration(draft: Draft): void {
  const { body, sent } = draft;
  if (sent.Hours !== undefined || sent.Minutes !== undefined) {
    delete body.StartTime;
    delete body.EndTime;
  }
  const start = textOf(body, 'StartTime');
  const end = textOf(body, 'EndTime');
  if (start !== undefined || end !== undefined) {
    if (start === undefined) throw missing('StartTime');
    if (end === undefined) throw missing('EndTime');
    const from = clock(draft, start, 'StartTime');
    const to = clock(draft, end, 'EndTime');
    if (to <= from) throw business('The end time must be later than the start time.', 'EndTime');
    body.StartTime = stamp(from);
    body.EndTime = stamp(to);
    delete body.Hours;
    delete body.Minutes;
    return;
  }
  delete body.BreakHours;
  delete body.BreakMinutes;
  const hours = numberOf(body, 'Hours');
  const minutes = numberOf(body, 'Minutes');
  if (hours === undefined && minutes === undefined) throw missing('Hours');
  if ((hours ?? 0) < 0 || (hours ?? 0) > MOST_HOURS) throw refuse('2080', `Invalid Number : Hours ${hours}`, 'Hours');
  if ((minutes ?? 0) < 0 || (minutes ?? 0) > 59) throw refuse('2080', `Invalid Number : Minutes ${minutes}`, 'Minutes');
  body.Hours = hours ?? 0;
  body.Minutes = minutes ?? 0;
}

/** A moment, or a time of day on the activity's own date. */
function clock({ body }: Draft, given: string, element: string): number {
  const instant = parseInstant(/^\d{2}:\d{2}/.test(given) ? `${String(body.TxnDate)}T${given}` : given);
  if (instant === undefined) throw refuse('2060', `Invalid Date format. Supplied value:${given}`, element);
  return instant;
}

/** Billed by an invoice, or free again: new time, same token (documented sample). */
function linked({ work, row }: LinkTarget, by: LinkSource): void {
  if (!SALES.includes(by.entity)) return;
  const billed = billedBy(by, 'TimeActivity', row.id);
  if (billed === (row.body.BillableStatus === 'HasBeenBilled')) return;
  const BillableStatus = billed ? 'HasBeenBilled' : 'Billable';
  putRow(work, 'TimeActivity', { ...row, updated: work.now, body: { ...row.body, BillableStatus } });
}

export const timeActivity: EntityDef = {
  name: 'TimeActivity',
  path: 'timeactivity',
  counter: { name: 'timeActivities', first: 1 },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'delete',
  canVoid: false,
  order: 'recent',
  totalCount: false,
  // Documented: change data capture does not know it.
  captured: false,
  prepare,
  deleting: checkClosed,
  linked,
  derived: {},
  title: () => undefined,
};
