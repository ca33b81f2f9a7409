import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { mergeRecord } from '../../../main/core/merge.ts';
import type { EntityModule, EntityRegistry, TranslationContext, WriteRequest } from '../../../main/core/types.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import { type CustomField, DEFAULT_POLICY, type EntityPolicy } from '../../../shared/policy.ts';
import type { Body } from '../../../shared/primitives.ts';
import { context } from './support.ts';

const field = (key: string, more: Partial<CustomField> = {}): CustomField => ({
  key,
  name: key.toUpperCase(),
  type: 'text',
  choices: [],
  entities: ['invoice', 'estimate', 'creditMemo', 'customer'],
  quickbooks: { sales: null, purchase: null },
  ...more,
});
const FIELDS = [
  field('crew', { quickbooks: { sales: '1', purchase: null } }),
  field('hours', { type: 'number', quickbooks: { sales: '2', purchase: null } }),
  field('season', { type: 'choice', choices: ['Spring', 'Fall'], quickbooks: { sales: '3', purchase: null } }),
  field('visit', { type: 'date' }),
];

let registry: EntityRegistry;
let invoice: EntityModule;
const known = (fields = FIELDS): TranslationContext => {
  const given = context();
  return { ...given, mapping: { ...given.mapping, customFields: fields } };
};
beforeEach(() => {
  registry = createEntityRegistry();
  invoice = registry.get('invoice');
  registry.define(FIELDS);
});

const good = (more: Body = {}): Body => ({
  customer: '1',
  date: '2026-05-05',
  lines: [{ item: 'i', quantity: '1', unitPrice: '10' }],
  ...more,
});
const parsed = (body: Body): Body => {
  const answer = invoice.parse(body);
  if (!answer.ok) throw new Error(answer.error.userSentence);
  return answer.body;
};
const refusal = (body: Body): string => {
  const answer = invoice.parse(body);
  return answer.ok ? 'taken' : answer.error.userSentence;
};
const native = (custom: Record<string, string>): Record<string, unknown> => ({
  Id: '7',
  SyncToken: '0',
  CustomerRef: { value: '1' },
  TxnDate: '2026-05-05',
  Line: [],
  TotalAmt: 0,
  CustomField: Object.entries(custom).map(([id, value]) => ({
    DefinitionId: id,
    Name: `Field ${id}`,
    Type: 'StringType',
    StringValue: value,
  })),
});
const update = (body: Body, fields: string[], raw: unknown): WriteRequest => ({
  entity: 'invoice',
  kind: 'update',
  id: '7',
  revision: '0',
  body,
  fields,
  native: raw,
  key: 'k',
});
const sent = (request: WriteRequest): Record<string, unknown> => {
  const answer = invoice.quickbooks.write(request, known());
  if (!answer.ok) throw new Error(answer.error.userSentence);
  return answer.json;
};

describe('a custom field', () => {
  test('is a field of every kind of record that has it, before what is computed, and of no other', () => {
    const names = (entity: string): string[] => registry.get(entity).descriptor.fields.map(({ name }) => name);
    for (const entity of ['invoice', 'estimate', 'creditMemo', 'customer'])
      expect(names(entity)).toContain('custom.crew');
    expect(names('payment').some((name) => name.startsWith('custom.'))).toBe(false);
    expect(names('invoice').indexOf('custom.crew')).toBeLessThan(names('invoice').indexOf('subtotal'));
    const { fields } = invoice.descriptor;
    registry.define([]);
    expect(names('invoice').some((name) => name.startsWith('custom.'))).toBe(false);
    expect(invoice.descriptor.fields).toBe(fields);
  });

  test('that QuickBooks cannot carry stays here, and says so', () => {
    const of = (entity: string, name: string) =>
      registry.get(entity).descriptor.fields.find((one) => one.name === name);
    expect(of('customer', 'custom.crew')).toMatchObject({
      local: true,
      help: expect.stringContaining('no custom fields'),
    });
    expect(of('invoice', 'custom.visit')).toMatchObject({ local: true, help: expect.stringContaining('Not paired') });
    expect(of('invoice', 'custom.crew')).not.toHaveProperty('local');
  });

  test('has one spelling, and is refused by its name when it does not fit', () => {
    expect(parsed(good({ 'custom.hours': '7.50', 'custom.season': 'fall', 'custom.crew': ' B ' }))).toMatchObject({
      'custom.hours': '7.5',
      'custom.season': 'Fall',
      'custom.crew': 'B',
      'custom.visit': null,
    });
    expect(refusal(good({ 'custom.hours': 'many' }))).toContain('HOURS: must be a number');
    expect(refusal(good({ 'custom.season': 'Summer' }))).toContain('SEASON: must be one of: Spring, Fall');
    expect(refusal(good({ 'custom.visit': '5/1/2026' }))).toContain('VISIT: must be a day');
    expect(refusal(good({ 'custom.crew': 'x'.repeat(32) }))).toContain('CREW: may have at most 31 characters');
    expect(refusal(good({ other: 'x' }))).toContain('other');
  });

  test('of a definition that was taken away keeps what it says', () => {
    const body = parsed(good({ 'custom.crew': 'B' }));
    registry.define([]);
    expect(parsed(body)['custom.crew']).toBe('B');
    expect(invoice.derive(body)['custom.crew']).toBe('B');
  });
});

describe('with QuickBooks', () => {
  test('it is read by its DefinitionId, and a body that was read is a fixed point', () => {
    const { body } = invoice.quickbooks.read(native({ 1: 'B', 2: '7.50', 3: 'FALL' }), known());
    expect(body).toMatchObject({ 'custom.crew': 'B', 'custom.hours': '7.5', 'custom.season': 'Fall' });
    expect(body).not.toHaveProperty('custom.visit');
    expect(invoice.derive(body as Body)).toMatchObject(body as Body);
    // What somebody typed there that is no number stays what it is.
    expect(invoice.quickbooks.read(native({ 2: 'many' }), known()).body).toMatchObject({ 'custom.hours': 'many' });
  });

  test('an edit sends it with its DefinitionId, and what is not paired goes back as it came', () => {
    registry.define(FIELDS.slice(0, 1));
    const body = parsed(good({ 'custom.crew': 'C' }));
    const json = sent(update(body, ['custom.crew'], native({ 1: 'B', 2: 'theirs' })));
    expect(json).toEqual({
      Id: '7',
      SyncToken: '0',
      sparse: true,
      CustomField: [
        { DefinitionId: '1', Name: 'CREW', Type: 'StringType', StringValue: 'C' },
        { DefinitionId: '2', Name: 'Field 2', Type: 'StringType', StringValue: 'theirs' },
      ],
    });
    expect(sent(update(body, ['memo'], native({ 1: 'B' })))).not.toHaveProperty('CustomField');
    expect(sent(update({ ...body, 'custom.crew': null }, ['custom.crew'], native({ 1: 'B' })))).toMatchObject({
      CustomField: [{ DefinitionId: '1', StringValue: '' }],
    });
  });

  test('a new record sends those that say something', () => {
    const create: WriteRequest = {
      ...update(parsed(good({ 'custom.hours': '3' })), [], null),
      kind: 'create',
      id: null,
    };
    expect(sent(create).CustomField).toEqual([
      { DefinitionId: '2', Name: 'HOURS', Type: 'StringType', StringValue: '3' },
    ]);
    expect(sent({ ...create, body: parsed(good({ 'custom.visit': '2026-05-01' })) })).not.toHaveProperty('CustomField');
  });
});

describe('merging', () => {
  const policy: EntityPolicy = DEFAULT_POLICY;
  const value = fc.option(fc.constantFrom('A', 'B', 'C'), { nil: null });
  const three = fc.record({
    crew: value,
    hours: fc.option(fc.constantFrom('1', '2', '3'), { nil: null }),
    season: value,
  });
  const bodyOf = (one: Record<string, string | null>): Body =>
    Object.fromEntries(Object.entries(one).map(([key, said]) => [`custom.${key}`, said]));

  test('each is a field of its own: an edit of one side arrives, a collision is asked about, the others go on', () => {
    fc.assert(
      fc.property(three, three, three, (base, platform, quickbooks) => {
        const merged = mergeRecord({
          descriptor: { ...invoice.descriptor, fields: invoice.descriptor.fields.filter((one) => one.custom) },
          policy,
          base: { body: bodyOf(base), kept: { platform: {}, quickbooks: {} }, life: 'live' },
          platform: bodyOf(platform),
          quickbooks: bodyOf(quickbooks),
          choices: [],
        });
        const names = Object.keys(base) as (keyof typeof base)[];
        for (const key of names) {
          const name = `custom.${key}`;
          const [b, p, q] = [base[key], platform[key], quickbooks[key]];
          const conflict = merged.conflicts.some(({ path }) => path === name);
          expect(conflict).toBe(p !== b && q !== b && p !== q);
          if (conflict) {
            expect([merged.to.platform, merged.to.quickbooks].some((to) => Object.hasOwn(to, name))).toBe(false);
          } else {
            const after = p !== b ? p : q;
            expect(Object.hasOwn(merged.to.quickbooks, name) ? merged.to.quickbooks[name] : q).toBe(after);
            expect(Object.hasOwn(merged.to.platform, name) ? merged.to.platform[name] : p).toBe(after);
          }
        }
      }),
    );
  });

  test('without a base the filled side fills the empty one, and what stays here is not looked at', () => {
    fc.assert(
      fc.property(
        three,
        fc.constantFrom('platform', 'quickbooks') as fc.Arbitrary<'platform' | 'quickbooks'>,
        (one, side) => {
          const other = side === 'platform' ? 'quickbooks' : 'platform';
          const bodies = { [side]: { ...bodyOf(one), 'custom.visit': '2026-05-01' }, [other]: {} } as Record<
            typeof side,
            Body
          >;
          const merged = mergeRecord({
            descriptor: { ...invoice.descriptor, fields: invoice.descriptor.fields.filter((each) => each.custom) },
            policy,
            base: null,
            ...bodies,
            choices: [],
          });
          expect(merged.conflicts).toEqual([]);
          expect(merged.to[side]).toEqual({});
          const filled = Object.fromEntries(Object.entries(bodyOf(one)).filter(([, said]) => said !== null));
          expect(merged.to[other]).toEqual(filled);
        },
      ),
    );
  });
});
