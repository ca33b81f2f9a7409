import { fail } from '../../../shared/errors.ts';
import { suggestIncomeAccount, suggestTaxCode } from '../../core/suggest.ts';
import type { ListEntry } from '../../core/types.ts';
import { audit } from '../audit.ts';
import { settingChanged, settingChanges } from '../causes.ts';
import { mappingOf, policyOf, settingsOf } from '../context.ts';
import { retranslate } from '../retranslate.ts';
import { platformRates } from '../suggest.ts';
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
          policy: policyOf(store, descriptor.name),
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
    'mappings.setEntity': ({ entity, policy }) => {
      const module = ctx.entities.all.find((one) => one.descriptor.name === entity);
      if (!module) return fail('input.invalid', { field: 'entity', problem: `"${entity}" is not an entity` });
      const fields = new Set(module.descriptor.fields.map((field) => field.name));
      for (const name of Object.keys(policy.fieldOwners ?? {})) {
        if (!fields.has(name))
          fail('input.invalid', { field: 'fieldOwners', problem: `${module.descriptor.label} has no field "${name}"` });
      }
      store.transaction(() => {
        const before = policyOf(store, entity);
        store.setMeta(`policy/${entity}`, { ...before, ...defined(policy) });
        const { paused, ...rest } = defined(policy);
        const many = module.descriptor.labelPlural;
        // A pause decides nothing anew: what was planned stands and waits.
        if (Object.keys(rest).length > 0) {
          store.markDirty({ entity });
          const what = `Mapping of ${many.toLowerCase()} changed`;
          settingChanged(ctx, [entity], what);
          audit(ctx, { actor: 'You', what, result: 'info', shown: settingChanges(before, policyOf(store, entity)) });
        }
        if (paused !== undefined)
          audit(ctx, { actor: 'You', what: `${paused ? 'Paused' : 'Resumed'} ${many.toLowerCase()}`, result: 'info' });
        ctx.events.touch('mappings');
        ctx.events.touch('status');
      });
      ctx.scheduler.hint();
      return { policy: policyOf(store, entity) };
    },
    'mappings.setLists': async (input) => {
      store.transaction(() => {
        const before = mappingOf(store);
        store.setMeta('mapping', { ...before, ...defined(input) });
        const entities = ctx.entities.all.map((module) => module.descriptor.name);
        settingChanged(ctx, entities, 'Paired lists changed');
        const shown = settingChanges(before, mappingOf(store));
        audit(ctx, { actor: 'You', what: 'Paired lists changed', result: 'info', shown });
        ctx.events.touch('mappings');
      });
      await ctx.scheduler.exclusive(() => retranslate(ctx));
      ctx.scheduler.hint();
      return mappingOf(store);
    },
  };
}

/** Without members that are undefined: a partial input changes only what it names. */
const defined = <T extends object>(input: T): Partial<T> =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Partial<T>;
