import type { EntityDescriptor } from '../../shared/entity.ts';
import { type AppError, appError } from '../../shared/errors.ts';
import type { Body } from '../../shared/primitives.ts';
import { linesOf } from '../core/compare.ts';
import { withinTotals } from '../core/credit-shares.ts';
import type { PlannedWrite } from '../core/plan-types.ts';
import type { StoredRecord } from '../core/ports-store.ts';
import type { WriteRequest } from '../core/types.ts';
import type { Context } from './context.ts';
import { roomFor } from './credit-room.ts';
import { inTheWay } from './obstacles.ts';
import type { PlanSetting } from './plan-step.ts';

const NONE: ReadonlySet<number> = new Set();

/** What can be told without asking the other side: no translation, a missing mapping, closed books, money in the way. */
export function refusal(
  ctx: Context,
  record: StoredRecord,
  write: PlannedWrite,
  setting: PlanSetting,
  /** Rows that change together with it: what refers to it among them is no obstacle. */
  together: ReadonlySet<number> = NONE,
): AppError | null {
  const module = ctx.entities.get(record.entity);
  const title = record.index.title;
  if (leftEmpty(module.descriptor, write)) return appError('sync.noLines', { title });
  if (write.side === 'quickbooks') {
    const known = closedBooks(ctx, record, write, setting.bookCloseDate) ?? inTheWay(ctx, record, write, together);
    if (known) return known;
    if (write.body === null || write.kind === 'restore') return null;
    const translated = module.quickbooks.write(requestOf(ctx, record, write, 'check'), setting.translation);
    return translated.ok ? null : translated.error;
  }
  if (write.body === null || write.kind === 'restore') return null;
  const parsed = module.parse(numberNewLines(module.descriptor.fields, write.body));
  if (parsed.ok) return null;
  return appError('sync.notTranslatable', { title, detail: parsed.error.userSentence });
}

/** Each side took out the lines the other kept: both are done as they were meant, and a document of nothing is left. */
const leftEmpty = ({ fields }: EntityDescriptor, { kind, common, fields: written }: PlannedWrite): boolean =>
  kind === 'update' &&
  fields.some(
    (field) =>
      field.kind === 'lines' &&
      field.required === true &&
      written.includes(field.name) &&
      linesOf(common?.[field.name]).length === 0,
  );

/**
 * QuickBooks refuses to write a document that is, or would be, dated in closed books: the day it has there now counts as
 * much as the day it is to get. What a document refers to may well lie in them: a payment of today for an invoice of then.
 */
function closedBooks(ctx: Context, record: StoredRecord, write: PlannedWrite, closed: string | null): AppError | null {
  const { dateField, isDocument } = ctx.entities.get(record.entity).descriptor;
  if (closed === null || !isDocument || dateField === undefined) return null;
  const present =
    write.id === null ? null : ctx.store.observation(record.entity, 'quickbooks', write.id)?.body?.[dateField];
  const dates = [present, write.common?.[dateField]];
  if (!dates.some((date) => typeof date === 'string' && date <= closed)) return null;
  // With a date in QuickBooks another date here is no way out.
  const there = typeof present === 'string' ? { present } : {};
  return appError('quickbooks.closedPeriod', { title: record.index.title, closed, ...there });
}

/**
 * All that a write would say to its side, as it would be sent now: with the mappings and settings in force. Equal contents
 * change the same things; versions are left out, because reading one again changes nothing.
 */
export function sentContent(ctx: Context, record: StoredRecord, write: PlannedWrite, setting: PlanSetting): unknown {
  if (write.side === 'platform') return [write.fields, write.body];
  const request = { ...requestOf(ctx, record, write, 'check'), revision: write.revision === null ? null : '0' };
  const translated = ctx.entities.get(record.entity).quickbooks.write(request, setting.translation);
  return translated.ok ? translated.json : translated.error.code;
}

/** The check of a body wants distinct line ids; the written side gives the real ones. */
function numberNewLines(fields: { name: string; kind: string }[], body: Body): Body {
  const out = { ...body };
  for (const field of fields) {
    const lines = body[field.name];
    if (field.kind !== 'lines' || !Array.isArray(lines)) continue;
    out[field.name] = lines.map((line, index) =>
      typeof line === 'object' && line !== null && !Array.isArray(line) && line.id === ''
        ? { ...line, id: `new:${index + 1}` }
        : line,
    );
  }
  return out;
}

export function requestOf(ctx: Context, record: StoredRecord, write: PlannedWrite, key: string): WriteRequest {
  const native =
    write.id === null ? null : (ctx.store.observation(record.entity, write.side, write.id)?.native ?? null);
  return {
    entity: record.entity,
    kind: write.kind,
    ...(write.mode === null ? {} : { mode: write.mode }),
    id: write.id,
    revision: write.revision,
    body:
      write.body === null || write.side !== 'quickbooks'
        ? write.body
        : withinTotals(ctx.entities, record.entity, write.body, write.fields, roomFor(ctx, record)),
    fields: write.fields,
    native,
    key,
  };
}
