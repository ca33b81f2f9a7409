/**
 * Runs unit tests of the copy it is started in, again and again, in one process: what the test runner has read once it
 * reads again only where a fault was planted. Answers `Asked` messages with `Told` ones, and says `ready` first.
 */
import { join, relative } from 'node:path';
import { BaseSequencer, createVitest, type TestSpecification } from 'vitest/node';

/** Test files to run in this order, up to the first that fails; `faulty`: the source file that has a fault in it now. */
export type Asked = { files: string[]; faulty: string | null };
/** What failed, or null; and how long each test file took (ms). */
export type Told = { failed: string | null; ms: Record<string, number> };

const ROOT = process.cwd();
let order = new Map<string, number>();

class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => order.get(moduleId) ?? order.size;
    return [...files].sort((left, right) => place(left) - place(right));
  }
}

const vitest = await createVitest({
  config: 'test/vitest.config.ts',
  project: ['unit'],
  watch: false,
  bail: 1,
  // One worker and one import of everything: the tests are many and small.
  isolate: false,
  pool: 'threads',
  maxWorkers: 1,
  sequence: { sequencer: InOrder },
  reporters: [{}],
});

/** The source file that had a fault in it the last time. */
let before: string | null = null;

async function run({ files, faulty }: Asked): Promise<Told> {
  for (const file of new Set([before, faulty])) if (file !== null) vitest.invalidateFile(join(ROOT, file));
  before = faulty;
  const paths = files.map((file) => join(ROOT, file));
  order = new Map(paths.map((path, at) => [path, at]));
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(
    vitest.projects.flatMap((project) => paths.map((path) => project.createSpecification(path))),
  );
  const told: Told = { failed: null, ms: {} };
  // Those of earlier runs are among them.
  for (const module of testModules.filter(({ moduleId }) => order.has(moduleId))) {
    const file = relative(ROOT, module.moduleId);
    told.ms[file] = module.diagnostic().duration;
    if (module.ok() || told.failed !== null) continue;
    const [test] = module.children.allTests('failed');
    told.failed = `${file} > ${test?.fullName ?? module.errors()[0]?.message ?? 'it cannot be read'}`;
  }
  if (unhandledErrors.length > 0) told.failed ??= `nobody hears of ${String(unhandledErrors[0])}`;
  return told;
}

process.on('message', (asked: Asked) => {
  run(asked).then(
    (told) => process.send?.(told),
    (error: unknown) => process.send?.({ failed: String(error), ms: {} } satisfies Told),
  );
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
