/** Plain dates ("2026-02-28"), counted by the calendar alone: no time of day, no zone. */

const DAY_MS = 86_400_000;

const at = (date: string): number => Date.parse(`${date}T00:00:00Z`);

/** The date so many days later (or earlier). */
export const addDays = (date: string, days: number): string =>
  new Date(at(date) + days * DAY_MS).toISOString().slice(0, 10);

/** Days from one date to another. */
export const daysBetween = (from: string, to: string): number => Math.round((at(to) - at(from)) / DAY_MS);
