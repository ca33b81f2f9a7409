/** QuickBooks' own reports, read to cents, and the workspace's records added up by plain sums beside them. */
import type { CompanyApp, Native } from '../../support/fakes/company-app.ts';

const RANGE = { start_date: '2000-01-01', end_date: '2030-12-31' };

export const cents = (amount: unknown): number => Math.round(Number(amount ?? 0) * 100);

/** Cents of every account a report names. */
function figures(report: Native): Map<string, number> {
  const found = new Map<string, number>();
  const take = ([name, figure]: Native[]): void => {
    if (name?.id !== undefined) found.set(name.id, (found.get(name.id) ?? 0) + cents(figure?.value || 0));
  };
  const walk = (rows: Native[]): void => {
    for (const row of rows) {
      if (row.ColData) take(row.ColData);
      if (row.Header) take(row.Header.ColData);
      walk(row.Rows?.Row ?? []);
    }
  };
  walk(report.Rows.Row ?? []);
  return found;
}

/** The books as QuickBooks reports them. */
export function reported(app: CompanyApp) {
  const total = (name: string): number => {
    const rows: Native[] = app.ask(`/reports/${name}`, { report_date: RANGE.end_date }).Rows.Row ?? [];
    return cents(rows.at(-1)?.Summary?.ColData.at(-1).value || 0);
  };
  return {
    results: figures(app.ask('/reports/ProfitAndLoss', RANGE)),
    sheet: figures(app.ask('/reports/BalanceSheet', RANGE)),
    receivable: total('AgedReceivables'),
    owed: total('CustomerBalance'),
    payable: total('AgedPayables'),
  };
}

type Line = Record<string, Native>;
type Doc = Record<string, Native> & { lines: Line[] };

/** Every record of a kind the workspace has, as it stands there. */
export async function workspaceOf(
  app: CompanyApp,
  entity: string,
): Promise<{ key: string; life: string; body: Doc }[]> {
  const all: { key: string; life: string; body: Doc }[] = [];
  for (let page: string | null = null; ; ) {
    const answer = await app.workspace.list(entity, page, { mapping: {}, lists: [], homeCurrency: '' } as never);
    if (!answer.ok) throw new Error(answer.error.userSentence);
    for (const seen of answer.value.observations) all.push({ key: seen.id, life: seen.life, body: seen.body as Doc });
    page = answer.value.next;
    if (page === null) return all;
  }
}

/** Accounts in QuickBooks, by what the workspace books to. */
export type Books = {
  incomeOf(item: string): string;
  costOf(item: string): string;
  accountOf(account: string): string;
  discounts: string;
};

/**
 * Cents of each line without the tax inside it. A rate is taken out of the sum of its lines, and the last of them bears what
 * the others were rounded by.
 */
function netLines({ taxModel, lines }: Doc): number[] {
  const gross = lines.map((line) => cents(line.amount));
  if (taxModel !== 'inclusive') return gross;
  const net = (amount: number, percent: number): number => Math.round((amount * 100) / (100 + percent));
  const result = [...gross];
  for (const percent of new Set(lines.map((line) => line.taxPercent).filter((one) => one !== undefined))) {
    const at = lines.flatMap((line, index) => (line.taxPercent === percent ? [index] : []));
    let left = net(
      at.reduce((sum, index) => sum + (gross[index] ?? 0), 0),
      Number(percent),
    );
    for (const index of at) {
      result[index] = index === at.at(-1) ? left : net(gross[index] ?? 0, Number(percent));
      left -= result[index] ?? 0;
    }
  }
  return result;
}

/** What the workspace's records come to, by plain sums over what stands in them; results by QuickBooks' account. */
export async function addedUp(app: CompanyApp, books: Books) {
  const living = async (entity: string): Promise<Doc[]> =>
    (await workspaceOf(app, entity)).filter((one) => one.life === 'live').map((one) => one.body);
  const results = new Map<string, number>();
  const book = (account: string, amount: number): void => {
    const sum = (results.get(account) ?? 0) + amount;
    if (sum === 0) results.delete(account);
    else results.set(account, sum);
  };
  let tax = 0;
  let receivable = 0;
  const sold = async (entity: string, sign: 1 | -1): Promise<void> => {
    for (const doc of await living(entity)) {
      const { lines, taxTotal, total } = doc;
      const nets = netLines(doc);
      tax += sign * cents(taxTotal);
      if (entity !== 'refundReceipt') receivable += sign * cents(total);
      for (const [at, line] of lines.entries()) {
        if (line.kind === 'item') book(books.incomeOf(line.item), sign * (nets[at] ?? 0));
        if (line.kind === 'discount') book(books.discounts, -sign * (nets[at] ?? 0));
      }
    }
  };
  await sold('invoice', 1);
  await sold('creditMemo', -1);
  await sold('refundReceipt', -1);
  for (const { amount } of await living('payment')) receivable -= cents(amount);
  let payable = 0;
  for (const entity of ['bill', 'vendorCredit', 'expense'])
    for (const doc of await living(entity)) {
      const sign = entity === 'vendorCredit' ? -1 : 1;
      const { total, lines } = doc;
      const nets = netLines(doc);
      if (entity !== 'expense') payable += sign * cents(total);
      // What is above the lines is tax that was paid: it lowers what is owed.
      tax -= sign * (cents(total) - nets.reduce((sum, one) => sum + one, 0));
      for (const [at, { account, item }] of lines.entries())
        book(account === null ? books.costOf(item) : books.accountOf(account), sign * (nets[at] ?? 0));
    }
  for (const { amount } of await living('billPayment')) payable -= cents(amount);
  return { results, tax, receivable, payable };
}
