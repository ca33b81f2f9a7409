import type { FieldDescriptor } from '../../shared/entity.ts';
import type { Json } from '../../shared/primitives.ts';
import { type LineMap, quickbooksIdOf } from './common.ts';
import { isBlank, type Line, sameLine, sameValue } from './compare.ts';
import { decide, type FieldRule, type Verdict } from './rules.ts';

/** Values of one path that were changed differently on both sides. `undefined` cannot occur: a missing line is null. */
export type PathConflict = { path: string; base: Json; platform: Json; quickbooks: Json };

/** Decides a path that both sides changed: the side to take, or null for "a person must". */
export type Settle = (conflict: PathConflict) => { value: Json } | null;

/**
 * Pairs lines that say the same but carry no pair yet, each once and in order: on first contact, and after QuickBooks
 * gave new ids to lines that were sent again without theirs. Answers the completed map, or the same one.
 */
export function alignLines(field: FieldDescriptor, platform: Line[], quickbooks: Line[], lines: LineMap): LineMap {
  const present = new Set(quickbooks.map((line) => line.id));
  const free = platform.filter((line) => line.id !== '' && quickbooksIdOf(line.id) === null && !present.has(line.id));
  const loose = quickbooks.filter((line) => quickbooksIdOf(line.id) !== null);
  if (free.length === 0 || loose.length === 0) return lines;
  const found: LineMap = {};
  const taken = new Set<Line>();
  for (const line of free) {
    const twin = loose.find((other) => !taken.has(other) && sameLine(field, line, other));
    const id = twin ? quickbooksIdOf(twin.id) : null;
    if (twin === undefined || id === null) continue;
    taken.add(twin);
    found[line.id] = id;
  }
  if (taken.size === 0) return lines;
  // A QuickBooks line has one pair: drop older claims on the ids just given.
  const given = new Set(Object.values(found));
  const kept = Object.entries(lines).filter(([p, q]) => !given.has(q) && found[p] === undefined);
  return { ...Object.fromEntries(kept), ...found };
}

const byId = (lines: Line[]): Map<string, Line> => new Map(lines.map((line) => [line.id, line]));

export type LineMergeInput = {
  field: FieldDescriptor;
  /** Lines last agreed on, as each side represents them. */
  base: { platform: Line[]; quickbooks: Line[] };
  platform: Line[];
  quickbooks: Line[];
  /** QuickBooks' lines with parted records under the names they had when they were agreed on. */
  agreedAs?: Line[];
  rule: FieldRule;
  settle: Settle;
};

/** Merges document lines by identity: inserts, moves, edits and deletes of both sides come together. */
export function mergeLines(input: LineMergeInput): { lines: Line[]; conflicts: PathConflict[] } {
  const base = { platform: byId(input.base.platform), quickbooks: byId(input.base.quickbooks) };
  const platform = byId(input.platform);
  const quickbooks = byId(input.quickbooks);
  const agreedAs = byId(input.agreedAs ?? input.quickbooks);
  const conflicts: PathConflict[] = [];
  const merged = new Map<string, Line>();
  for (const id of new Set([...platform.keys(), ...quickbooks.keys()])) {
    const line = mergeLine(input, id, {
      base: { platform: base.platform.get(id), quickbooks: base.quickbooks.get(id) },
      platform: platform.get(id),
      quickbooks: quickbooks.get(id),
      agreedAs: agreedAs.get(id),
      conflicts,
    });
    if (line) merged.set(id, line);
  }
  const order = mergeOrder(input);
  return { lines: order.flatMap((id) => merged.get(id) ?? []), conflicts };
}

type LineView = {
  base: { platform: Line | undefined; quickbooks: Line | undefined };
  platform: Line | undefined;
  quickbooks: Line | undefined;
  agreedAs: Line | undefined;
  conflicts: PathConflict[];
};

function mergeLine(input: LineMergeInput, id: string, view: LineView): Line | null {
  if (view.platform && view.quickbooks) return mergeMembers(input, id, view, view.platform, view.quickbooks);
  const present = view.platform ?? view.quickbooks;
  if (!present) return null;
  const side = view.platform ? 'platform' : 'quickbooks';
  const other = side === 'platform' ? 'quickbooks' : 'platform';
  const was = view.base[side];
  // New on one side, or the other side never had it.
  if (!was || !view.base[other]) return present;
  // Deleted on the other side, untouched here: it goes.
  const stands = view.platform ?? view.agreedAs ?? present;
  if (sameLine(input.field, stands, was)) return null;
  const conflict: PathConflict = {
    path: `${input.field.name}/${id}`,
    base: was,
    platform: view.platform ?? null,
    quickbooks: view.quickbooks ?? null,
  };
  const verdict = decide(
    {
      same: false,
      hasBase: true,
      changed: { platform: true, quickbooks: true },
      blank: { platform: !view.platform, quickbooks: !view.quickbooks },
    },
    input.rule,
  );
  return take(input, conflict, verdict, view.conflicts, present) as Line | null;
}

function mergeMembers(input: LineMergeInput, id: string, view: LineView, platform: Line, quickbooks: Line): Line {
  const out: Line = { ...platform };
  const baseP = view.base.platform;
  const baseQ = view.base.quickbooks;
  for (const member of input.field.line ?? []) {
    if (member.derived === true) continue;
    const p = platform[member.name] ?? null;
    const q = quickbooks[member.name] ?? null;
    const shape = { ...member, kind: member.kind } as FieldDescriptor;
    const hasBase = baseP !== undefined && baseQ !== undefined;
    const changedP = !sameValue(shape, p, baseP?.[member.name]);
    // Where only a parting made it another record, it waits, but collides with nothing.
    const typedQ = view.agreedAs ? (view.agreedAs[member.name] ?? null) : q;
    const verdict = decide(
      {
        same: sameValue(shape, p, q),
        hasBase,
        changed: {
          platform: changedP,
          quickbooks: !sameValue(shape, changedP ? typedQ : q, baseQ?.[member.name]),
        },
        blank: { platform: isBlank(p), quickbooks: isBlank(q) },
      },
      input.rule,
    );
    const conflict: PathConflict = {
      path: `${input.field.name}/${id}/${member.name}`,
      base: baseP?.[member.name] ?? null,
      platform: p,
      quickbooks: q,
    };
    out[member.name] = take(input, conflict, verdict, view.conflicts, p);
  }
  return out;
}

/** Value of a verdict; a conflict that nobody settled is noted and stands as `fallback` meanwhile. */
function take(input: LineMergeInput, at: PathConflict, verdict: Verdict, out: PathConflict[], fallback: Json): Json {
  if (verdict === 'quickbooks') return at.quickbooks;
  if (verdict !== 'conflict') return verdict === 'keep' ? fallback : at.platform;
  const settled = input.settle(at);
  if (settled) return settled.value;
  out.push(at);
  return fallback;
}

/** Order of the merged lines: the side that moved lines leads; lines only the other side has follow their neighbour. */
function mergeOrder(input: LineMergeInput): string[] {
  const platform = input.platform.map((line) => line.id);
  const quickbooks = input.quickbooks.map((line) => line.id);
  const platformMoved = moved(
    input.base.platform.map((line) => line.id),
    platform,
  );
  const quickbooksMoved = moved(
    input.base.quickbooks.map((line) => line.id),
    quickbooks,
  );
  const quickbooksLeads =
    input.rule.writable.platform &&
    quickbooksMoved &&
    (!platformMoved || input.rule.strategy === 'quickbooksWins' || !input.rule.writable.quickbooks);
  const order = quickbooksLeads ? [...quickbooks] : [...platform];
  const rest = quickbooksLeads ? platform : quickbooks;
  const known = new Set(order);
  rest.forEach((id, index) => {
    if (known.has(id)) return;
    const before = index === 0 ? undefined : rest[index - 1];
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
    known.add(id);
  });
  return order;
}

/** Whether lines that were there before stand in another order now. */
function moved(before: string[], now: string[]): boolean {
  const place = new Map(before.map((id, index) => [id, index]));
  let last = -1;
  for (const id of now) {
    const index = place.get(id);
    if (index === undefined) continue;
    if (index < last) return true;
    last = index;
  }
  return false;
}
