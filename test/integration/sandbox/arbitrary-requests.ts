/** Requests of every kind, from nearly good to nonsense, for fast-check. `REALM` in a path stands for the company. */
import fc from 'fast-check';
import { goodRequests, type Ids } from './good-requests.ts';
import type { Loose } from './support.ts';

export type Sent = { method: string; path: string; headers: Record<string, string>; body: Uint8Array };

// biome-ignore format: a list of words
const PATHS = [
  'customer', 'invoice', 'payment', 'item', 'account', 'estimate', 'creditmemo', 'salesreceipt', 'refundreceipt',
  'bill', 'billpayment', 'vendor', 'vendorcredit', 'purchase', 'purchaseorder', 'deposit', 'transfer',
  'journalentry', 'timeactivity', 'employee', 'class', 'department', 'term', 'paymentmethod', 'taxcode', 'taxrate',
  'taxagency', 'taxservice/taxcode', 'attachable', 'companyinfo', 'preferences', 'batch', 'query', 'cdc', 'upload',
  'download/1', 'reports/ProfitAndLoss', 'reports/GeneralLedger',
];

// biome-ignore format: a list of words
const MEMBERS = [
  'Id', 'SyncToken', 'sparse', 'domain', 'DisplayName', 'Name', 'Type', 'AccountType', 'CustomerRef', 'VendorRef',
  'AccountRef', 'ItemRef', 'DepositToAccountRef', 'ParentRef', 'APAccountRef', 'CurrencyRef', 'ExchangeRate',
  'TxnDate', 'DueDate', 'DocNumber', 'TotalAmt', 'Amount', 'Qty', 'UnitPrice', 'DetailType', 'Line',
  'SalesItemLineDetail', 'AccountBasedExpenseLineDetail', 'ItemBasedExpenseLineDetail', 'JournalEntryLineDetail',
  'DepositLineDetail', 'DiscountLineDetail', 'GroupLineDetail', 'LinkedTxn', 'TxnId', 'TxnType', 'TxnTaxDetail',
  'GlobalTaxCalculation', 'PaymentType', 'PayType', 'CheckPayment', 'PostingType', 'FromAccountRef', 'ToAccountRef',
  'BillAddr', 'PrimaryEmailAddr', 'BillEmail', 'Active', 'Job', 'MetaData', 'AttachableRef', 'EntityRef',
  'BatchItemRequest', 'bId', 'operation', 'Query', 'Customer', 'Invoice', 'value', 'name', '__proto__',
  'constructor', 'toString',
];

const scalar = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '1',
      '2',
      '4',
      '17',
      '0',
      '',
      'USD',
      'TAX',
      'NON',
      '2026-11-20',
      'Invoice',
      'create',
      'true',
      '-1',
      '1e400',
    ),
  },
  fc.constantFrom(0, 1, -1, 0.1, 1e15, 1e300, -1e21, 99999999999999, Number.MAX_SAFE_INTEGER),
  fc.boolean(),
  fc.constant(null),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);

const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { weight: 3, arbitrary: scalar },
    fc.dictionary(fc.constantFrom(...MEMBERS), tie('value'), { maxKeys: 7, noNullPrototype: true }),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
}));

const record = fc.dictionary(fc.constantFrom(...MEMBERS), anything, { maxKeys: 10, noNullPrototype: true });

/** Every place in a value, as steps to it. */
function places(value: Loose, at: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  const keys: (string | number)[] = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return [at, ...keys.flatMap((key) => places(value[key], [...at, key]))];
}

function spoilt(value: Loose, at: readonly (string | number)[], by: Loose, member: string | undefined): Loose {
  const [step, ...rest] = at;
  if (step === undefined) {
    const grows = member !== undefined && typeof value === 'object' && value !== null && !Array.isArray(value);
    return grows ? { ...value, [member]: by } : by;
  }
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? spoilt(item, rest, by, member) : item));
  return { ...value, [step]: spoilt(value[step], rest, by, member) };
}

/** Good requests with up to two spots spoilt. */
export const nearlyGood = (ids: Ids): fc.Arbitrary<Sent> =>
  fc
    .tuple(
      fc.constantFrom(...goodRequests(ids)),
      fc.array(fc.tuple(fc.nat(60), anything, fc.option(fc.constantFrom(...MEMBERS), { nil: undefined })), {
        maxLength: 2,
      }),
      fc.oneof(
        { weight: 6, arbitrary: fc.constant('') },
        fc.constantFrom('?operation=delete', '?operation=void', '?include=void&operation=update', '?requestid=same'),
      ),
    )
    .map(([[path, good], spots, query]) => {
      let value = good;
      for (const [spot, by, member] of spots) {
        const all = places(value);
        value = spoilt(value, all[spot % all.length] ?? [], by, member);
      }
      return {
        method: 'POST',
        path: `/v3/company/REALM/${path}${query}`,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify(value) ?? ''),
      };
    });

export const body: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 6, arbitrary: record.map((value) => Buffer.from(JSON.stringify(value))) },
  anything.map((value) => Buffer.from(JSON.stringify(value) ?? '')),
  fc.uint8Array({ maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
);

const queryText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc
    .array(
      fc.constantFrom(
        'select',
        '*',
        'count(*)',
        'from',
        'Customer',
        'Invoice',
        'where',
        'and',
        'or',
        'Id',
        'Active',
        'Balance',
        '=',
        '>',
        '<=',
        'in',
        'like',
        "'1'",
        "('1','2')",
        "'%a%'",
        'true',
        '5',
        'orderby',
        'order by',
        'desc',
        'startposition',
        'maxresults',
        '1000',
        '-1',
        "'",
        '\\',
        ',',
        '(',
        ')',
        'MetaData.LastUpdatedTime',
        "'2026-11-01'",
      ),
      { maxLength: 16 },
    )
    .map((words) => words.join(' ')),
);

const parameters = fc.dictionary(
  fc.constantFrom(
    'operation',
    'requestid',
    'include',
    'minorversion',
    'query',
    'entities',
    'changedSince',
    'sendTo',
    '__proto__',
  ),
  fc.oneof(
    queryText,
    fc.constantFrom('delete', 'void', 'update', '75', 'Customer,Invoice', '2026-11-01', 'x'.repeat(60)),
  ),
  { maxKeys: 3, noNullPrototype: true },
);

const tail = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('', '', '', '/1', '/17', '/1/send', '/17/pdf', '/1.5', '/%', '/%2e%2e/', '//'),
  },
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `/${encodeURIComponent(text)}`),
);

const bookPath = fc
  .tuple(fc.constantFrom(...PATHS), tail, parameters)
  .map(([path, rest, query]) => `/v3/company/${'REALM'}/${path}${rest}?${new URLSearchParams(query)}`);

const wildPath = fc
  .string({ unit: fc.constantFrom(...'/abz09.?&=%-_~v3'), maxLength: 60 })
  .map((text) => `/v3/${text}`);

const headers = fc.record(
  {
    accept: fc.constantFrom('application/json', 'application/xml', '*/*', 'x'),
    'content-type': fc.constantFrom(
      'application/json',
      'application/text',
      'application/xml',
      'multipart/form-data; boundary=b',
      'multipart/form-data',
      'x',
    ),
    authorization: fc.constantFrom('Bearer ', 'Bearer x', 'Basic eDp5', ''),
  },
  { requiredKeys: [] },
);

/** Mostly well-formed requests that get past sign-in: those reach deepest. */
export const anyRequest: fc.Arbitrary<Sent> = fc.record({
  method: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('GET', 'POST', 'POST', 'POST') },
    fc.constantFrom('PUT', 'DELETE', 'PATCH', 'OPTIONS'),
  ),
  path: fc.oneof({ weight: 9, arbitrary: bookPath }, wildPath),
  headers: fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, headers),
  body,
});
