/** `npm run sandbox -- [--port N] [--company demo|empty|generated] [--customers N] [--invoices N] [--seed S] [--persist FILE] [--json]` */
import { parseArgs } from 'node:util';
import type { SeedOptions } from '../company/seed.ts';
import { startSandboxServer } from './server.ts';

const USAGE = `Serves a QuickBooks Online sandbox company on this computer.

  --port N         port on 127.0.0.1 (default: any free one)
  --company KIND   demo (default), empty, or generated
  --customers N    customers of a generated company (default 1000)
  --invoices N     invoices of a generated company (default 0)
  --seed S         number the generated company is made from (default 1)
  --persist FILE   keep the company in FILE and carry on from it
  --json           print one line of JSON with the address and the keys
`;

class BadUsage extends Error {}

function count(text: string | undefined, name: string, fallback: number, most: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new BadUsage(`--${name} must be a whole number from 0 to ${most}.`);
  return value;
}

function seedOf(values: { company?: string; customers?: string; invoices?: string; seed?: string }): SeedOptions {
  const kind = values.company ?? 'demo';
  if (kind === 'demo' || kind === 'empty') return { kind };
  if (kind !== 'generated') throw new BadUsage('--company must be demo, empty or generated.');
  return {
    kind,
    customers: count(values.customers, 'customers', 1000, 1_000_000),
    invoices: count(values.invoices, 'invoices', 0, 2_000_000),
    seed: count(values.seed, 'seed', 1, 0xffffffff),
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      company: { type: 'string' },
      customers: { type: 'string' },
      invoices: { type: 'string' },
      seed: { type: 'string' },
      persist: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  const server = await startSandboxServer({
    port: count(values.port, 'port', 0, 65_535),
    company: seedOf(values),
    ...(values.persist === undefined ? {} : { persist: values.persist }),
  });
  const { url, realmId, clientId, clientSecret, accessToken, refreshToken, verifierToken } = server;
  if (values.json === true) {
    const line = { ready: true, url, realmId, clientId, clientSecret, accessToken, refreshToken, verifierToken };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  } else {
    process.stdout.write(
      `${server.company.name()} is open at ${url}\n\n  realm id       ${realmId}\n  client id      ${clientId}\n  client secret  ${clientSecret}\n  access token   ${accessToken}\n  refresh token  ${refreshToken}\n\nEverything stays on this computer. Press Ctrl-C to close.\n`,
    );
  }
  const leave = () => {
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
}

main().catch((error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const told = inUse ? 'That port is in use. Choose another with --port, or leave --port out.' : text;
  process.stderr.write(`${told}\n${error instanceof BadUsage ? `\n${USAGE}` : ''}`);
  process.exitCode = 1;
});
