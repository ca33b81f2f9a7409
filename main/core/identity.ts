import { aboveOf, type EntityDescriptor, partyOf } from '../../shared/entity.ts';
import type { Body } from '../../shared/primitives.ts';
import { quickbooksIdOf } from './common.ts';
import { differingFields, isBlank, normalEmail, normalText } from './compare.ts';
import type { MatchKey } from './types.ts';

/** A record that has no counterpart yet: its common body and the keys its entity gives it, strongest first. */
export type Unlinked = {
  id: string;
  body: Body;
  keys: MatchKey[];
  /** Inactive on its side. */
  asleep?: boolean;
};

export type Candidate = { quickbooksId: string; confidence: number; reason: string };

export type Matching = {
  /** Sure enough to link without asking: one-to-one and not contradicted. */
  links: { platformId: string; quickbooksId: string; confidence: number; reason: string }[];
  /** Platform records with counterparts that a person must choose from, best first. */
  unclear: { platformId: string; candidates: Candidate[] }[];
  /** Records of QuickBooks that are a candidate of something unclear: they wait too. */
  waiting: Set<string>;
};

/**
 * How much one shared key says. Numbers and SKUs are given on purpose; an e-mail address is a person's but offices and
 * jobs share it; names repeat; phone numbers are shared most.
 */
const WEIGHT: Record<MatchKey['kind'], number> = {
  number: 0.97,
  sku: 0.96,
  email: 0.95,
  name: 0.92,
  composite: 0.9,
  phone: 0.75,
};
/** From here on a match is linked without asking. */
export const SURE = 0.85;
/** Every further shared key takes this share of the remaining doubt away. */
const FURTHER = 0.5;
/** What a contradiction costs: another name behind the same e-mail, another e-mail behind the same name. */
const CONTRADICTION = 0.2;

const WORD: Record<MatchKey['kind'], string> = {
  number: 'Same number',
  sku: 'Same SKU',
  email: 'Same e-mail address',
  name: 'Same name',
  composite: 'Same customer, date and amount',
  phone: 'Same phone number',
};

export const token = (key: MatchKey): string => `${key.kind} ${key.value}`;

type Pair = { p: Unlinked; q: Unlinked; kinds: MatchKey['kind'][]; confidence: number; reason: string };

/**
 * Pairs records on first contact: exact keys only, one-to-one, never by guesswork. Where a key leads to several records
 * a further key may tell them apart; where none does, a person chooses.
 */
export function matchRecords(descriptor: EntityDescriptor, platform: Unlinked[], quickbooks: Unlinked[]): Matching {
  const steps = matchInSteps(descriptor, platform, quickbooks);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Whether a person said that two records are not the same, by platform and QuickBooks id. */
export type Apart = (platformId: string, quickbooksId: string) => boolean;

/**
 * Keys in the order a person gave them: one that is named earlier decides before all that are named later. How sure each is
 * does not change by it. Without an order only that counts.
 */
export type KeyOrder = readonly MatchKey['kind'][];

const rankOf = (order: KeyOrder, { kinds }: Pair): number =>
  kinds.reduce((best, kind) => (order.includes(kind) ? Math.min(best, order.indexOf(kind)) : best), order.length);

/** Records looked at between two pauses of `matchInSteps`. */
const STEP = 250;

/** The same, pausing now and then so that a caller can let other work run. */
export function* matchInSteps(
  descriptor: EntityDescriptor,
  platform: Unlinked[],
  quickbooks: Unlinked[],
  apart: Apart = () => false,
  keys: KeyOrder = [],
): Generator<void, Matching> {
  const result: Matching = { links: [], unclear: [], waiting: new Set() };
  const crowded: Crowded[] = [];
  const pairs = yield* candidatePairs(descriptor, platform, quickbooks, apart, crowded);
  const byP = group(pairs, (pair) => pair.p.id);
  const byQ = group(pairs, (pair) => pair.q.id);
  const linked = new Set<string>();
  // Best first, so that a pair that shares more keys is settled before a weaker one that competes with it.
  // A key named earlier decides first; of equal ones the surer pair.
  const before = (a: Pair, b: Pair): number => rankOf(keys, a) - rankOf(keys, b) || b.confidence - a.confidence;
  const ordered = [...pairs].sort((a, b) => before(a, b) || order(a.p.id, b.p.id) || order(a.q.id, b.q.id));
  const free = (pair: Pair): boolean => !linked.has(`p ${pair.p.id}`) && !linked.has(`q ${pair.q.id}`);
  for (const [index, pair] of ordered.entries()) {
    if (index % STEP === STEP - 1) yield;
    if (pair.confidence < SURE || !free(pair)) continue;
    const rivals = [...(byP.get(pair.p.id) ?? []), ...(byQ.get(pair.q.id) ?? [])].filter(
      (other) => other !== pair && free(other) && before(other, pair) <= 0,
    );
    if (rivals.length > 0 && !indistinguishable(descriptor, [pair, ...rivals])) continue;
    linked.add(`p ${pair.p.id}`).add(`q ${pair.q.id}`);
    result.links.push({
      platformId: pair.p.id,
      quickbooksId: pair.q.id,
      confidence: pair.confidence,
      reason: pair.reason,
    });
  }
  for (const [platformId, candidates] of byP) {
    const open = candidates.filter(free).sort((a, b) => before(a, b) || order(a.q.id, b.q.id));
    if (open.length === 0) continue;
    for (const pair of open) result.waiting.add(pair.q.id);
    result.unclear.push({
      platformId,
      candidates: open.map(({ q, confidence, reason }) => ({ quickbooksId: q.id, confidence, reason })),
    });
  }
  // Nothing tells which of many it is, or that it is none of them: making another one unasked would be a guess too.
  for (const { p, crowd } of crowded) {
    const open = crowd.filter((q) => !linked.has(`q ${q.id}`) && !apart(p.id, q.id));
    if (open.length === 0) continue;
    for (const q of open) result.waiting.add(q.id);
    const reason = `Nothing to recognise it by: ${crowd.length} records in QuickBooks say the same`;
    result.unclear.push({
      platformId: p.id,
      candidates: open.slice(0, CROWD_SHOWN).map((q) => ({ quickbooksId: q.id, confidence: 0, reason })),
    });
  }
  return result;
}

/** A record of the platform whose every key leads to a crowd, and that crowd. */
type Crowded = { p: Unlinked; crowd: Unlinked[] };

/**
 * Equal copies on both sides (two payments of the same day and amount): which goes with which makes no difference, so
 * they pair in order. Where one of them was retired it makes all the difference.
 */
const indistinguishable = (descriptor: EntityDescriptor, pairs: Pair[]): boolean =>
  pairs.every(
    ({ p, q }) =>
      (p.asleep === true) === (q.asleep === true) && differingFields(descriptor.fields, p.body, q.body).length === 0,
  );

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function group<T>(items: T[], key: (item: T) => string): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const item of items) {
    const list = map.get(key(item));
    if (list) list.push(item);
    else map.set(key(item), [item]);
  }
  return map;
}

/** Records sharing one key that are more than this are no evidence ("Cash sale"), only work. */
export const CROWD = 50;
/** Of a crowd a person is shown so many to choose from. */
const CROWD_SHOWN = 10;

function* candidatePairs(
  descriptor: EntityDescriptor,
  platform: Unlinked[],
  quickbooks: Unlinked[],
  apart: Apart,
  crowded: Crowded[],
): Generator<void, Pair[]> {
  const index = new Map<string, Unlinked[]>();
  for (const [at, q] of quickbooks.entries()) {
    if (at % STEP === STEP - 1) yield;
    for (const key of new Set(q.keys.map(token))) {
      const list = index.get(key);
      if (list) list.push(q);
      else index.set(key, [q]);
    }
  }
  const pairs: Pair[] = [];
  for (const [at, p] of platform.entries()) {
    if (at % STEP === STEP - 1) yield;
    const shared = new Map<Unlinked, MatchKey[]>();
    const crowds: Unlinked[][] = [];
    for (const key of p.keys) {
      const found = index.get(token(key)) ?? [];
      if (found.length > CROWD) {
        crowds.push(found);
        continue;
      }
      for (const q of found) {
        const list = shared.get(q);
        if (list) list.push(key);
        else shared.set(q, [key]);
      }
    }
    const [crowd] = crowds;
    if (crowd && crowds.length === p.keys.length)
      crowded.push({ p, crowd: [...crowd].sort((a, b) => order(a.id, b.id)) });
    for (const [q, keys] of shared) if (!apart(p.id, q.id)) pairs.push(judge(descriptor, p, q, keys));
  }
  return pairs;
}

/** Confidence and reason of one pair by the keys it shares and what speaks against it. */
export function judge(descriptor: EntityDescriptor, p: Unlinked, q: Unlinked, keys: MatchKey[]): Pair {
  const kinds = [...new Set(keys.map((key) => key.kind))].sort((a, b) => WEIGHT[b] - WEIGHT[a]);
  const strongest = kinds[0] ?? 'phone';
  let doubt = 1 - WEIGHT[strongest];
  for (let i = 1; i < kinds.length; i++) doubt *= FURTHER;
  const who = partyOf(descriptor)?.label.toLowerCase() ?? 'customer';
  const said = kinds.map((kind) => WORD[kind].replace('customer', who));
  const words = said.map((word, i) => (i === 0 ? word : word.toLowerCase().replace(/^same /, '')));
  let reason = words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
  const against = contradiction(descriptor, p, q, kinds);
  if (against) {
    doubt += CONTRADICTION;
    reason += `, but ${against}`;
  }
  return { p, q, kinds, confidence: Math.round((1 - Math.min(doubt, 1)) * 100) / 100, reason };
}

/** What speaks against a pair although a key agrees; null if nothing does. */
function contradiction(
  descriptor: EntityDescriptor,
  p: Unlinked,
  q: Unlinked,
  kinds: MatchKey['kind'][],
): string | null {
  const parent = aboveOf(descriptor);
  const below = parent && [p, q].map(({ body }) => body[parent.name]);
  if (parent && parent.sorts !== true && below && isBlank(below[0]) !== isBlank(below[1]))
    return `only one of them is a ${(parent.below?.label ?? 'part').toLowerCase()}`;
  // Whom a client of QuickBooks alone is linked to will show; two clients that both sides know are two.
  if (below && !isBlank(below[0]) && below.every((id) => quickbooksIdOf(String(id)) === null) && below[0] !== below[1])
    return `they are ${(parent?.below?.labelPlural ?? 'parts').toLowerCase()} of two ${descriptor.labelPlural.toLowerCase()}`;
  const other = descriptor.fields.find(
    (field) => field.kind === 'ref' && field.required === true && p.body[field.name] !== q.body[field.name],
  );
  if (other) return `the ${other.label.toLowerCase()}s differ`;
  const nameOf = (record: Unlinked): string =>
    normalText(String(record.body[descriptor.titleField] ?? '')).toLowerCase();
  if (kinds.every((kind) => kind === 'email' || kind === 'phone') && nameOf(p) !== '' && nameOf(q) !== '') {
    if (!shareWord(nameOf(p), nameOf(q))) return 'the names have nothing in common';
  }
  const email = descriptor.fields.find((field) => field.kind === 'email');
  if (email && kinds.includes('name') && !kinds.includes('email')) {
    const a = p.body[email.name];
    const b = q.body[email.name];
    if (typeof a === 'string' && typeof b === 'string' && normalEmail(a) !== normalEmail(b)) {
      return 'the e-mail addresses differ';
    }
  }
  return null;
}

/** Words that say nothing about who it is. */
const EMPTY_WORDS = new Set([
  'the',
  'and',
  'of',
  'inc',
  'llc',
  'co',
  'ltd',
  'corp',
  'company',
  'mr',
  'mrs',
  'ms',
  'dr',
]);

function shareWord(a: string, b: string): boolean {
  const words = (text: string): Set<string> =>
    new Set((text.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !EMPTY_WORDS.has(word)));
  const left = words(a);
  for (const word of words(b)) if (left.has(word)) return true;
  return left.size === 0;
}
