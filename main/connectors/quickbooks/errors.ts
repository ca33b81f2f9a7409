import { type AppError, appError, type ErrorCode, type NativeError } from '../../../shared/errors.ts';
import type { HttpAnswer } from './transport.ts';

/**
 * A refusal in one shape, whatever envelope it came in. `code` has no leading zeros; null when none was given. `cut`: the
 * answer broke off before it said why.
 */
export type Fault = {
  status: number;
  code: string | null;
  message: string;
  detail: string;
  element: string | null;
  intuitTid: string | null;
  retryAfterMs: number | null;
  cut?: true;
};

type Json = Record<string, unknown>;
const object = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;

/** A member whatever its case: application faults are capitalised, those of the gateway are not. */
const member = (from: Json | null, name: string): unknown => from?.[name] ?? from?.[name.toLowerCase()];

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Text fit to be shown: details sometimes hold HTML (reference, trap 18). At most 500 characters. */
export const plainText = (value: unknown): string =>
  String(value ?? '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(#(\d+)|\w+);/g, (all, name: string, digits?: string) =>
      digits ? String.fromCodePoint(Math.min(Number(digits), 0x10ffff)) : (ENTITIES[name] ?? all),
    )
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 500);

/** "003200", "3200" and a code hidden in "errorCode=003001" are the same thing. */
function codeFrom(code: unknown, message: string): string | null {
  const inMessage = /errorCode=(\d+)/.exec(message)?.[1];
  const raw = String(code ?? '').trim();
  const digits = /^\d+$/.test(raw) ? raw : inMessage;
  return digits === undefined ? null : digits.replace(/^0+(?=\d)/, '');
}

/** Seconds or a date, as milliseconds from now. QuickBooks sends none, but a proxy may. */
export function retryAfter(headers: Record<string, string>, now: number): number | null {
  const value = headers['retry-after'];
  if (value === undefined) return null;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

type Parts = Pick<Fault, 'code' | 'message' | 'detail' | 'element'>;

function fromJson(body: unknown): Parts | null {
  const fault = object(member(object(body), 'Fault'));
  if (!fault) return null;
  const listed = member(fault, 'Error');
  const errors = (Array.isArray(listed) ? listed : [listed]).map(object).filter((one) => one !== null);
  const first = errors[0] ?? null;
  const message = plainText(member(first, 'Message'));
  const details = errors.map((one) => plainText(member(one, 'Detail'))).filter((one) => one !== '');
  const element = plainText(first?.element);
  return {
    code: codeFrom(first?.code, String(member(first, 'Message') ?? '')),
    message,
    detail: details.join('; ') || message,
    element: element === '' ? null : element,
  };
}

/** Throttling was answered in XML even when JSON was asked for. */
function fromXml(text: string): Parts | null {
  const error = /<Error\b([^>]*)>([\s\S]*?)<\/Error>/i.exec(text);
  if (!error) return null;
  const inside = (name: string): string =>
    plainText(new RegExp(`<${name}\\b[^>]*>([\\s\\S]*?)</${name}>`, 'i').exec(error[2] ?? '')?.[1]);
  const attribute = (name: string): string | undefined =>
    new RegExp(`${name}="([^"]*)"`, 'i').exec(error[1] ?? '')?.[1];
  const message = inside('Message');
  return {
    code: codeFrom(attribute('code'), message),
    message,
    detail: inside('Detail') || message,
    element: plainText(attribute('element')) || null,
  };
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Whether a body began as QuickBooks' own, JSON or XML, and broke off. */
export function isCut(body: string): boolean {
  const text = body.trim();
  if (text.startsWith('{')) return parsed(text) === undefined;
  return /^<(\?xml|IntuitResponse)\b/.test(text) && !text.endsWith('</IntuitResponse>');
}

/** Faults of a JSON body, also one that came with HTTP 200; null when it holds none. */
export function faultIn(body: unknown, status: number, intuitTid: string | null): Fault | null {
  const parts = fromJson(body);
  return parts ? { status, intuitTid, retryAfterMs: null, ...parts } : null;
}

/**
 * Whatever is wrong with an answer, or null when it is a good one. JSON first, then XML, then the bare status. `content`
 * is the body as JSON where somebody has read it already.
 */
export function readFault(answer: HttpAnswer, now: number, content?: unknown): Fault | null {
  const good = answer.status >= 200 && answer.status < 300;
  const base = {
    status: answer.status,
    intuitTid: answer.headers.intuit_tid ?? answer.headers['intuit-tid'] ?? null,
    retryAfterMs: retryAfter(answer.headers, now),
  };
  const text = answer.body.trimStart();
  const parts = text.startsWith('{') ? fromJson(content ?? parsed(text)) : text.startsWith('<') ? fromXml(text) : null;
  if (parts) return { ...base, ...parts };
  if (good) return null;
  if (isCut(text))
    return {
      ...base,
      code: null,
      message: 'The answer broke off',
      detail: 'The answer broke off',
      element: null,
      cut: true,
    };
  const title = plainText(/<title>([\s\S]*?)<\/title>/i.exec(text)?.[1]);
  const words = title || plainText(text).slice(0, 200) || `HTTP ${answer.status}`;
  return { ...base, code: null, message: words, detail: words, element: null };
}

/** Codes with an error of their own (reference, section 3). Everything else is a refusal in QuickBooks' own words. */
const BY_CODE: Record<string, ErrorCode> = {
  '100': 'connection.credentials',
  '110': 'connection.credentials',
  '3200': 'connection.credentials',
  '3202': 'connection.credentials',
  '120': 'connection.permission',
  '3100': 'connection.permission',
  '130': 'connection.wrongEnvironment',
  '140': 'connection.outage',
  '150': 'connection.outage',
  '10000': 'connection.outage',
  '3001': 'connection.throttled',
  '6190': 'connection.subscription',
  '600': 'sync.uncertain',
  '610': 'quickbooks.missing',
  '2500': 'quickbooks.missing',
  '6250': 'quickbooks.missing',
  '5010': 'quickbooks.stale',
  '5020': 'quickbooks.notAllowed',
  '5030': 'quickbooks.notAllowed',
  '6430': 'quickbooks.wrongAccount',
  '6140': 'quickbooks.duplicateNumber',
  '6200': 'quickbooks.closedPeriod',
  '6210': 'quickbooks.closedPeriod',
  '6220': 'quickbooks.hasBalance',
  '6240': 'quickbooks.duplicateName',
  '6480': 'quickbooks.bankMatched',
  '6540': 'quickbooks.deposited',
};

/** After a 429 QuickBooks wants a minute of silence (reference, 4.1). */
export const THROTTLE_PAUSE_MS = 60_000;

/**
 * Which of our errors a fault is. The gateway's outages carry codes that mean something else on other days (500 with
 * "errorCode=003100"), so a status of 500 and above always comes first; so does 429.
 */
export function errorCodeOf(fault: Fault): ErrorCode {
  if (fault.status === 429 || fault.code === '3001') return 'connection.throttled';
  // What broke off is no refusal of a record: the same request is answered in full another time.
  if (fault.status >= 500 || fault.cut) return 'connection.outage';
  // A whole host that does not know its own paths is an outage, not a bad record (reference, trap 30).
  if (fault.code === '500' && /could not find resource/i.test(`${fault.message} ${fault.detail}`))
    return 'connection.outage';
  const known = fault.code === null ? undefined : BY_CODE[fault.code];
  if (known) return known;
  if (fault.status === 401) return 'connection.credentials';
  if (fault.status === 403) return 'connection.permission';
  // No code at all: not QuickBooks itself spoke, but something in between.
  if (fault.code === null && (fault.status === 408 || fault.status === 404 || fault.status < 400))
    return 'connection.outage';
  return 'quickbooks.rejected';
}

/** What a 6140 or 6240 says about the record in the way, as far as it says it. */
export function inTheWay(fault: Fault): { type: string | null; id: string | null } {
  const number = /TxnType=(\w+)\s+with\s+TxnId=(\d+)/i.exec(fault.detail);
  if (number) return { type: number[1] ?? null, id: number[2] ?? null };
  return { type: null, id: /\bId=(\d+)/.exec(fault.detail)?.[1] ?? null };
}

/** The fault as our error: sentence, remedy and QuickBooks' own words. `title` names the record it is about. */
export function toAppError(fault: Fault, title: string): AppError {
  const code = errorCodeOf(fault);
  const values: Record<string, string> = { title, detail: fault.detail };
  const other = inTheWay(fault);
  if (other.id !== null) values.duplicateId = other.id;
  if (other.type !== null) values.duplicateType = other.type;
  if (code === 'quickbooks.duplicateNumber') values.by = other.type === null ? '' : ` by another ${other.type}`;
  const native: NativeError = {
    httpStatus: fault.status,
    ...(fault.code === null ? {} : { faultCode: fault.code }),
    ...(fault.element === null ? {} : { element: fault.element }),
    detail: fault.detail,
    ...(fault.intuitTid === null ? {} : { intuitTid: fault.intuitTid }),
  };
  const wait = fault.retryAfterMs ?? (code === 'connection.throttled' ? THROTTLE_PAUSE_MS : null);
  return appError(code, values, { native, ...(wait === null ? {} : { retryAfterMs: wait }) });
}

/**
 * Whether a faulted write may have been carried out. An answer of 500 and above tells nothing: it can come from a
 * balancer after the work was done. So can one that broke off before its code. Everything else is a clear no.
 */
export const mayHaveHappened = (fault: Fault): boolean =>
  (fault.status >= 500 || fault.code === '600' || fault.code === '10000' || brokeOff(fault)) && fault.code !== '3001';

/** What stood at the door (no token, too many calls) did nothing, whatever the rest of the answer was. */
const brokeOff = ({ cut, status }: Fault): boolean =>
  cut === true && status !== 401 && status !== 403 && status !== 429;
