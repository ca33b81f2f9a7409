/**
 * What shall go wrong on the way between the company and its caller: a script (these, in this order) or a probability
 * (seeded). Decides only; the server does the damage.
 */
import { z } from 'zod';
import { seededRandom } from '../company/generate.ts';

export const faultKinds = [
  /** The connection drops before the request is carried out. */
  'lose-before',
  /** The request is carried out, its answer never arrives. */
  'lose-after',
  /** 429 in the gateway's JSON envelope, without Retry-After. */
  'throttle',
  /** 429 in XML, as it was sent for years even to callers who asked for JSON. */
  'throttle-xml',
  /** The same under 403, as it was sent before. */
  'throttle-403',
  /** 500 in the gateway's envelope; nothing is carried out. */
  'error-500',
  /** 500 with code 10000 in the application's envelope; nothing is carried out. */
  'system-failure',
  /** The same under HTTP 200. */
  'fault-200',
  /** 400 "Could not find resource for relative", as outages have looked. */
  'no-resource',
  /** 503, 502 and 504 as HTML from the load balancer. */
  'outage',
  'bad-gateway',
  'gateway-timeout',
  /** Nothing is carried out and nothing is answered until the caller gives up. */
  'timeout',
  /** Carried out; the answer stops half way. */
  'truncated',
] as const;

export type FaultKind = (typeof faultKinds)[number];

const kind = z.enum(faultKinds);

const isKind = (text: string): text is FaultKind => (faultKinds as readonly string[]).includes(text);

export const faultPlanSchema = z.strictObject({
  /** Each entry strikes `times` matching requests, then the next one takes its turn. */
  script: z
    .array(
      z.strictObject({
        kind,
        times: z.int().min(1).max(100_000).default(1),
        /** Only requests with this method. */
        method: z.enum(['GET', 'POST']).optional(),
        /** Only requests whose path holds this text. */
        path: z.string().max(200).optional(),
        /** Let this many matching requests through first. */
        after: z.int().min(0).max(100_000).default(0),
      }),
    )
    .max(1000)
    .optional(),
  probability: z.partialRecord(kind, z.number().min(0).max(1)).optional(),
  seed: z.int().min(0).default(1),
});

export type FaultSpec = z.infer<typeof faultPlanSchema>;

export type FaultPlan = {
  readonly next: (method: string, path: string) => FaultKind | undefined;
  readonly set: (spec: FaultSpec) => void;
  readonly clear: () => void;
  /** What is still to come, and what has struck so far. */
  readonly state: () => { readonly remaining: number; readonly struck: Readonly<Record<string, number>> };
};

export function createFaultPlan(): FaultPlan {
  let script: {
    kind: FaultKind;
    times: number;
    after: number;
    method?: string | undefined;
    path?: string | undefined;
  }[] = [];
  let probability: readonly (readonly [FaultKind, number])[] = [];
  let random = seededRandom(1);
  let struck: Record<string, number> = {};
  const strike = (found: FaultKind): FaultKind => {
    struck[found] = (struck[found] ?? 0) + 1;
    return found;
  };
  return {
    next: (method, path) => {
      const entry = script[0];
      if (
        entry !== undefined &&
        (entry.method ?? method) === method &&
        (entry.path === undefined || path.includes(entry.path))
      ) {
        if (entry.after > 0) entry.after -= 1;
        else {
          entry.times -= 1;
          if (entry.times <= 0) script.shift();
          return strike(entry.kind);
        }
      }
      for (const [found, chance] of probability) if (random() < chance) return strike(found);
      return undefined;
    },
    set: (spec) => {
      script = (spec.script ?? []).map((entry) => ({ ...entry }));
      probability = Object.entries(spec.probability ?? {}) as [FaultKind, number][];
      random = seededRandom(spec.seed);
      struck = {};
    },
    clear: () => {
      script = [];
      probability = [];
    },
    state: () => ({ remaining: script.reduce((sum, entry) => sum + entry.times, 0), struck: { ...struck } }),
  };
}

const ENTRY = /^([a-z0-9-]+)(?:=(\d*\.?\d+)|(?:@(GET|POST))?(?::([^*]+))?(?:\*(\d+))?)$/;

/**
 * Reads a plan as the command line takes it: JSON, or entries with commas between them. `throttle=0.05` strikes with that
 * probability; `lose-after@POST:/invoice*3` strikes the next three POSTs to /invoice; `seed=7` seeds the probabilities.
 */
export function parseFaults(text: string): FaultSpec {
  if (text.trim().startsWith('{')) return faultPlanSchema.parse(JSON.parse(text));
  const script: object[] = [];
  const probability: Record<string, number> = {};
  let seed: number | undefined;
  for (const entry of text.split(',').map((part) => part.trim())) {
    const [, name = '', chance, method, path, times] = ENTRY.exec(entry) ?? [];
    if (name === 'seed' && chance !== undefined) seed = Number(chance);
    else if (!isKind(name)) throw new Error(`${entry} is not a fault. Kinds: ${faultKinds.join(', ')}.`);
    else if (chance !== undefined) probability[name] = Number(chance);
    else script.push({ kind: name, method, path, times: times === undefined ? undefined : Number(times) });
  }
  return faultPlanSchema.parse({
    script: script.length === 0 ? undefined : script,
    probability: Object.keys(probability).length === 0 ? undefined : probability,
    seed,
  });
}
