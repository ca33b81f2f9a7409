/**
 * Classes and locations are kept only where the company tracks them (Preferences): one class for a transaction, one for each
 * of its lines, a location. Elsewhere what a client sends of them is left out without a word, as the reference has it.
 */
import { isOn } from './entities/parts/preferences.ts';
import type { EntityDef, Reader } from './entity.ts';
import { isList, isObject } from './members.ts';
import type { Body, Json } from './types.ts';

/** They have one class for all of it, or one on each line, whichever of the two the company tracks. */
const EITHER = new Set(['TimeActivity', 'Item', 'JournalEntry', 'Deposit']);

/** The body as it may be kept; the very same object where nothing is left out. */
export function tracked(reader: Reader, def: EntityDef, body: Body): Body {
  const perForm = isOn(reader, 'AccountingInfoPrefs', 'ClassTrackingPerTxn');
  const perLine = isOn(reader, 'AccountingInfoPrefs', 'ClassTrackingPerTxnLine');
  const places = isOn(reader, 'AccountingInfoPrefs', 'TrackDepartments');
  const either = EITHER.has(def.name) && (perForm || perLine);
  const head = without(body, perForm || either, places);
  if (!isList(head.Line)) return head;
  const Line = head.Line.map((line) => (isObject(line) ? lineOf(line, perLine || either, places) : line));
  return Line.every((line, index) => line === (head.Line as readonly Json[])[index]) ? head : { ...head, Line };
}

type Wire = { readonly [member: string]: Json };

/** A line's own detail, and the lines inside a bundle. */
function lineOf(line: Wire, classes: boolean, places: boolean): Wire {
  const name = String(line.DetailType);
  const detail = line[name];
  if (!isObject(detail)) return line;
  const inner = isList(detail.Line)
    ? { ...detail, Line: detail.Line.map((one) => (isObject(one) ? lineOf(one, classes, places) : one)) }
    : detail;
  const kept = without(inner, classes, places);
  return kept === detail ? line : { ...line, [name]: kept };
}

function without<T extends Wire>(body: T, classes: boolean, places: boolean): T {
  const drops = (!classes && isObject(body.ClassRef)) || (!places && isObject(body.DepartmentRef));
  if (!drops) return body;
  const rest: Body = { ...body };
  if (!classes) delete rest.ClassRef;
  if (!places) delete rest.DepartmentRef;
  return rest as T & Body;
}
