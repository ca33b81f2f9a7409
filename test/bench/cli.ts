/** `npm run bench -- [--only planner,start,demo,generated,sandbox,crowd] [--customers N]`: figures as JSON. */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benchCrowd } from './crowd.ts';
import { benchImport, benchStart } from './import.ts';
import { benchPlanner } from './planner.ts';
import { benchSandbox } from './sandbox.ts';

const PARTS = ['planner', 'start', 'demo', 'generated', 'sandbox', 'crowd'] as const;
type Part = (typeof PARTS)[number];

const { values } = parseArgs({
  options: { only: { type: 'string' }, customers: { type: 'string' }, records: { type: 'string' } },
});
const only = values.only?.split(',') ?? [...PARTS];
const customers = Number(values.customers ?? 10_000);
const records = Number(values.records ?? 200_000);
if (only.some((part) => !PARTS.includes(part as Part)) || !Number.isInteger(customers) || !Number.isInteger(records)) {
  process.stderr.write(`--only takes ${PARTS.join(', ')}; --customers and --records take whole numbers.\n`);
  process.exit(2);
}

/** Parts run one after the other, so that none shares the processor with another. */
const RUNS: Record<Part, () => unknown> = {
  planner: () => benchPlanner(records),
  start: () => benchStart(),
  demo: () => benchImport('demo', []),
  sandbox: () => benchSandbox(),
  crowd: () => benchCrowd(),
  generated: () => benchImport(`generated, ${customers} customers`, ['--customers', String(customers)]),
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
