import { SCHEME } from './security.ts';

/** Screens that an address from outside may open. They only show; nothing is done by opening one. */
const SCREENS = ['overview', 'preview', 'records', 'review', 'problems', 'mappings', 'activity', 'settings'];

/** Longest address that is looked at: ours have well under 100 characters. */
const LONGEST = 500;

/**
 * The page an address like `plumbline://open/records/invoice/01HX…` means, or null when it means none. Everything the
 * system hands us as an address comes through here, whoever wrote it.
 */
export function routeOf(address: string): string | null {
  const prefix = `${SCHEME}://open/`;
  if (address.length > LONGEST || !address.toLowerCase().startsWith(prefix)) return null;
  const path = address.slice(prefix.length).replace(/\/$/, '');
  const [screen = '', ...rest] = path.split('/');
  if (!SCREENS.includes(screen) || rest.length > 3) return null;
  // Ids are letters, digits, dashes, and "qb:12" for what only QuickBooks has.
  return rest.every((part) => /^[A-Za-z0-9][\w:-]{0,63}$/.test(part)) ? `/${[screen, ...rest].join('/')}` : null;
}

/** The first such address among a program's arguments: how Windows and Linux hand one to a running app. */
export function routeAmong(args: readonly string[]): string | null {
  for (const arg of args) {
    const route = routeOf(arg);
    if (route !== null) return route;
  }
  return null;
}
