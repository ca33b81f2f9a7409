import type { Body, Json, Side } from '../../shared/primitives.ts';
import type { AuditChange, StoredRecord } from '../core/ports-store.ts';
import type { Observation } from '../core/types.ts';
import { isOpen } from '../core/undo.ts';
import { type Context, labelOf, nowAt } from './context.ts';

/** Why a write is made, in words, and settings before and after: what the log says beside what was done. */

const cause = (entity: string): string => `settingCause/${entity}`;
type SettingCause = { what: string; at: string };

/** Notes which setting records of an entity (or of every one) are planned again for. Inside the caller's transaction. */
export function settingChanged(ctx: Context, entities: string[], what: string): void {
  for (const entity of entities) ctx.store.setMeta(cause(entity), { what, at: nowAt(ctx) } satisfies SettingCause);
}

/**
 * What caused a write to a side: a person's decision, the other side's revision, or, where neither side has moved since
 * both agreed, the setting that was changed.
 */
export function causeOf(ctx: Context, record: StoredRecord, to: Side, seen: Observation | null): string {
  const from = labelOf(ctx, to === 'platform' ? 'quickbooks' : 'platform');
  const decided = record.decision.act !== null || record.decision.choices.length > 0;
  if (isOpen(record.decision.undo)) return 'Undone by a person, as the preview showed it';
  const source = seen === null ? `${from}: not there` : `${from}: version ${seen.revision}`;
  if (decided) return `Decided in Review; ${source}`;
  // Waiting since an observation; what was at rest until now is planned again because of a setting.
  const setting = record.pendingSince === null ? ctx.store.getMeta<SettingCause>(cause(record.entity)) : null;
  return setting === null ? source : `${setting.what}, ${setting.at.slice(0, 16).replace('T', ' ')}; ${source}`;
}

/** The members that differ, one by one, nested ones with their path: "brake.maxRemovals". */
export function settingChanges(before: object, after: object): AuditChange[] {
  const [old, now] = [flat(before), flat(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((field) => {
    const [was, is] = [old[field] ?? null, now[field] ?? null];
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ field, label: words(field), before: was, after: is }];
  });
}

function flat(value: object, path = ''): Body {
  const out: Body = {};
  for (const [name, member] of Object.entries(value) as [string, Json][]) {
    if (typeof member === 'object' && member !== null && !Array.isArray(member))
      Object.assign(out, flat(member, `${path}${name}.`));
    else out[`${path}${name}`] = member;
  }
  return out;
}

/** "brake.maxRemovals": "Brake, max removals". */
function words(path: string): string {
  const text = path
    .replace(/\./g, ', ')
    .replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
