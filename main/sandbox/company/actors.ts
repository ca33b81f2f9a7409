/** Who writes to a company: the app that is connected to it, and the person who keeps its books. */
import type { Actor } from './types.ts';

/** The app that holds the connection. */
export const APP: Actor = { id: '9341450000000001', name: 'Connected App', screen: false };

/** The bookkeeper, at QuickBooks' own screens. */
export const PERSON: Actor = { id: '9341450000000007', name: 'Dana Whitlock', screen: true };

/** Name of whoever saved a record last, as a stale update is told. */
export function actorName(id: string): string {
  return [APP, PERSON].find((actor) => actor.id === id)?.name ?? 'another user';
}
