/** `npm run bench -- [--only planner,start,…] [--customers N] [--records N] [--invoices N]`: figures as JSON. */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benchIdleHour, benchImportCalls, benchPush } from './calls.ts';
import { benchCrowd } from './crowd.ts';
import { benchImport, benchStart } from './import.ts';
import { benchPlanner } from './planner.ts';
import { benchSandbox } from './sandbox.ts';
import { benchTables } from './tables.ts';

const PARTS = [
  'planner',
  'start',
  'demo',
  'generated',
  'idle',
  'import',
  'push',
  'tables',
  'sandbox',
  'crowd',
] as const;
type Part = (typeof PARTS)[number];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    customers: { type: 'string' },
    records: { type: 'string' },
    invoices: { type: 'string' },
  },
});
const only = values.only?.split(',') ?? [...PARTS];
const customers = Number(values.customers ?? 10_000);
const records = Number(values.records ?? 1_000_000);
const invoices = Number(values.invoices ?? 10_000);
const whole = [customers, records, invoices].every((count) => Number.isInteger(count) && count > 0);
if (only.some((part) => !PARTS.includes(part as Part)) || !whole) {
  process.stderr.write(`--only takes ${PARTS.join(', ')}; --customers, --records and --invoices take whole numbers.\n`);
  process.exit(2);
}

/** Parts run one after the other, so that none shares the processor with another. */
const RUNS: Record<Part, () => unknown> = {
  planner: () => ({ nothingToDo: benchPlanner(records, 0), onePercent: benchPlanner(records, 0.01) }),
  start: () => benchStart(),
  demo: () => benchImport('demo', []),
  sandbox: () => benchSandbox(),
  crowd: () => benchCrowd(),
  generated: () => benchImport(`generated, ${customers} customers`, ['--customers', String(customers)]),
  idle: async () => ({
    watched: await benchIdleHour(true),
    unwatched: await benchIdleHour(false),
  }),
  import: () => benchImportCalls(customers),
  push: () => benchPush(invoices),
  tables: () => benchTables(),
};

const figures: Record<string, unknown> = {
  machine: {
    cpu: cpus()[0]?.model ?? '',
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  },
};
for (const part of PARTS) if (only.includes(part)) figures[part] = await RUNS[part]();
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
