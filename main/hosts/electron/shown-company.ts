import type { Companies } from '../companies/index.ts';
import type { Company } from '../company.ts';

/** Which company the one window shows: calls go to it, its events come back, and looking at it counts for it alone. */
export type ShownCompany = {
  now(): Company;
  /** Shows another one from now on, also after the next start; false when there is none of that id. */
  choose(id: string): boolean;
  /** Someone looks at whatever is shown, until the answer is called. */
  watch(): () => void;
};

export function createShownCompany(companies: Companies): ShownCompany {
  let id = companies.opened.get();
  let unwatch: (() => void) | null = null;
  let looking = false;
  const now = (): Company => companies.get(id) ?? (companies.get(null) as Company);
  const look = (): void => {
    unwatch?.();
    unwatch = looking ? now().watch() : null;
  };
  return {
    now,
    choose: (wanted) => {
      if (companies.get(wanted) === null) return false;
      id = wanted;
      look();
      try {
        companies.opened.set(wanted);
      } catch {
        // A full disk forgets which company was shown, and nothing else.
      }
      return true;
    },
    watch: () => {
      looking = true;
      look();
      return () => {
        looking = false;
        look();
      };
    },
  };
}
