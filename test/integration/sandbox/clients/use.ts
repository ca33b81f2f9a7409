/**
 * A client with a memory: every method called through it is ticked off, so that what is left can be named. The parts beside
 * this file speak node-quickbooks' words; another client takes part by an adapter that speaks them.
 */
import { expect } from 'vitest';
import type { SandboxServer } from '../../../../main/sandbox/server/index.ts';
import { type Ids, idsOf } from '../good-requests.ts';
import { type Loose, type NodeClient, nodeClient } from '../node-client.ts';
import { control } from '../support.ts';

export type { Loose };

export type Use = NodeClient & {
  readonly server: SandboxServer;
  /** Ids of the demo company that fit together. */
  readonly ids: Ids;
  /** Methods called so far. */
  readonly tried: ReadonlySet<string>;
};

/** For the server in hand; a later call for another test shares what was ticked off. */
export function use(server: SandboxServer, tried: Set<string>, client: NodeClient = nodeClient(server)): Use {
  const ticked = <Rest extends unknown[], Answer>(does: (method: string, ...rest: Rest) => Answer) => {
    return (method: string, ...rest: Rest): Answer => {
      tried.add(method);
      return does(method, ...rest);
    };
  };
  return { call: ticked(client.call), refused: ticked(client.refused), server, tried, ids: idsOf(server.company) };
}

/** What a part of the suite is given: the client of the running test. */
export type Now = () => Use;

export const reset = (server: SandboxServer): Promise<Loose> => control(server, '/reset', {});

/** `Class` has `findClasses`, `SalesReceipt` has `findSalesReceipts`: as node-quickbooks names them. */
export function finder(name: string): string {
  if (name.endsWith('s')) return `find${name}es`;
  if (name.endsWith('y')) return `find${name.slice(0, -1)}ies`;
  return `find${name}s`;
}

/** Rows of one type that fit. */
export async function found(it: Use, name: string, criteria?: unknown): Promise<Loose[]> {
  const answer = await (criteria === undefined ? it.call(finder(name)) : it.call(finder(name), criteria));
  return answer.QueryResponse[name] ?? [];
}

export async function count(it: Use, name: string): Promise<number> {
  return (await it.call(finder(name), { count: true })).QueryResponse.totalCount;
}

/** A figure of another record that must follow what is done: `Vendor`, its id, `Balance`. */
export type Figure = readonly [entity: string, id: string, member: string];

export async function figures(it: Use, list: readonly Figure[]): Promise<number[]> {
  const bodies: Loose[] = [];
  for (const [entity, id] of list) bodies.push(await it.call(`get${entity}`, id));
  return bodies.map((body, index) => cents(body[list[index]?.[2] ?? '']));
}

/** Money as whole cents: sums of it are then exact. */
export const cents = (value: number | undefined): number => Math.round((value ?? 0) * 100);

export const saleLine = (item: string, amount: number): Loose => ({
  DetailType: 'SalesItemLineDetail',
  Amount: amount,
  SalesItemLineDetail: { ItemRef: { value: item } },
});

export const accountLine = (account: string, amount: number): Loose => ({
  DetailType: 'AccountBasedExpenseLineDetail',
  Amount: amount,
  AccountBasedExpenseLineDetail: { AccountRef: { value: account } },
});

export const itemLine = (item: string, amount: number): Loose => ({
  DetailType: 'ItemBasedExpenseLineDetail',
  Amount: amount,
  ItemBasedExpenseLineDetail: { ItemRef: { value: item }, Qty: 1, UnitPrice: amount },
});

/** The refusal every client meets for what is not there any more. */
export const GONE = { status: 400, code: '610' };
export const STALE = { status: 400, code: '5010' };

/** Asserts that a deletion is what it should be: the answer, a read, a query, a second deletion. */
export async function expectGone(it: Use, name: string, id: string, answer: Loose): Promise<void> {
  expect(answer[name]).toEqual({ domain: 'QBO', status: 'Deleted', Id: id });
  expect(await it.refused(`get${name}`, id)).toEqual(GONE);
  expect(await found(it, name, [{ field: 'Id', value: id }])).toEqual([]);
  expect(await it.refused(`delete${name}`, { Id: id, SyncToken: '9' })).toEqual(GONE);
}
