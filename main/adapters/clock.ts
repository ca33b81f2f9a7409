import type { Clock } from '../core/ports.ts';

/** The computer's own clock: milliseconds since the epoch. */
export const createSystemClock = (): Clock => ({ now: () => Date.now() });
