/**
 * A QuickBooks client of its own for tests: plain fetch, nothing shared with the product's connector, so that what the
 * product wrote is read by something else. Also used to act as a person or another app in QuickBooks.
 */

/** A record as QuickBooks shows it. */
export type QboRecord = { Id: string; SyncToken: string; [member: string]: unknown };

export type Qbo = {
  /** Rows of a query without paging clauses; reads all pages of 1,000. Inactive ones need `Active IN (true,false)`. */
  query(entity: string, where?: string): Promise<QboRecord[]>;
  count(entity: string, where?: string): Promise<number>;
  read(entity: string, id: string): Promise<QboRecord>;
  /** Create (no Id), full or sparse update. */
  save(entity: string, body: Record<string, unknown>): Promise<QboRecord>;
  /** `delete` or `void`. */
  operate(entity: string, operation: 'delete' | 'void', record: { Id: string; SyncToken: string }): Promise<void>;
  /** Any request below `/v3/company/<realm>/`, as it comes. */
  raw(path: string, init?: RequestInit): Promise<{ status: number; body: unknown }>;
};

type Credentials = { url: string; realmId: string; clientId: string; clientSecret: string; accessToken: string };

/** A minute's window (reference, 2.4), and a little. */
const PATIENCE_MS = 90_000;

/** Answers `{"Fault":…}` as an error with QuickBooks' own words. */
export function qboClient(company: Credentials): Qbo {
  const base = new URL(`v3/company/${company.realmId}/`, company.url);
  const raw: Qbo['raw'] = async (path, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${company.accessToken}`);
    headers.set('accept', 'application/json');
    const answer = await fetch(new URL(path, base), { ...init, headers });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  };
  const ask = async (path: string, init: RequestInit = {}): Promise<Record<string, unknown>> => {
    let { status, body } = await raw(path, init);
    // Under limits it is one client of many, and waits its turn: the window slides by within a minute.
    for (const until = Date.now() + PATIENCE_MS; status === 429 && Date.now() < until; ) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      ({ status, body } = await raw(path, init));
    }
    const answer = (body ?? {}) as Record<string, unknown>;
    if (status >= 400 || 'Fault' in answer || 'fault' in answer)
      throw new Error(`${path}: ${status} ${JSON.stringify(body).slice(0, 1000)}`);
    return answer;
  };
  const post = (path: string, body: unknown): Promise<Record<string, unknown>> =>
    ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const select = async (statement: string): Promise<Record<string, unknown>> => {
    const answer = await ask(`query?query=${encodeURIComponent(statement)}&minorversion=75`);
    return (answer.QueryResponse ?? {}) as Record<string, unknown>;
  };
  const clause = (where: string | undefined): string => (where === undefined ? '' : ` WHERE ${where}`);
  return {
    raw,
    query: async (entity, where) => {
      const rows: QboRecord[] = [];
      for (;;) {
        const page = await select(
          `SELECT * FROM ${entity}${clause(where)} ORDERBY Id STARTPOSITION ${rows.length + 1} MAXRESULTS 1000`,
        );
        const found = (page[entity] ?? []) as QboRecord[];
        rows.push(...found);
        if (found.length < 1000) return rows;
      }
    },
    count: async (entity, where) => Number((await select(`SELECT COUNT(*) FROM ${entity}${clause(where)}`)).totalCount),
    read: async (entity, id) => (await ask(`${entity.toLowerCase()}/${id}?minorversion=75`))[entity] as QboRecord,
    save: async (entity, body) => (await post(`${entity.toLowerCase()}?minorversion=75`, body))[entity] as QboRecord,
    operate: async (entity, operation, record) => {
      await post(`${entity.toLowerCase()}?operation=${operation}&minorversion=75`, {
        Id: record.Id,
        SyncToken: record.SyncToken,
      });
    },
  };
}
