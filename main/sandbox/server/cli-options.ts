/** The command line, read and checked. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { SeedOptions } from '../company/seed.ts';
import { parseFaults } from './fault-plan.ts';
import type { SandboxServerOptions } from './server.ts';
import { profileSchema, switchesSchema } from './switches.ts';
import { webhookSchema } from './webhooks.ts';

export const USAGE = `Serves a QuickBooks Online sandbox company on this computer.

  --port N               port on 127.0.0.1 (default: any free one)
  --persist FILE         keep the company in FILE and carry on from it
  --realm ID             its realm id, digits only: programs tell companies apart by it
  --json                 print one line of JSON with the address and the keys

What stands in it
  --company KIND         demo (default), empty, or generated
  --customers N          customers of a generated company (default 1000)
  --invoices N           invoices of a generated company (default 0)
  --seed S               number the generated company is made from (default 1)
  --cache DIR            where large generated companies are kept (default: the system's cache folder)
  --no-cache             make them anew each time

What kind of company it is
  --plan PLAN            simpleStart, essentials, plus (default) or advanced
  --country CC           two letters, as in US
  --currency CUR         home currency, as in USD
  --multi-currency       foreign currencies are on
  --tax MODE             manual (default), automated, global or none
  --custom-numbers       document numbers are up to who writes the document
  --close-books DAY      the books are closed up to YYYY-MM-DD
  --closing-password     ... and ask for a password

How it behaves
  --limits on|off        500 requests a minute, 10 a second, 10 at once, 40 batches a minute (default off)
  --latency MS           milliseconds each answer takes; 50-400 for anything between
  --faults SPEC          throttle=0.05,lose-after=0.02,seed=7 (probabilities), lose-after@POST:/invoice*3 (the next
                         three), JSON, or @FILE with JSON
  --stale SECONDS        lists are this far behind direct reads
  --batch-order ORDER    given (default) or shuffled
  --language LANG        texts of faults: en (default) or fr
  --without-accept TYPE  what a caller reads who sends no Accept: xml (default) or json

Webhooks
  --webhook URL          send notifications to this address on this computer
  --webhook-format F     cloudevents (default) or legacy
  --webhook-delay S      seconds changes gather (default 5)
`;

export class BadUsage extends Error {}

export type CliOptions = { readonly help: boolean; readonly json: boolean; readonly server: SandboxServerOptions };

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const OPTIONS = {
  port: text,
  company: text,
  customers: text,
  invoices: text,
  seed: text,
  persist: text,
  realm: text,
  cache: text,
  'no-cache': flag,
  plan: text,
  country: text,
  currency: text,
  'multi-currency': flag,
  tax: text,
  'custom-numbers': flag,
  'close-books': text,
  'closing-password': flag,
  limits: text,
  latency: text,
  faults: text,
  stale: text,
  'batch-order': text,
  language: text,
  'without-accept': text,
  webhook: text,
  'webhook-format': text,
  'webhook-delay': text,
  json: flag,
  help: flag,
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

export function readOptions(args: readonly string[]): CliOptions {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const { persist } = values;
  const profile = read(profileSchema, defined(profileOf(values)), 'what kind of company');
  const switches = read(switchesSchema, defined(switchesOf(values)), 'how it behaves');
  const server: SandboxServerOptions = {
    port: count(values.port, 'port', 0, 65_535),
    company: seedOf(values),
    ...(persist === undefined ? {} : { persist }),
    ...(values.realm === undefined ? {} : { realmId: realmOf(values.realm) }),
    ...(values['no-cache'] === true
      ? { cacheDir: null }
      : values.cache === undefined
        ? {}
        : { cacheDir: values.cache }),
    ...(Object.keys(profile).length === 0 ? {} : { profile: profile as NonNullable<SandboxServerOptions['profile']> }),
    switches,
    ...(values.faults === undefined ? {} : { faults: faultsOf(values.faults) }),
    ...(values.webhook === undefined ? {} : { webhooks: webhooksOf(values) }),
  };
  return { help: values.help === true, json: values.json === true, server };
}

function realmOf(spec: string): string {
  if (!/^\d{1,20}$/.test(spec)) throw new BadUsage('--realm must be digits only.');
  return spec;
}

function profileOf(values: Values) {
  return {
    plan: values.plan,
    country: values.country,
    currency: values.currency,
    multiCurrency: values['multi-currency'],
    tax: values.tax,
    customTxnNumbers: values['custom-numbers'],
    bookCloseDate: values['close-books'],
    closingPassword: values['closing-password'],
  };
}

function switchesOf(values: Values) {
  return {
    language: values.language,
    staleSeconds: number(values.stale, 'stale'),
    batchOrder: values['batch-order'],
    limits: values.limits,
    latency: latencyOf(values.latency),
    withoutAccept: values['without-accept'],
  };
}

function webhooksOf(values: Values) {
  const settings = {
    url: values.webhook,
    format: values['webhook-format'],
    delay: number(values['webhook-delay'], 'webhook-delay'),
  };
  return read(webhookSchema, defined(settings), 'webhooks');
}

function faultsOf(spec: string) {
  try {
    return parseFaults(spec.startsWith('@') ? readFileSync(spec.slice(1), 'utf8') : spec);
  } catch (error) {
    if (error instanceof z.ZodError) throw new BadUsage(`--faults: ${z.prettifyError(error)}`);
    throw new BadUsage(`--faults: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function latencyOf(spec: string | undefined) {
  if (spec === undefined) return undefined;
  const [from, to = from] = spec.split('-').map((part) => number(part, 'latency'));
  return { from, to };
}

function number(spec: string | undefined, name: string): number | undefined {
  if (spec === undefined) return undefined;
  const value = Number(spec);
  if (spec.trim() === '' || !Number.isFinite(value) || value < 0) throw new BadUsage(`--${name} must be a number.`);
  return value;
}

function count(spec: string | undefined, name: string, fallback: number, most: number): number {
  const value = number(spec, name) ?? fallback;
  if (!Number.isInteger(value) || value > most)
    throw new BadUsage(`--${name} must be a whole number from 0 to ${most}.`);
  return value;
}

function seedOf(values: Values): SeedOptions {
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

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function read<T extends z.ZodType>(schema: T, values: unknown, about: string): z.infer<T> {
  const result = schema.safeParse(values);
  if (!result.success) throw new BadUsage(`About ${about}: ${z.prettifyError(result.error)}`);
  return result.data;
}
