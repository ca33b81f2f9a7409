/**
 * What the App Partner Program counts and charges. `core` calls put data into QuickBooks and are free; `corePlus` calls
 * take data out and have a monthly quota over the whole developer workspace: every company of every app of theirs. On the
 * free tier calls over the quota are refused until the next month begins. (Real sandbox companies are not counted; this
 * one is, as a production company would be.)
 */
import { z } from 'zod';
import { dayOf } from '../company/time.ts';

export const tiers = ['builder', 'silver', 'gold', 'platinum'] as const;

export type Tier = (typeof tiers)[number];

/** CorePlus calls a month. Only Builder is cut off; the others pay for more. */
const QUOTAS: Readonly<Record<Tier, number>> = {
  builder: 500_000,
  silver: 1_000_000,
  gold: 10_000_000,
  platinum: 75_000_000,
};

export const meterSchema = z.strictObject({
  tier: z.enum(tiers).optional(),
  /** Another quota than the tier's, for trials. */
  quota: z.int().min(0).nullable().optional(),
  /** CorePlus calls other companies of the workspace made this month. */
  elsewhere: z.int().min(0).optional(),
});

export type MeterChange = z.infer<typeof meterSchema>;

export type Counts = { readonly core: number; readonly corePlus: number; readonly failed: number };

export type MeterState = Counts & {
  /** `2026-11`, by the company's calendar. */
  readonly month: string;
  readonly tier: Tier;
  readonly quota: number;
  /** This month, this company alone. */
  readonly realms: Readonly<Record<string, Counts>>;
  /** This month, every company of the developer. */
  readonly workspace: Counts & { readonly left: number; readonly over: number };
  readonly blocked: boolean;
};

export type ProgramMeter = {
  /** False when a call of this kind is cut off until next month. */
  readonly allows: (kind: 'core' | 'corePlus') => boolean;
  readonly count: (kind: 'core' | 'corePlus' | undefined) => void;
  readonly change: (change: MeterChange) => void;
  readonly state: () => MeterState;
  readonly save: () => SavedMeter;
  readonly load: (saved: SavedMeter) => void;
  readonly reset: () => void;
};

export type SavedMeter = {
  readonly month: string;
  readonly tier: Tier;
  readonly quota: number | null;
  readonly elsewhere: number;
  readonly ever: Counts;
  readonly now: Counts;
};

const zero = () => ({ core: 0, corePlus: 0, failed: 0 });

export function createProgramMeter(realmId: string, now: () => number): ProgramMeter {
  let ever = zero();
  let current = zero();
  let month = dayOf(now()).slice(0, 7);
  let checked = now();
  let tier: Tier = 'builder';
  let quota: number | null = null;
  let elsewhere = 0;

  const turn = () => {
    // A calendar day is worked out at most once a second of the company's clock: this runs on every call.
    if (Math.abs(now() - checked) < 1000) return;
    checked = now();
    const present = dayOf(checked).slice(0, 7);
    if (present === month) return;
    month = present;
    current = zero();
    elsewhere = 0;
  };
  const most = () => quota ?? QUOTAS[tier];
  const blocked = () => tier === 'builder' && current.corePlus + elsewhere >= most();

  return {
    allows: (kind) => {
      turn();
      return kind === 'core' || !blocked();
    },
    count: (kind) => {
      turn();
      const name = kind ?? 'failed';
      ever[name] += 1;
      current[name] += 1;
    },
    change: (change) => {
      turn();
      tier = change.tier ?? tier;
      if (change.quota !== undefined) quota = change.quota;
      elsewhere = change.elsewhere ?? elsewhere;
    },
    state: () => {
      turn();
      const used = current.corePlus + elsewhere;
      return {
        ...ever,
        month,
        tier,
        quota: most(),
        realms: { [realmId]: { ...current } },
        workspace: {
          ...current,
          corePlus: used,
          left: Math.max(0, most() - used),
          over: Math.max(0, used - most()),
        },
        blocked: blocked(),
      };
    },
    save: () => ({ month, tier, quota, elsewhere, ever: { ...ever }, now: { ...current } }),
    load: (saved) => {
      ({ month, tier, quota, elsewhere } = saved);
      ever = { ...saved.ever };
      current = { ...saved.now };
      checked = 0;
    },
    reset: () => {
      ever = zero();
      current = zero();
      elsewhere = 0;
    },
  };
}
