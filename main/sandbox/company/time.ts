/**
 * The company's clock face. QuickBooks stamps records in the company's time zone (Pacific in every recording), with an
 * offset that follows daylight saving; `time` in an envelope carries milliseconds, MetaData only seconds.
 */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** First Sunday on or after a day of a month, as UTC midnight. */
function sundayFrom(year: number, month: number, day: number): number {
  const start = Date.UTC(year, month, day);
  const weekday = new Date(start).getUTCDay();
  return start + ((7 - weekday) % 7) * DAY;
}

/** Offset of US Pacific time in hours at an instant: -7 from the second Sunday of March to the first of November. */
export function pacificOffset(instant: number): -7 | -8 {
  const year = new Date(instant).getUTCFullYear();
  let summer = summers.get(year);
  if (summer === undefined) {
    // 02:00 standard time is 10:00 UTC, 02:00 daylight time is 09:00 UTC.
    summer = { from: sundayFrom(year, 2, 8) + 10 * HOUR, to: sundayFrom(year, 10, 1) + 9 * HOUR };
    summers.set(year, summer);
  }
  return instant >= summer.from && instant < summer.to ? -7 : -8;
}

/** Bounds of daylight time by year: a fixed table, worked out when first needed. */
const summers = new Map<number, { readonly from: number; readonly to: number }>();

type Face = { readonly instant: number; readonly text: string; readonly offset: string };

/** Faces written last: a record is stamped and shown at one and the same moment. */
const faces: Face[] = [];
const FACES = 8;

function face(instant: number): Face {
  for (const known of faces) if (known.instant === instant) return known;
  const hours = pacificOffset(instant);
  const fresh = { instant, text: new Date(instant + hours * HOUR).toISOString(), offset: `-0${-hours}:00` };
  if (faces.length === FACES) faces.shift();
  faces.push(fresh);
  return fresh;
}

/** `2026-05-05T02:08:55-07:00`: MetaData times. */
export function stamp(instant: number): string {
  const { text, offset } = face(instant);
  return text.slice(0, 19) + offset;
}

/** `2026-05-05T02:08:54.543-07:00`: the `time` of an envelope. */
export function stampMs(instant: number): string {
  const { text, offset } = face(instant);
  return text.slice(0, 23) + offset;
}

/** The company's calendar day, `2026-05-05`. */
export function dayOf(instant: number): string {
  return face(instant).text.slice(0, 10);
}

/** True for an existing calendar day written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

/** Adds days to a calendar day. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** Start of a company day as an instant. */
export function dayStart(day: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  const guess = utc + 8 * HOUR;
  return utc - pacificOffset(guess) * HOUR;
}

/**
 * Reads a date or date-time of a query or of `changedSince`. A day means its start in the company's zone; a time without
 * an offset is taken in the company's zone (whose zone is not documented: always send one). undefined when unreadable.
 */
export function parseInstant(text: string): number | undefined {
  const trimmed = text.trim();
  if (isDay(trimmed)) return dayStart(trimmed);
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/i.exec(trimmed);
  const day = found?.[1];
  const clock = found?.[2];
  if (day === undefined || clock === undefined || !isDay(day)) return undefined;
  const zone = found?.[3];
  if (zone !== undefined) {
    const colon = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
    const instant = Date.parse(`${day}T${clock}${colon.toUpperCase()}`);
    return Number.isNaN(instant) ? undefined : instant;
  }
  const utc = Date.parse(`${day}T${clock}Z`);
  if (Number.isNaN(utc)) return undefined;
  return utc - pacificOffset(utc + 8 * HOUR) * HOUR;
}

/** Seconds only: what a MetaData time shows, and therefore what it compares by. */
export function wholeSeconds(instant: number): number {
  return Math.floor(instant / 1000) * 1000;
}
