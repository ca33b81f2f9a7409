/**
 * Many clients at once against one sandbox company over HTTP: what each was told is written down and compared with what the
 * company holds in the end. Used by the integration test (a fixed number of operations) and the bench (a minute).
 *
 *   const told = await runCrowd({ url, realmId, accessToken, clients: 10, operations: 40, seed: 7 });
 *   const wrong = await compareWithCompany(target, told);   // crowd-check.ts: [] when nothing was lost or doubled
 */

// biome-ignore lint/suspicious/noExplicitAny: answers are read member by member, as a client reads them
type Wire = any;

export type CrowdTarget = { readonly url: string; readonly realmId: string; readonly accessToken: string };

export type CrowdOptions = CrowdTarget & {
  readonly clients: number;
  /** Operations of each client, or how long they go on (ms). */
  readonly operations?: number;
  readonly milliseconds?: number;
  readonly seed: number;
};

type Confirmed = { readonly entity: string; readonly id: string; readonly body: Wire | 'deleted' };

/** What the clients were told, all of it confirmed by an answer. */
export type Told = {
  /** Last confirmed state of records only one client writes. */
  readonly own: Map<string, Confirmed>;
  /** Confirmed increments of the counters every client writes, by customer. */
  readonly counted: Map<string, number>;
  /** Tokens confirmed writers of a counter were given. */
  readonly tokens: Map<string, number[]>;
  /** Ids two clients were given for one requestid. */
  readonly shared: Map<string, Set<string>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly answers: number;
  readonly milliseconds: number;
};

type Answer = { readonly status: number; readonly body: Wire };

/** Small and even enough; the same seed gives every client the same wishes in every run. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How often a request is sent again when its answer is lost. */
const TRIES = 8;

async function ask(target: CrowdTarget, method: string, path: string, body?: unknown): Promise<Answer> {
  let lost: unknown;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    try {
      const response = await fetch(`${target.url}/v3/company/${target.realmId}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${target.accessToken}`,
          accept: 'application/json',
          'content-type': 'application/json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    } catch (error) {
      // The answer was lost; with the same requestid the same request is safe to send again.
      lost = error;
    }
  }
  throw lost;
}

const COUNTERS = 3;
const OPEN_INVOICES = 4;

type Ground = {
  readonly item: string;
  readonly counters: readonly string[];
  /** Invoices everybody may pay; large, so that they are never paid whole. */
  readonly invoices: readonly string[];
  readonly payer: string;
};

async function must(target: CrowdTarget, path: string, body: unknown): Promise<Wire> {
  const answer = await ask(target, 'POST', path, body);
  if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return Object.values(answer.body)[0];
}

export async function query(target: CrowdTarget, text: string): Promise<Wire> {
  return (await ask(target, 'GET', `/query?query=${encodeURIComponent(text)}`)).body.QueryResponse;
}

async function prepare(target: CrowdTarget, tag: string): Promise<Ground> {
  const [income] = (await query(target, "select * from Account where AccountType = 'Income'")).Account;
  const type = { Type: 'Service', IncomeAccountRef: { value: income.Id } };
  const id = (name: string) => `requestid=ground-${tag}-${name}`;
  const item = (await must(target, `/item?${id('item')}`, { Name: `Hours ${tag}`, ...type })).Id;
  const payer = (await must(target, `/customer?${id('payer')}`, { DisplayName: `Payer ${tag}` })).Id;
  const counters: string[] = [];
  for (let index = 0; index < COUNTERS; index += 1) {
    const body = { DisplayName: `Counter ${tag} ${index}`, Notes: '0' };
    counters.push((await must(target, `/customer?${id(`counter${index}`)}`, body)).Id);
  }
  const invoices: string[] = [];
  for (let index = 0; index < OPEN_INVOICES; index += 1)
    invoices.push((await must(target, `/invoice?${id(`invoice${index}`)}`, invoiceOf(item, payer, 1_000_000))).Id);
  return { item, counters, invoices, payer };
}

const invoiceOf = (item: string, customer: string, amount: number) => ({
  CustomerRef: { value: customer },
  Line: [{ Amount: amount, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: item } } }],
});

/** Lets every client loose and writes down what each was told. */
export async function runCrowd(options: CrowdOptions): Promise<Told> {
  const { clients, operations, milliseconds, seed } = options;
  const tag = String(seed);
  const ground = await prepare(options, tag);
  const told: Told & { counts: Record<string, number>; answers: number; milliseconds: number } = {
    own: new Map(),
    counted: new Map(),
    tokens: new Map(),
    shared: new Map(),
    counts: {},
    answers: 0,
    milliseconds: 0,
  };
  const began = performance.now();
  const goesOn = (done: number) =>
    operations === undefined ? performance.now() - began < (milliseconds ?? 0) : done < operations;
  await Promise.all(
    Array.from({ length: clients }, async (_, index) => {
      const client = makeClient(options, ground, told, { index, tag, random: random(seed * 1000 + index) });
      for (let done = 0; goesOn(done); done += 1) await client.next(done);
    }),
  );
  told.milliseconds = performance.now() - began;
  return told;
}

type Self = { readonly index: number; readonly tag: string; readonly random: () => number };

function makeClient(target: CrowdTarget, ground: Ground, told: Told, self: Self) {
  const log = told as Told & { counts: Record<string, number>; answers: number };
  const mine = { customers: [] as string[], invoices: [] as string[], payments: [] as string[] };
  let sent = 0;
  const count = (name: string) => {
    log.counts[name] = (log.counts[name] ?? 0) + 1;
  };
  /** A write under a requestid of its own. */
  const write = async (path: string, body: unknown, query = ''): Promise<Answer> => {
    sent += 1;
    const answer = await ask(target, 'POST', `${path}?requestid=${self.tag}-${self.index}-${sent}${query}`, body);
    log.answers += 1;
    count(answer.status === 200 ? 'confirmed' : `refused ${answer.body.Fault?.Error[0].code}`);
    return answer;
  };
  const read = async (entity: string, id: string): Promise<Wire> => {
    log.answers += 1;
    return (await ask(target, 'GET', `/${entity.toLowerCase()}/${id}`)).body[entity];
  };
  const keep = (entity: string, body: Wire) => told.own.set(`${entity}:${body.Id}`, { entity, id: body.Id, body });
  const some = <T>(list: readonly T[]): T | undefined => list[Math.floor(self.random() * list.length)];

  const acts: Record<string, (turn: number) => Promise<void>> = {
    customer: async () => {
      const answer = await write('/customer', { DisplayName: `Client ${self.tag}-${self.index}-${sent}` });
      if (answer.status !== 200) return;
      mine.customers.push(answer.body.Customer.Id);
      keep('Customer', answer.body.Customer);
    },
    invoice: async () => {
      const customer = some(mine.customers) ?? ground.payer;
      const answer = await write('/invoice', invoiceOf(ground.item, customer, 100 + Math.floor(self.random() * 900)));
      if (answer.status !== 200) return;
      mine.invoices.push(answer.body.Invoice.Id);
      keep('Invoice', answer.body.Invoice);
    },
    /** Everybody pays the same few invoices. */
    payment: async () => {
      const Amount = (1 + Math.floor(self.random() * 5000)) / 100;
      const LinkedTxn = [{ TxnId: some(ground.invoices), TxnType: 'Invoice' }];
      const body = { CustomerRef: { value: ground.payer }, TotalAmt: Amount, Line: [{ Amount, LinkedTxn }] };
      const answer = await write('/payment', body);
      if (answer.status !== 200) return;
      mine.payments.push(answer.body.Payment.Id);
      keep('Payment', answer.body.Payment);
    },
    /** Reads, adds one, writes with the token it read: whoever was slower is refused and begins again. */
    count: async () => {
      const id = some(ground.counters) ?? '';
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const row = await read('Customer', id);
        const body = { Id: id, SyncToken: row.SyncToken, sparse: true, Notes: String(Number(row.Notes) + 1) };
        const answer = await write('/customer', body);
        if (answer.status !== 200) continue;
        told.counted.set(id, (told.counted.get(id) ?? 0) + 1);
        told.tokens.set(id, [...(told.tokens.get(id) ?? []), Number(answer.body.Customer.SyncToken)]);
        return;
      }
    },
    /** The same wish of two clients under one requestid: one record, one answer. */
    twin: async (turn) => {
      const name = `Twin ${self.tag}-${Math.floor(self.index / 2)}-${turn}`;
      const path = `/customer?requestid=${encodeURIComponent(name)}`;
      const answer = await ask(target, 'POST', path, { DisplayName: name });
      log.answers += 1;
      count(answer.status === 200 ? 'confirmed' : `refused ${answer.body.Fault?.Error[0].code}`);
      const known = told.shared.get(name) ?? new Set();
      known.add(answer.body.Customer?.Id ?? `refused: ${JSON.stringify(answer.body)}`);
      told.shared.set(name, known);
    },
    void: async () => {
      const id = mine.invoices.shift();
      if (id === undefined) return;
      const { SyncToken } = await read('Invoice', id);
      // Now and then with a token that is long gone.
      const stale = self.random() < 0.3;
      const token = stale ? String(Number(SyncToken) + 5) : SyncToken;
      const answer = await write('/invoice', { Id: id, SyncToken: token }, '&operation=void');
      if (answer.status === 200) keep('Invoice', answer.body.Invoice);
      if (stale && answer.body.Fault?.Error[0].code !== '5010') count('WRONG: a stale token was taken');
    },
    delete: async () => {
      const id = mine.payments.shift();
      if (id === undefined) return;
      const { SyncToken } = await read('Payment', id);
      const answer = await write('/payment', { Id: id, SyncToken }, '&operation=delete');
      if (answer.status === 200) told.own.set(`Payment:${id}`, { entity: 'Payment', id, body: 'deleted' });
    },
    batch: async () => {
      const BatchItemRequest = [0, 1, 2].map((index) => ({
        bId: `b${index}`,
        operation: 'create',
        Customer: { DisplayName: `Batch ${self.tag}-${self.index}-${sent}-${index}` },
      }));
      const answer = await write('/batch', { BatchItemRequest });
      for (const item of answer.body.BatchItemResponse ?? [])
        if (item.Customer !== undefined) keep('Customer', item.Customer);
    },
    list: async () => {
      await query(target, 'select * from Invoice orderby MetaData.LastUpdatedTime desc maxresults 50');
      log.answers += 1;
    },
  };
  const wishes = [
    'customer',
    'invoice',
    'invoice',
    'payment',
    'payment',
    'payment',
    'count',
    'count',
    'void',
    'delete',
    'batch',
    'list',
  ];
  return {
    next: async (turn: number) => {
      // Twins meet at the same turn, whatever else they wish.
      const wish = turn % 5 === 4 ? 'twin' : (some(wishes) ?? 'list');
      await acts[wish]?.(turn);
    },
  };
}
