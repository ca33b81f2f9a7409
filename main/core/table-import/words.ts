/** A list of words, written with commas. */
const words = (text: string): readonly string[] => text.split(',').map((word) => word.trim().replace(/\s+/g, ' '));

/**
 * Other names of fields in exports of field-service products, shops and spreadsheets, by the field's own name (a part of an
 * address or a line by that part's). Spelled as `plainHeader` leaves them.
 */
export const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  displayName: words(`
    name, customer, customer name, client, client name, full name, display name, display name as, contact, contact
    name, vendor, vendor name, supplier, supplier name, payee, account name, homeowner`),
  companyName: words('company, company name, business, business name, organization, organisation, firm'),
  givenName: words('first name, firstname, given name, forename, first'),
  familyName: words('last name, lastname, family name, surname, last'),
  email: words(`
    email, e mail, email address, e mail address, mail, main email, primary email, work email, email 1, billing email,
    send to, bill email`),
  phone: words(`
    phone, phone number, telephone, tel, main phone, primary phone, phone 1, work phone, home phone, office phone,
    business phone, phone no`),
  mobile: words(`
    mobile, mobile phone, mobile number, cell, cell phone, cell number, cellphone, phone 2, alt phone, alternate
    phone, other phone`),
  billingAddress: words('address, full address, billing address, bill to, bill address, mailing address'),
  shippingAddress: words(`
    service address, shipping address, ship to, property address, job address, site address, job site, ship address,
    service location, property`),
  address: words('address, full address, mailing address, billing address'),
  line1: words(`
    street, street address, street 1, address 1, address line 1, street line 1, line 1, address1, street1, address
    street, address street 1`),
  line2: words(`
    street 2, address 2, address line 2, street line 2, line 2, address2, street2, unit, apt, suite, apartment`),
  city: words('city, town, locality, suburb'),
  region: words('state, province, region, county, st, state province, state region, province state'),
  postalCode: words('zip, zip code, postal code, postcode, post code, zipcode, zip postal code, zip postcode'),
  country: words('country, country region, nation'),
  notes: words('notes, note, comments, comment, remarks, description, internal notes, client notes, customer notes'),
  privateNote: words('private note, internal note, internal notes, notes, note, memo, comments, private notes'),
  memo: words(`
    memo, message, customer memo, message to customer, message on invoice, client message, customer message, note,
    notes, details`),
  terms: words('terms, payment terms, net terms, payment term'),
  taxable: words('taxable, is taxable, tax, sales tax, taxed, pays sales tax, tax status, charge tax'),
  parent: words('parent, project of, parent customer, sub customer of, parent account, parent client, client of'),
  accountNumber: words(`
    account number, account no, vendor account, account, acct, vendor account no, customer number`),
  contractor: words('1099, track 1099, gets a 1099, eligible for 1099, subcontractor'),
  name: words(`
    name, item, item name, product, service, product name, service name, product service, product service name, title,
    products and services`),
  sku: words('sku, item code, code, product code, item number, part number, part no, item no, item id'),
  description: words(`
    description, sales description, item description, product description, details, line description, memo
    description, line item description, desc, work description`),
  type: words('type, item type, product type, kind, product service type, category type'),
  unitPrice: words(`
    price, rate, unit price, sales price, unit cost, price each, item price, sales price rate, lineitem price, unit
    rate, price rate, selling price, cost per unit, hourly rate, item rate, sell price`),
  purchaseCost: words('cost, purchase cost, purchase price, buy price, item cost, cost price, unit cost'),
  expenseAccount: words('expense account, cogs account, purchase account'),
  number: words(`
    number, no, num, invoice, invoice number, invoice no, invoice num, doc number, document number, estimate number,
    estimate no, quote number, quote no, bill number, bill no, ref no, order number, invoice id, order, job number,
    doc no, transaction number`),
  customer: words(`
    customer, client, customer name, client name, name, bill to, billed to, customer full name, full name, bill to
    name, billing name, contact, received from, customer project, homeowner, account name`),
  vendor: words('vendor, supplier, payee, vendor name, supplier name, paid to, merchant, name, store, merchant name'),
  date: words(`
    date, invoice date, issue date, issued, issued date, created, created at, created date, transaction date, txn
    date, payment date, paid on, paid date, date paid, bill date, credit date, expense date, purchase date, estimate
    date, quote date, date issued, date created, posting date, received, received on, date received, document date`),
  dueDate: words('due, due date, due on, date due, payment due, payment due date'),
  expirationDate: words('expires, expiration date, expiry date, valid until, expiration, expiry'),
  status: words('status, invoice status, state, payment status, estimate status, quote status'),
  taxRate: words(`
    tax rate, tax, tax name, sales tax rate, tax percent, tax code, vat rate, gst rate, tax group, tax rate name`),
  taxTotal: words(`
    tax, tax amount, sales tax, total tax, tax total, taxes, sales tax amount, vat, gst, tax collected`),
  total: words(`
    total, invoice total, total amount, grand total, amount, estimate total, total due, total price, document total,
    expense total, invoice amount, total amt, total inc tax`),
  discount: words('discount, discount amount, total discount, invoice discount'),
  item: words(`
    item, product, service, product service, line item, item name, lineitem name, product name, service name, product
    or service, line item name, item details, task, work, job type, activity`),
  quantity: words(`
    quantity, qty, hours, units, count, lineitem quantity, item quantity, qty hours, hrs, item qty, line quantity`),
  amount: words(`
    amount, line total, line amount, amount paid, payment amount, paid, amount received, item total, extended price,
    line item total, sum, subtotal, item amount, net amount, paid amount, applied amount`),
  reference: words(`
    reference, ref, reference number, ref number, check number, check no, cheque number, cheque no, receipt number,
    transaction id, receipt no, check, ref no, payment number, confirmation number, no, num, number, reference no, credit
    number, credit no`),
  method: words('method, payment method, paid by, payment type, type, tender, pay method, paid with'),
  depositTo: words('deposit to, deposited to, deposit account, bank account'),
  allocations: words(`
    invoice, invoice number, invoice no, applied to, invoices, invoice numbers, invoice num, for invoice, applied to
    invoice, bill number`),
  account: words(
    'paid from, payment account, bank account, credit card, card, account, account name, paid with account',
  ),
  'lines.account': words('category, expense category, expense account, gl account, account, account name, cost code'),
  '@email': words('customer email, client email, vendor email, supplier email, bill to email, contact email, email'),
  paidBy: words('paid by, payment method, payment type, method, type, paid with'),
  refund: words('refund, is refund, credit'),
  billable: words('billable, is billable, reimbursable'),
};

/** Words of a choice that mean one of its values in other products, by field and value. */
export const OTHER_CHOICES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  status: {
    draft: words('draft, not sent, unsent, unissued, created'),
    issued: words(`
      issued, sent, open, paid, unpaid, overdue, past due, partial, partially paid, awaiting payment, due, viewed,
      closed, complete, completed, outstanding, bad debt, deposited, paid in full, late, invoiced`),
    approved: words(`
      approved, paid, open, closed, reimbursed, posted, unpaid, complete, completed, cleared, overdue`),
    pending: words('pending, sent, open, awaiting response, viewed, changes requested'),
    sent: words('sent, pending, open, awaiting response, viewed, changes requested'),
    accepted: words('accepted, approved, won'),
    rejected: words('rejected, declined, lost'),
    closed: words('closed, converted, invoiced, completed'),
  },
  type: {
    service: words('service, services, labor, labour'),
    nonInventory: words(`
      product, products, non inventory, noninventory, inventory, part, parts, material, materials, goods, stock,
      inventory part, non inventory part, equipment, other charge`),
  },
  paidBy: {
    check: words('check, cheque, ach, bank transfer, e check, debit, debit card, wire, eft, bank'),
    creditCard: words(`
      credit card, card, visa, mastercard, amex, american express, discover, credit, cc, company card`),
    cash: words('cash, petty cash, out of pocket'),
  },
};

/** Words that say a document counts no more: it is left out. */
export const VOID_WORDS = new Set(['void', 'voided', 'cancelled', 'canceled', 'deleted', 'written off', 'archived']);

/** A header as it is compared: lower case letters and digits, one space between words. "Phone #" is "phone no". */
export const plainHeader = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/#/g, ' no ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/\bno no\b/g, 'no');
