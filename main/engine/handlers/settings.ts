import { fail } from '../../../shared/errors.ts';
import type { EntityPolicy } from '../../../shared/policy.ts';
import { suggestIncomeAccount, suggestTaxCode } from '../../core/suggest.ts';
import type { ListEntry } from '../../core/types.ts';
import { audit } from '../audit.ts';
import { settingChanges } from '../causes.ts';
import { appliedAt, mappingOf, policyOf, settingsOf } from '../context.ts';
import { defined, needsNoPlan, storeChange } from '../plan-change.ts';
import { retranslate } from '../retranslate.ts';
import { moduleOf } from '../rows.ts';
import { platformRates } from '../suggest.ts';
import { previewChange } from './sync.ts';
import type { HandlerContext, Handlers } from './types.ts';

const INCOME = new Set(['Income', 'Other Income']);
const DEPOSIT = new Set(['Bank', 'Other Current Asset']);

const option = (entry: ListEntry, detail: string | undefined): { id: string; name: string; detail: string | null } => ({
  id: entry.id,
  name: entry.facts.fullName ?? entry.name,
  detail: detail ?? null,
});

export function settingsHandlers(ctx: HandlerContext): Handlers<'settings'> & Handlers<'mappings'> {
  const { store } = ctx;
  return {
    'settings.get': () => settingsOf(store),
    'settings.set': (input) => {
      store.transaction(() => {
        const before = settingsOf(store);
        store.setMeta('settings', { ...before, ...defined(input) });
        const shown = settingChanges(before, settingsOf(store));
        const what = `Settings changed: ${Object.keys(defined(input)).join(', ')}`;
        audit(ctx, { actor: 'You', what, result: 'info', shown });
        ctx.events.touch('settings');
      });
      ctx.scheduler.replan();
      return settingsOf(store);
    },
    'mappings.get': () => {
      const lists = store.lists('quickbooks');
      const accounts = lists.filter((entry) => entry.list === 'account' && entry.active);
      const ofType = (types: Set<string>): ReturnType<typeof option>[] =>
        accounts.filter((entry) => types.has(entry.facts.type ?? '')).map((entry) => option(entry, entry.facts.type));
      return {
        entities: ctx.entities.all.map(({ descriptor }) => ({
          entity: descriptor.name,
          label: descriptor.labelPlural,
          policy: policyOf(ctx, descriptor.name),
        })),
        lists: mappingOf(store),
        options: {
          incomeAccounts: ofType(INCOME),
          depositAccounts: ofType(DEPOSIT),
          taxCodes: lists
            .filter((entry) => entry.list === 'taxCode' && entry.active)
            .map((entry) => option(entry, entry.facts.percent === undefined ? undefined : `${entry.facts.percent}%`)),
        },
        taxRates: platformRates(ctx).map((rate) => ({ ...rate, suggestion: suggestTaxCode(rate, lists) })),
        incomeAccountSuggestion: suggestIncomeAccount(lists),
      };
    },
    'mappings.previewEntity': (change) => previewChange(ctx, { kind: 'entity', ...checked(ctx, change) }),
    'mappings.previewLists': (lists) => previewChange(ctx, { kind: 'lists', lists }),
    'mappings.setEntity': async (input) => {
      const change = { kind: 'entity' as const, ...checked(ctx, input) };
      if (appliedAt(store) !== null) await needsNoPlan(ctx, change);
      store.transaction(() => storeChange(ctx, change));
      ctx.scheduler.hint();
      return { policy: policyOf(ctx, input.entity) };
    },
    'mappings.setLists': async (lists) => {
      await needsNoPlan(ctx, { kind: 'lists', lists });
      store.transaction(() => storeChange(ctx, { kind: 'lists', lists }));
      await ctx.scheduler.exclusive(() => retranslate(ctx));
      ctx.scheduler.hint();
      return mappingOf(store);
    },
  };
}

/** A change of an entity's settings that names an entity and fields there are. */
function checked<T extends { entity: string; policy: { fieldOwners?: EntityPolicy['fieldOwners'] | undefined } }>(
  ctx: HandlerContext,
  change: T,
): T {
  const { descriptor } = moduleOf(ctx, change.entity);
  const fields = new Set(descriptor.fields.map((field) => field.name));
  for (const name of Object.keys(change.policy.fieldOwners ?? {})) {
    if (!fields.has(name))
      fail('input.invalid', { field: 'fieldOwners', problem: `${descriptor.label} has no field "${name}"` });
  }
  return change;
}
