/** What people do in Plumbline's own window while it works: settings, links, and what waits. */
import type { InputOf, OperationName, OutputOf } from '../../../shared/contract/index.ts';
import { DEFAULT_POLICY, type EntityPolicy } from '../../../shared/policy.ts';
import type { Asked } from '../asking.ts';
import type { Dice } from '../dice.ts';
import { latestPolicy, type Policy } from '../policies.ts';
import { snapshot } from '../sides.ts';
import { type EntityName, editable } from '../words.ts';
import type { Desk } from './desk.ts';
import { idOf } from './forms.ts';

/** Plumbline's window, when the app lives. */
export type Window = {
  ask<N extends OperationName>(name: N, input: InputOf<N>): Promise<Asked<OutputOf<N>>>;
};

/** Settings of an entity as far as people change them. */
type Wanted = Partial<EntityPolicy>;

const RULES = ['ask', 'follow'] as const;

const drawn = (dice: Dice, entity: EntityName): Wanted => {
  switch (
    dice.weighted({ strategy: 3, direction: 3, owner: 2, mirror: 1, paused: 3, enabled: 1, deletions: 2, plain: 2 })
  ) {
    case 'strategy':
      return { strategy: dice.pick(['review', 'platformWins', 'quickbooksWins'] as const) };
    case 'direction':
      return { direction: dice.pick(['toQuickbooks', 'fromQuickbooks', 'both'] as const) };
    case 'owner':
      return {
        fieldOwners: { [dice.pick(editable(entity))]: dice.pick(['platform', 'quickbooks', 'both'] as const) },
      };
    case 'mirror':
      return { strategy: 'mirror' };
    case 'paused':
      return { paused: dice.chance(0.6) };
    case 'deletions':
      return { deletions: { platform: dice.pick(RULES), quickbooks: dice.pick(RULES) } };
    case 'enabled':
      return { enabled: dice.chance(0.3) };
    default:
      return plainSettings(dice.pick(['review', 'platformWins', 'quickbooksWins'] as const));
  }
};

/** Nothing held back, nobody's own. */
export const plainSettings = (strategy: EntityPolicy['strategy']): EntityPolicy => ({ ...DEFAULT_POLICY, strategy });

/** Changes how an entity travels; through a plan, where many records would change. */
export async function changePolicy(desk: Desk, window: Window, given?: [EntityName, Wanted]): Promise<boolean> {
  const { dice, policies, now, note } = desk;
  const entity = given?.[0] ?? dice.pick(desk.sides.entities);
  const policy = given?.[1] ?? drawn(dice, entity);
  const history = policies[entity] as Policy[];
  const before = latestPolicy(history);
  const at = now();
  let asked: Asked<unknown> = await window.ask('mappings.setEntity', { entity, policy });
  if (asked.kind === 'refused' && asked.code === 'plan.needed') {
    const plan = await window.ask('mappings.previewEntity', { entity, policy });
    asked =
      plan.kind === 'done'
        ? await window.ask('sync.apply', { planId: plan.value.planId, hash: plan.value.hash, confirmWarning: true })
        : plan;
  }
  note(`person sets ${entity} ${JSON.stringify(policy)}: ${asked.kind === 'refused' ? asked.code : asked.kind}`);
  if (asked.kind === 'refused') return false;
  history.push({
    at,
    doubtful: asked.kind === 'died',
    strategy: policy.strategy ?? before.strategy,
    direction: policy.direction ?? before.direction,
    owners: policy.fieldOwners ?? before.owners,
  });
  return asked.kind === 'done';
}

/** Other accounts for new items and for payments. */
export async function changeLists(desk: Desk, window: Window): Promise<void> {
  const found = await window.ask('mappings.get', {});
  if (found.kind !== 'done') return;
  const { incomeAccounts, depositAccounts } = found.value.options;
  const lists = desk.dice.chance(0.5)
    ? { defaultIncomeAccount: desk.dice.maybe(incomeAccounts)?.id ?? null }
    : { depositAccount: desk.dice.maybe(depositAccounts)?.id ?? null };
  const asked = await window.ask('mappings.setLists', lists);
  desk.note(`person pairs ${JSON.stringify(lists)}: ${asked.kind === 'refused' ? asked.code : asked.kind}`);
}

/** Says that a pair is not the same. */
export async function unlink(desk: Desk, window: Window): Promise<void> {
  const { dice, ledger, sides, live, touched, note, now } = desk;
  const entity = dice.weighted({ customer: 3, item: 1 }) as EntityName;
  const seen = desk.choose(
    live('platform', entity).filter((one) => {
      const subject = ledger.subjects.get(one.tag);
      const there = snapshot(sides).byTag.get(one.tag)?.quickbooks ?? [];
      return subject && subject.parted === null && !subject.apart && there.length === 1 && subject.doubleOf === null;
    }),
  );
  const subject = seen && ledger.subjects.get(seen.tag);
  if (!seen || !subject) return;
  touched('platform', entity, idOf(seen));
  const asked = await window.ask('records.unlink', { entity, key: idOf(seen) });
  note(`person unlinks ${seen.tag}: ${asked.kind === 'refused' ? asked.code : asked.kind}`);
  if (asked.kind === 'done') subject.parted = now();
  if (asked.kind === 'died') subject.apart = true;
}

/** Says that two that were parted are the same after all, or that each belongs on both sides. */
export async function joinAgain(desk: Desk, window: Window): Promise<void> {
  const { dice, ledger, sides, touched, note, now } = desk;
  const subject = dice.maybe([...ledger.subjects.values()].filter((one) => one.parted !== null && !one.apart));
  if (!subject) return;
  const entity = subject.entity as EntityName;
  const faces = snapshot(sides).byTag.get(subject.tag);
  const platform = faces?.platform.find((face) => face.life !== 'deleted');
  const quickbooks = faces?.quickbooks.find((face) => face.life !== 'deleted');
  if (!platform || !quickbooks) return;
  touched('platform', entity, platform.id);
  const known = desk.shows(entity, { platform: platform.id, quickbooks: quickbooks.id });
  if (dice.chance(0.2)) {
    const asked = await window.ask('records.takeIn', { entity, key: platform.id });
    note(`person takes in ${subject.tag}: ${asked.kind === 'refused' ? asked.code : asked.kind}`);
    if (asked.kind !== 'refused') subject.apart = true;
    return;
  }
  const asked = await window.ask('records.link', { entity, platformId: platform.id, quickbooksId: quickbooks.id });
  note(`person links ${subject.tag}: ${asked.kind === 'refused' ? asked.code : asked.kind}`);
  if (asked.kind === 'died') subject.apart = true;
  if (asked.kind !== 'done') return;
  ledger.joined(subject, now(), { platform: platform.fields, quickbooks: quickbooks.fields }, known);
  // Two who were ended apart from each other never agreed on it.
  if (platform.life !== 'live' || quickbooks.life !== 'live') subject.apart = true;
}

/** Another number of reads a month. */
export async function changeBudget(desk: Desk, window: Window, readBudget?: number): Promise<void> {
  const budget = readBudget ?? desk.dice.pick([500, 600, 1_000, 20_000] as const);
  const asked = await window.ask('settings.set', { readBudget: budget });
  desk.note(`person allows ${budget} reads: ${asked.kind === 'refused' ? asked.code : asked.kind}`);
}

/**
 * How often settings are tried that the app cannot plan now, because a side does not answer, and how long somebody waits in
 * between (ms): the longest back-off fits in, and an hour's clock jump.
 */
const SETTING_TRIES = 80;
const TRY_AGAIN_MS = 60_000;

/** The day is over: nothing is held back any more by settings that somebody made, and reading is allowed again. */
export async function calmWindow(desk: Desk, sleep: (ms: number) => Promise<void>): Promise<void> {
  const window = desk.window();
  if (window === null) return;
  if (desk.metered) await changeBudget(desk, window, 1_000_000);
  for (const entity of desk.sides.entities) {
    const history = desk.policies[entity] ?? [];
    if (history.length === 1) continue;
    const { strategy } = latestPolicy(history);
    const plain = plainSettings(strategy === 'mirror' ? 'review' : strategy);
    let taken = await changePolicy(desk, window, [entity, plain]);
    for (let tries = 1; !taken && tries < SETTING_TRIES; tries++) {
      await sleep(TRY_AGAIN_MS);
      taken = await changePolicy(desk, window, [entity, plain]);
    }
    if (!taken) desk.complain('terminates', `the settings of ${entity} cannot be set back`);
  }
}

/** Wants one record settled now. */
export async function syncOne(desk: Desk, window: Window): Promise<void> {
  const { dice, live, touched, note } = desk;
  const seen = desk.choose(live('platform', dice.pick(desk.sides.entities)));
  if (!seen) return;
  touched('platform', seen.entity, idOf(seen));
  const asked = await window.ask('records.sync', { entity: seen.entity, key: idOf(seen) });
  note(`person syncs ${seen.tag}: ${asked.kind === 'refused' ? asked.code : asked.kind}`);
}
