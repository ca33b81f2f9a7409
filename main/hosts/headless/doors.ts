import type { IncomingMessage } from 'node:http';
import type { Caller } from '../../../shared/access.ts';
import type { Companies } from '../companies/index.ts';
import type { Company } from '../company.ts';
import { createEventFeed } from './event-feed.ts';

/** The companies a server serves. */
export type Served = Pick<Companies, 'all' | 'get'>;

/** Who asks, and of which company; null when that company is not there. */
export type Asked = { caller: Caller; company: Company | null };

/** Somebody in one company; null when they, or the company, are not there any more. */
export const callerIn = (company: Company, asked: Asked | null): Caller | null =>
  asked?.company === company ? asked.caller : null;

/** The company a request names: the first when it names none. A name that is none of ours leads nowhere. */
export function wantedCompany(request: IncomingMessage): string | null {
  const named = request.headers['plumbline-company'];
  return named === undefined ? null : String(named);
}

/** Where a sign-in is tried: where the request says, else wherever somebody has that name, else at the first company. */
export async function doorsFor(companies: Served, wanted: string | null, login: string): Promise<Company[]> {
  const all = companies.all();
  if (wanted !== null || all.length === 1) return [companies.get(wanted)].filter((one) => one !== null);
  const known = await Promise.all(all.map((one) => one.knowsLogin(login)));
  const doors = all.filter((_one, index) => known[index]);
  return doors.length > 0 ? doors : all.slice(0, 1);
}

/** One stream of events per company, made when the first reader comes. */
export function createFeeds(companies: Served) {
  const feeds = new Map<Company, ReturnType<typeof createEventFeed>>();
  const of = (company: Company) => {
    const feed = feeds.get(company) ?? createEventFeed(company);
    feeds.set(company, feed);
    return feed;
  };
  // What happens before the first reader comes back is owed to them.
  for (const company of companies.all()) of(company);
  return {
    of,
    beat: () => {
      const here = companies.all();
      for (const [company, feed] of feeds) {
        if (here.includes(company)) feed.beat();
        else {
          feed.stop();
          feeds.delete(company);
        }
      }
    },
    stop: () => {
      for (const feed of feeds.values()) feed.stop();
    },
  };
}
