/** Compares what a crowd of clients was told (crowd.ts) with what the company holds in the end. */
import { type CrowdTarget, query, type Told } from './crowd.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are read member by member, as a client reads them
type Wire = any;

async function everything(target: CrowdTarget, entity: string, where = ''): Promise<Wire[]> {
  const rows: Wire[] = [];
  for (let start = 1; ; start += 1000) {
    const page = (
      await query(target, `select * from ${entity} ${where} orderby Id startposition ${start} maxresults 1000`)
    )[entity];
    rows.push(...(page ?? []));
    if ((page ?? []).length < 1000) return rows;
  }
}

const cents = (amount: number) => Math.round(amount * 100);

/** Everything that is not as the clients were told, in words. */
export async function compareWithCompany(target: CrowdTarget, told: Told): Promise<string[]> {
  const wrong: string[] = [];
  const rows = new Map<string, Wire>();
  for (const entity of ['Customer', 'Invoice', 'Payment']) {
    for (const row of await everything(target, entity)) {
      const key = `${entity}:${row.Id}`;
      if (rows.has(key)) wrong.push(`${key} is there twice`);
      rows.set(key, row);
    }
  }
  const transactions = [...rows.keys()].filter((key) => !key.startsWith('Customer')).map((key) => key.split(':')[1]);
  if (new Set(transactions).size !== transactions.length) wrong.push('Two transactions have one id.');
  for (const [key, { body }] of told.own) {
    const row = rows.get(key);
    if (body === 'deleted') {
      if (row !== undefined) wrong.push(`${key} was deleted and is there`);
    } else if (row === undefined) wrong.push(`${key} was confirmed and is not there`);
    // What only its client writes is as that client was last told; links and balances are everybody's.
    else if (row.TotalAmt !== body.TotalAmt || row.DisplayName !== body.DisplayName)
      wrong.push(`${key} is not as confirmed`);
    else if (!key.startsWith('Customer') && row.SyncToken !== body.SyncToken)
      wrong.push(`${key} was written by nobody`);
  }
  // Nothing is there that nobody was told of.
  const shared = new Set([...told.shared.values()].flatMap((ids) => [...ids]));
  const known = (key: string, row: Wire) =>
    told.own.has(key) ||
    shared.has(row.Id) ||
    /^(Payer|Counter) /.test(row.DisplayName ?? '') ||
    row.TotalAmt === 1_000_000;
  for (const [key, row] of rows) if (!known(key, row)) wrong.push(`${key} is there and nobody was told`);
  for (const [name, ids] of told.shared) if (ids.size !== 1) wrong.push(`${name} is ${[...ids].join(' and ')}`);
  for (const [id, count] of told.counted) {
    const { Notes, SyncToken } = rows.get(`Customer:${id}`) ?? {};
    if (Number(Notes) !== count) wrong.push(`counter ${id} is ${Notes} after ${count} confirmed writes`);
    if (Number(SyncToken) !== count) wrong.push(`counter ${id} has token ${SyncToken} after ${count} confirmed writes`);
    if (new Set(told.tokens.get(id)).size !== count) wrong.push(`two writers of counter ${id} were given one token`);
  }
  wrong.push(...unbalanced(rows), ...Object.keys(told.counts).filter((name) => name.startsWith('WRONG')));
  const { trialBalance } = (await (await fetch(`${target.url}/sandbox`)).json()) as { trialBalance?: number };
  if (trialBalance !== 0) wrong.push(`the trial balance is ${trialBalance}`);
  return wrong;
}

/** Invoices, payments and customers agree with each other. */
function unbalanced(rows: ReadonlyMap<string, Wire>): string[] {
  const wrong: string[] = [];
  const applied = new Map<string, number>();
  const owed = new Map<string, number>();
  const owe = (row: Wire, value: number) =>
    owed.set(row.CustomerRef.value, (owed.get(row.CustomerRef.value) ?? 0) + value);
  for (const [key, row] of rows) {
    if (!key.startsWith('Payment')) continue;
    for (const line of row.Line) {
      const id = line.LinkedTxn[0].TxnId;
      applied.set(id, (applied.get(id) ?? 0) + cents(line.Amount));
    }
    owe(row, -cents(row.UnappliedAmt));
  }
  for (const [key, row] of rows) {
    if (!key.startsWith('Invoice')) continue;
    const open = cents(row.TotalAmt) - (applied.get(row.Id) ?? 0);
    if (cents(row.Balance) !== open) wrong.push(`${key} has a balance of ${row.Balance}, not ${open / 100}`);
    owe(row, cents(row.Balance));
  }
  for (const [key, row] of rows) {
    if (!key.startsWith('Customer')) continue;
    const sum = owed.get(row.Id) ?? 0;
    if (cents(row.Balance) !== sum) wrong.push(`${key} owes ${row.Balance}, not ${sum / 100}`);
  }
  return wrong;
}
