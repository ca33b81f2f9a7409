/** How values read. Pure: the time is handed in, and the zone is the reader's own. */

const MINUS = '\u2212';

/** "1234567" -> "1,234,567". */
const group = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/**
 * Money text for people: "-1234.5" -> "−$1,234.50". Works on the text alone, so no cent is lost to binary floats.
 * `sign` also writes a plus before positive amounts (for differences).
 */
export function formatMoney(amount: string, options: { sign?: boolean; currency?: string } = {}): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount.trim());
  if (!match) return amount;
  const [, minus = '', whole = '0', cents = ''] = match;
  const zero = /^0*$/.test(whole) && /^0*$/.test(cents);
  const sign = zero ? '' : minus ? MINUS : options.sign ? '+' : '';
  const tidy = whole.replace(/^0+(?=\d)/, '');
  return `${sign}${options.currency ?? '$'}${group(tidy)}.${cents.padEnd(2, '0')}`;
}

/** True for "0.00", "-0.00", "0". */
export const isZero = (amount: string): boolean => /^-?0+(\.0*)?$/.test(amount.trim());

/** 12345 -> "12,345". */
export const formatCount = (count: number): string => `${count < 0 ? MINUS : ''}${group(String(Math.abs(count)))}`;

/** "1 invoice", "3 invoices"; pass the plural where adding an s is wrong. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A share of 0..1 as whole percent: 0.153 -> "15%". */
export const formatShare = (share: number): string => `${Math.round(share * 100)}%`;

/** Seconds as a short span: 8 -> "8 s", 95 -> "1 min 35 s", 7300 -> "2 h 1 min", 200000 -> "2 d 7 h". */
export function formatSpan(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return s % 60 === 0 || minutes >= 10 ? `${minutes} min` : `${minutes} min ${s % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

/** How long ago (or until) an instant is: "just now", "2 min ago", "in 5 min", "3 days ago". `now` in epoch ms. */
export function formatRelative(instant: string, now: number): string {
  const seconds = Math.round((now - Date.parse(instant)) / 1000);
  const distance = Math.abs(seconds);
  if (Number.isNaN(distance)) return instant;
  if (distance < 10) return 'just now';
  const text = relativeText(distance);
  return seconds >= 0 ? `${text} ago` : `in ${text}`;
}

function relativeText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  const days = Math.floor(seconds / 86_400);
  if (days < 30) return plural(days, 'day');
  if (days < 365) return plural(Math.floor(days / 30), 'month');
  return plural(Math.floor(days / 365), 'year');
}

/** Age alone, for "freshness": "now" (under 5 s), "12 s", "4 min", "2 h". */
export function formatAge(instant: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  return seconds < 5 ? 'now' : relativeText(seconds);
}

/** Full instant with its zone, for hovering: "Fri 31 May 2026, 14:02:09 GMT+2". */
export function formatInstant(instant: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(date);
}

/** Clock time today, else date and time: "14:02", "30 May 14:02". `now` in epoch ms. */
export function formatClock(instant: string, now: number): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const sameDay = new Date(now).toDateString() === date.toDateString();
  return new Intl.DateTimeFormat('en-GB', {
    ...(sameDay ? {} : { day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
  }).format(date);
}

/** Clock time alone: "14:02". */
export const formatHour = (instant: string): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(new Date(instant));

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A plain date (no zone, so never moved by one): "2026-05-31" -> "May 31, 2026". */
export function formatDate(date: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(date);
  if (!match) return date;
  const [, year, month, day] = match;
  return `${MONTHS[Number(month) - 1] ?? month} ${Number(day)}, ${year}`;
}
