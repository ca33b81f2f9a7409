/**
 * Every refusal of the company. Two envelopes exist: application faults (upper case, HTTP 400 mostly, never 404) and
 * gateway faults (lower case: sign-in, throttling, routing). Codes and texts: the API's error table and recordings.
 */
import { stampMs } from './time.ts';
import type { CompanyResponse } from './types.ts';

export type FaultItem = {
  readonly code: string;
  readonly message: string;
  readonly detail: string;
  /** undefined: the member is left out, as in some recordings. */
  readonly element?: string;
};

/** Thrown inside an operation; nothing of that operation is saved. */
export class Refusal extends Error {
  readonly items: readonly FaultItem[];
  readonly status: number;
  readonly type: string;
  constructor(items: readonly FaultItem[], status = 400, type = 'ValidationFault') {
    super(items.map((item) => `${item.code} ${item.detail}`).join('; '));
    this.name = 'Refusal';
    this.items = items;
    this.status = status;
    this.type = type;
  }
}

const MESSAGES: Readonly<Record<string, string>> = {
  '100': 'General IO error while calling OAuth validate access token',
  '500': 'Unsupported Operation',
  '600': 'Duplicate Request ID',
  '610': 'Object Not Found',
  '620': 'Transaction cannot be linked',
  '630': 'Duplicate object',
  '700': 'Invalid parent object',
  '800': 'Object cannot be deleted because other objects depend on it',
  '900': 'Parent and child objects cannot be the same',
  '1000': 'Operation failed',
  '1040': 'Batch size exceeds allowed limit',
  '1050': 'Invalid content type',
  '2000': 'Invalid object name',
  '2010': 'Request has invalid or unsupported property',
  '2020': 'Required param missing, need to supply the required value for the API',
  '2030': 'Invalid ID',
  '2040': 'Invalid String. The string contains invalid characters',
  '2050': 'String length is either shorter or longer than supported by specification',
  '2060': 'Invalid Date',
  '2080': 'Invalid Number',
  '2090': 'Invalid percentage',
  '2130': 'Invalid Request Id Format',
  '2170': 'Invalid Enumeration',
  '2200': 'Invalid URL format',
  '2210': 'Invalid Email Address format',
  '2250': 'No lines in the transaction',
  '2290': 'Negative amount not supported',
  '2300': 'Debits and credits do not balance',
  '2500': 'Invalid Reference Id',
  '2600': 'Conflicting elements',
  '3000': 'Invalid custom field',
  '4000': 'Error parsing query',
  '4001': 'Invalid query',
  '4002': 'Error processing query',
  '5010': 'Stale Object Error',
  '5020': 'Permission Denied Error',
  '5030': 'Feature Not Supported Error',
  '6000': 'A business validation error has occurred while processing your request',
  '6010': 'Invalid Account.AccountType && Account.SubType',
  '6030': 'Attachment is larger than the maximum allowed',
  '6041': 'Invalid file attachment',
  '6050': 'Entity type cannot have attachments',
  '6070': 'Amount calculation incorrect in the request.',
  '6080': 'No Name Provided',
  '6090': 'Discount Line missing required info.',
  '6100': 'Invalid Line TaxCode in the request',
  '6130': 'Cannot change BillWithParent',
  '6140': 'Duplicate Document Number Error',
  '6150': 'Invalid ParentRef in the request',
  '6160': 'Invalid TaxCode in the request',
  '6170': 'Invalid tax detail for GlobalTaxCalculation',
  '6180': 'Maximum nesting level exceeded',
  '6190': 'Invalid Company Status',
  '6200': 'Account Period Closed',
  '6210': 'Account Period Closed, Password Needed',
  '6220': 'Delete List Has Balance Error',
  '6230': 'Invalid tax rate',
  '6240': 'Duplicate Name Exists Error',
  '6250': 'Customer is required',
  '6270': 'Inventory Start Date Error',
  '6280': 'Customer has unbilled charges',
  '6420': 'Email Address is required',
  '6430': 'Invalid account type used',
  '6440': 'Line needs an item or an account',
  '6450': 'Transaction cannot be voided',
  '6480': 'Transaction is matched to a bank transaction',
  '6520': 'Quantity is required',
  '6540': 'Deposited Transaction cannot be changed',
  '10000': 'An application error has occurred while processing your request',
  '10100': 'Result set too big',
  '10200': 'Company was reset',
};

/** Builds a refusal from the table. `element` undefined leaves the member out. */
export function refuse(code: string, detail: string, element?: string): Refusal {
  const message = MESSAGES[code] ?? 'Business Validation Error';
  return new Refusal([element === undefined ? { code, message, detail } : { code, message, detail, element }]);
}

export const MADE_INACTIVE =
  "Object Not Found : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.";

export function notFound(): Refusal {
  return refuse('610', MADE_INACTIVE, '');
}

export function alreadyDeleted(): Refusal {
  return refuse('610', 'Object Not Found : Another user has deleted this transaction.', '');
}

export function missing(name: string): Refusal {
  return refuse('2020', `Required parameter ${name} is missing in the request`, name);
}

export function business(text: string, element = ''): Refusal {
  return refuse('6000', `Business Validation Error: ${text}`, element);
}

/** Amounts, prices and quantities are decimals of at most 15 digits, ten of them before the point. */
export function outOfRange(element: string): Refusal {
  return refuse(
    '2080',
    'Invalid Number : at most 10 digits before and 5 after the decimal point are supported.',
    element,
  );
}

/** Wrong address: QuickBooks answers HTTP 400 with code 500, never 404. */
export function noSuchResource(path: string): Refusal {
  return refuse(
    '500',
    `Operation Could not find resource for relative : ${path} of full path: ${path} is not supported.`,
  );
}

/** The body of an application fault. */
export function faultBody(refusal: Refusal): { Error: Record<string, string>[]; type: string } {
  const items = refusal.items.map((item) => {
    const shown: Record<string, string> = { Message: item.message, Detail: item.detail, code: item.code };
    if (item.element !== undefined) shown.element = item.element;
    return shown;
  });
  return { Error: items, type: refusal.type };
}

/** The answer of an application fault. Its content type lacks the charset that successes carry (recorded). */
export function faultAnswer(refusal: Refusal, time: number): CompanyResponse {
  return {
    status: refusal.status,
    headers: { 'content-type': 'application/json' },
    // Recorded: the refusal of a malformed Id has no time.
    body: JSON.stringify(
      refusal.items[0]?.code === '2030'
        ? { Fault: faultBody(refusal) }
        : { Fault: faultBody(refusal), time: stampMs(time) },
    ),
  };
}

/** Lower-case envelope of the gateway; here `time` is epoch milliseconds. */
export function gatewayFault(
  status: number,
  code: string,
  name: string,
  detail: string,
  type: string,
  time: number,
): CompanyResponse {
  const padded = code.padStart(6, '0');
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="Intuit", error="invalid_token"';
  const error = { message: `message=${name}; errorCode=${padded}; statusCode=${status}`, detail, code, element: null };
  return {
    status,
    headers,
    body: JSON.stringify({
      warnings: null,
      intuitObject: null,
      fault: { error: [error], type },
      report: null,
      queryResponse: null,
      batchItemResponse: [],
      attachableResponse: [],
      syncErrorResponse: null,
      requestId: null,
      time,
      status: null,
      cdcresponse: [],
    }),
  };
}
