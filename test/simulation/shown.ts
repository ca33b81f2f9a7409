/**
 * Up to which moment the app had been shown QuickBooks' names when it made one there: lists lag, and between looking and
 * writing time goes by. What somebody entered after that moment the app cannot have known.
 */
import { resourceOf } from './kinds.ts';
import type { Life } from './scheduler.ts';

/** A name the app made in QuickBooks: when, and the newest moment the lists had shown it; null when it had read none. */
export type Making = { at: number; shown: number | null };

/** Names are made one by one: `POST /v3/company/1/customer`. */
const MAKES = /\/(customer|item|vendor)$/;

type Asked = { path: string; query: Readonly<Record<string, string>>; body: string | null };

export type Shown = {
  /** An answer with names as of `moment` came to the app whole. */
  saw(life: Life, request: Asked, moment: number): void;
  /** A write of the app was carried out. */
  wrote(life: Life, request: Asked, answer: string, at: number): void;
  /** By `entity/id` of QuickBooks. */
  readonly makings: ReadonlyMap<string, Making>;
};

/** Whether an answer lists names that are new: the change feed, and lists in full; not questions for records known by id. */
const listsNames = ({ path, query, body }: Asked): boolean => {
  if (path.endsWith('/cdc')) return true;
  const text = query.query ?? body ?? '';
  return /from (Customer|Item|Vendor) [^"]*ORDERBY (Id|MetaData\.LastUpdatedTime)/i.test(text);
};

export function createShown(): Shown {
  const newest = new Map<Life, number>();
  const makings = new Map<string, Making>();
  return {
    makings,
    saw: (life, request, moment) => {
      if (listsNames(request)) newest.set(life, Math.max(moment, newest.get(life) ?? moment));
    },
    wrote: (life, request, answer, at) => {
      const entity = MAKES.exec(request.path)?.[1];
      if (entity === undefined || request.body?.includes('"Id"')) return;
      const made = (JSON.parse(answer) as Record<string, { Id?: string } | undefined>)[resourceOf(entity)];
      if (made?.Id !== undefined) makings.set(`${entity}/${made.Id}`, { at, shown: newest.get(life) ?? null });
    },
  };
}
