/**
 * `npm test`: everything, in the order that finds faults soonest, closed by one line `N passed, N failed, N skipped`.
 * `--only check|unit|simulation|contract|integration|e2e` runs a part.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNode24, root, runBounded } from './ensure.mjs';
import { printPromises } from './promises.mjs';

ensureNode24(fileURLToPath(import.meta.url));

/** Twice what the longest part takes on a slow machine; a part that hangs ends here, as a failure. */
const MOST_MINUTES = 40;
/** All parts together: whoever runs this unwatched gives up after an hour and a half. */
const DEADLINE = Date.now() + 80 * 60_000;
const minutesLeft = () => Math.min(MOST_MINUTES, Math.max(0.1, (DEADLINE - Date.now()) / 60_000));
/** Of what a failed test said, at the end: enough to see the difference, few enough to see the next one. */
const MOST_LINES = 60;

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : null;
const summaries = mkdtempSync(join(tmpdir(), 'plumbline-test-'));
const total = { passed: 0, failed: 0, skipped: [], failures: [], flaky: [] };
const results = [];
const heading = (text) => process.stdout.write(`\n── ${text}\n`);

/** A step that either holds or not: counts as one test. */
async function check(name, command, args) {
  if (only && only !== 'check') return;
  heading(name);
  if ((await runBounded(command, args, minutesLeft())) === 0) total.passed += 1;
  else {
    total.failed += 1;
    total.failures.push({ name, said: `\`${command} ${args.join(' ')}\` failed` });
    process.stdout.write(`${name}: failed\n`);
  }
}

/** A step that counts its own tests into a file. */
async function suite(name, command, args) {
  if (only && only !== name) return;
  heading(name);
  const file = join(summaries, `${name}.json`);
  const env = { ...process.env, PLUMBLINE_SUMMARY: file };
  const status = await runBounded(command, args, minutesLeft(), { env });
  if (!existsSync(file)) {
    total.failed += 1;
    total.failures.push({ name, said: `ended without a summary (exit ${status})` });
    return;
  }
  const counts = JSON.parse(readFileSync(file, 'utf8'));
  total.passed += counts.passed;
  total.failed += counts.failed || (status === 0 ? 0 : 1);
  total.skipped.push(...counts.skipped);
  total.failures.push(...counts.failures);
  total.flaky.push(...(counts.flaky ?? []));
  results.push(...counts.results);
}

const vitest = (project) => [
  'run',
  '--config',
  'test/vitest.config.ts',
  '--project',
  project,
  '--passWithNoTests',
  '--reporter',
  process.env.CI ? 'default' : 'dot',
  '--reporter',
  './test/reporters/vitest-summary.ts',
];

await check('format and lint', 'biome', ['ci', '.']);
// Each room with the smallest set of globals: core cannot name a DOM or Node type, the window no Node type.
for (const room of [
  'shared',
  'main/core',
  'main/entities',
  'main/sandbox/company',
  'main',
  'preload',
  'renderer',
  'test',
]) {
  await check(`types: ${room}`, 'tsc', ['-p', `${room}/tsconfig.json`]);
}
await check('rooms', 'node', ['test/boundaries/check.ts']);
await suite('unit', 'vitest', vitest('unit'));
await suite('contract', 'vitest', vitest('contract'));
await suite('simulation', 'vitest', vitest('simulation'));
await suite('integration', 'vitest', vitest('integration'));
if (!only || only === 'e2e') {
  heading('window build');
  if ((await runBounded('node', ['scripts/build.mjs', '--renderer'], minutesLeft())) !== 0) {
    total.failed += 1;
    total.failures.push({ name: 'window build', said: 'failed' });
  }
}
await suite('e2e', 'playwright', ['test', '--config', 'test/e2e/playwright.config.ts']);

rmSync(summaries, { recursive: true, force: true });
if (!only) printPromises(results);
for (const skip of total.skipped) process.stdout.write(`skipped: ${skip.name}: ${skip.why}\n`);
const tell = (what, { name, said }) =>
  process.stdout.write(`\n${what}: ${name}\n${said.split('\n').slice(0, MOST_LINES).join('\n')}\n`);
for (const one of total.flaky) tell('passed only when run again', one);
for (const one of total.failures) tell('failed', one);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped\n`);
process.chdir(root);
process.exit(total.failed === 0 ? 0 : 1);
