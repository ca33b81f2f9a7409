import { type EntityDescriptor, isNumbered } from '../../../shared/entity.ts';
import { fail } from '../../../shared/errors.ts';
import { type CustomField, customFormSchema, type EntityPolicy, formOf } from '../../../shared/policy.ts';
import { suggestCustomField, suggestIncomeAccount, suggestTaxCode, suggestUntaxedCode } from '../../core/suggest.ts';
import type { ListEntry } from '../../core/types.ts';
import { audit } from '../audit.ts';
import { categoriesThere } from '../categories.ts';
import { settingChanges } from '../causes.ts';
import { appliedAt, factsOf, mappingOf, policyOf, settingsOf, shownEntities, taxesByLine } from '../context.ts';
import { comingNumber } from '../numbering.ts';
import { defined, needsNoPlan, storeChange } from '../plan-change.ts';
import { retranslate } from '../retranslate.ts';
import { moduleOf } from '../rows.ts';
import { platformRates } from '../suggest.ts';
import { previewChange } from './sync.ts';
import type { HandlerContext, Handlers } from './types.ts';

const INCOME = new Set(['Income', 'Other Income']);
const EXPENSE = new Set(['Expense', 'Cost of Goods Sold', 'Other Expense']);
const PAYABLES = new Set(['Accounts Payable']);
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
        entities: shownEntities(ctx).map(({ descriptor }) => ({
          entity: descriptor.name,
          label: descriptor.labelPlural,
          policy: policyOf(ctx, descriptor.name),
          numbers: isNumbered(descriptor)
            ? { coming: comingNumber(ctx, descriptor.name), quickbooksGives: quickbooksGives(ctx, descriptor) }
            : null,
        })),
        lists: mappingOf(store),
        options: {
          incomeAccounts: ofType(INCOME),
          expenseAccounts: ofType(EXPENSE),
          depositAccounts: ofType(DEPOSIT),
          payablesAccounts: ofType(PAYABLES),
          categories: categoriesThere(ctx),
          taxCodes: lists
            .filter((entry) => entry.list === 'taxCode' && entry.active)
            .map((entry) => option(entry, entry.facts.percent === undefined ? undefined : `${entry.facts.percent}%`)),
          paymentMethods: lists
            .filter((entry) => entry.list === 'paymentMethod' && entry.active)
            .map((entry) => option(entry, undefined)),
          customFields: FORMS.flatMap((form) =>
            lists.filter(({ list }) => list === `${form}CustomField`).map(({ id, name }) => ({ form, id, name })),
          ),
        },
        customSuggestions: customSuggestions(mappingOf(store).customFields, lists),
        customEntities: ctx.entities.all.map(({ descriptor }) => ({
          entity: descriptor.name,
          label: descriptor.labelPlural,
          form: formOf(descriptor.name),
        })),
        taxRates: platformRates(ctx).map((rate) => ({ ...rate, suggestion: suggestTaxCode(rate, lists) })),
        ...(taxesByLine(store) ? { tax: { untaxedSuggestion: suggestUntaxedCode(lists) } } : {}),
        incomeAccountSuggestion: suggestIncomeAccount(lists),
      };
    },
    'mappings.previewEntity': (change) => previewChange(ctx, { kind: 'entity', ...checked(ctx, change) }),
    'mappings.previewLists': (lists) => previewChange(ctx, { kind: 'lists', lists: checkedLists(ctx, lists) }),
    'mappings.setEntity': async (input) => {
      const change = { kind: 'entity' as const, ...checked(ctx, input) };
      if (appliedAt(store) !== null) await needsNoPlan(ctx, change);
      store.transaction(() => storeChange(ctx, change));
      ctx.scheduler.hint();
      return { policy: policyOf(ctx, input.entity) };
    },
    'mappings.setLists': async (input) => {
      const lists = checkedLists(ctx, input);
      await needsNoPlan(ctx, { kind: 'lists', lists });
      store.transaction(() => storeChange(ctx, { kind: 'lists', lists }));
      await ctx.scheduler.exclusive(() => retranslate(ctx));
      ctx.scheduler.hint();
      return mappingOf(store);
    },
  };
}

/** QuickBooks numbers sales forms unless the company uses numbers of its own; what it does with orders it does not tell. */
function quickbooksGives(ctx: HandlerContext, { group }: EntityDescriptor): boolean | null {
  const { customNumbers } = factsOf(ctx.store);
  return group !== 'sales' || customNumbers === undefined ? null : customNumbers !== 'true';
}

const FORMS = customFormSchema.options;

/** What is not paired yet and could be: by name, where no other field has it. */
function customSuggestions(fields: CustomField[], lists: ListEntry[]) {
  return fields.flatMap((field) =>
    FORMS.filter(
      (form) => field.quickbooks[form] === null && field.entities.some((one) => formOf(one) === form),
    ).flatMap((form) => {
      const found = suggestCustomField(field.name, form, lists);
      const taken = found && fields.some((other) => other.quickbooks[form] === found.id);
      return found && !taken ? [{ key: field.key, form, ...found }] : [];
    }),
  );
}

/** Custom fields with names, keys and pairs of their own, for kinds of records there are. */
function checkedLists<T extends { customFields?: CustomField[] | undefined }>(ctx: HandlerContext, lists: T): T {
  const fields = lists.customFields ?? [];
  const refuse = (field: CustomField, problem: string): never =>
    fail('input.invalid', { field: `Custom field ${field.name}`, problem });
  for (const [index, field] of fields.entries()) {
    const others = fields.slice(0, index);
    const alike = (other: CustomField): boolean =>
      other.key === field.key || other.name.toLowerCase() === field.name.toLowerCase();
    if (others.some(alike)) refuse(field, 'is there twice');
    if (field.type === 'choice' && field.choices.length === 0) refuse(field, 'needs values to choose from');
    for (const form of FORMS)
      if (field.quickbooks[form] !== null && others.some((other) => other.quickbooks[form] === field.quickbooks[form]))
        refuse(field, 'stands for a field of QuickBooks that another one stands for');
    for (const entity of field.entities) {
      const module = ctx.entities.all.find(({ descriptor }) => descriptor.name === entity);
      if (!module) return refuse(field, `names a kind of record that there is not: "${entity}"`);
      const own = module.descriptor.fields.filter((one) => one.custom !== true);
      if (own.some((one) => one.label.toLowerCase() === field.name.toLowerCase()))
        refuse(field, `has the name of a field that ${module.descriptor.labelPlural.toLowerCase()} have anyway`);
    }
  }
  return lists;
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
