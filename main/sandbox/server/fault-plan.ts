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
  /** 500 in the gateway's envelope; nothing is carried out. */
  'error-500',
  /** 503 as HTML from the load balancer. */
  'outage',
  /** Nothing is carried out and nothing is answered until the caller gives up. */
  'timeout',
  /** Carried out; the answer stops half way. */
  'truncated',
] as const;

export type FaultKind = (typeof faultKinds)[number];

const kind = z.enum(faultKinds);

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
