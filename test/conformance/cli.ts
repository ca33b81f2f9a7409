/** `npm run conformance -- --url URL [--key KEY] [--only a,b] [--json]`: does a platform keep what the Platform API promises? */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { CHECKS, runSuite, type Verdict } from './suite.ts';

const USAGE = `Checks a platform against every promise of the Platform API (docs/platform-api.md).

  npm run conformance -- --url URL [--key KEY] [--only NAME,NAME] [--json]

  --url URL    root of the interface, such as http://127.0.0.1:4000/platform/v1
  --key KEY    API key that may write everything; better in the environment as PLUMBLINE_PLATFORM_KEY
  --only N,N   these checks only
  --json       print the verdicts as JSON

Records named "Conformance …" are made and stay: run it against a test company.
Ends with 0 when every promise is kept, 1 when one is broken, 2 when it was asked wrongly.
`;

function wrong(sentence: string): never {
  process.stderr.write(`${sentence}\n\n${USAGE}`);
  process.exit(2);
}

function readOptions() {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    return parseArgs({ options: { url: text, key: text, only: text, json: flag, help: flag } }).values;
  } catch (thrown) {
    return wrong(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

const options = readOptions();
if (options.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const key = options.key ?? process.env.PLUMBLINE_PLATFORM_KEY ?? '';
if (options.url === undefined || !URL.canParse(options.url)) wrong('--url needs the address of the interface.');
if (key === '') wrong('There is no key: give --key, or PLUMBLINE_PLATFORM_KEY in the environment.');
const only = options.only?.split(',');
const unknown = only?.find((name) => !CHECKS.some((check) => check.name === name));
if (unknown !== undefined) wrong(`There is no check "${unknown}": ${CHECKS.map((check) => check.name).join(', ')}.`);

const WORDS: Record<Verdict['result'], string> = { kept: 'pass', broken: 'FAIL', skipped: 'skip' };
const told = ({ name, promise, result, detail }: Verdict): void => {
  if (options.json) return;
  process.stdout.write(`${WORDS[result]}  ${name.padEnd(26)} ${promise}\n`);
  if (detail !== '') process.stdout.write(`      ${detail}\n`);
};
const tag = randomBytes(4).toString('hex');
const verdicts = await runSuite({ url: options.url, key, tag, told, ...(only ? { only } : {}) });
const count = (result: Verdict['result']): number => verdicts.filter((one) => one.result === result).length;
if (options.json) process.stdout.write(`${JSON.stringify(verdicts, null, 2)}\n`);
else process.stdout.write(`\n${count('kept')} kept, ${count('broken')} broken, ${count('skipped')} skipped\n`);
process.exitCode = count('broken') === 0 ? 0 : 1;
