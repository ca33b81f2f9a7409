import type { StoredImportPart, StoredRecord } from '../core/ports-store.ts';
import type { WriteRequest } from '../core/types.ts';
import { audit } from './audit.ts';
import { ingest, setState } from './book.ts';
import { type Context, translationContext } from './context.ts';
import { companyBody, isTaken } from './import-companies.ts';

/** Making the record of a company that only its people name. */

const KEY_LENGTH = 32;

/**
 * Makes it on the platform, unless somebody has its name by now. `taken` is stored before the write leaves, so that a crash
 * in between is told from a company that was here before: the same write under the same key answers with what it made.
 */
export async function makeCompany(ctx: Context, part: StoredImportPart): Promise<void> {
  const { store } = ctx;
  const module = ctx.entities.get(part.entity);
  const field = module.descriptor.fields.find((one) => one.names?.entity === part.entity);
  const body = field ? companyBody({ module, field }, part.title) : null;
  const put = (state: StoredImportPart['state'], reason = part.reason, platformId = part.platformId): void => {
    store.putImportPart({ ...part, state, reason, platformId });
    ctx.events.touch('imports');
  };
  if (body === null) {
    put('left', 'Its name cannot be the name of a record');
    return;
  }
  if (part.state === 'planned' && isTaken(ctx, module, part.title)) {
    put('left', 'Somebody has its name already');
    return;
  }
  put('taken');
  const key = ctx.hash(JSON.stringify(['company', part.importId, part.n])).slice(0, KEY_LENGTH);
  const request: WriteRequest = {
    entity: part.entity,
    kind: 'create',
    id: null,
    revision: null,
    body,
    fields: Object.keys(body),
    native: null,
    key,
  };
  const [outcome] = await ctx.platform.write([request], translationContext(ctx));
  // Not known, or not sent: the next run asks again under the same key.
  if (!outcome || outcome.kind === 'uncertain' || outcome.kind === 'notSent') return;
  if (outcome.kind !== 'confirmed') {
    put('failed', outcome.error.userSentence);
    return;
  }
  const { observation, tid = null } = outcome;
  store.transaction(() => {
    ingest(ctx, observation);
    const record = store.recordOf(part.entity, 'platform', observation.id);
    put('made', part.reason, observation.id);
    if (!record) return;
    // An answer that is repeated may be of a record that somebody has linked or decided on since.
    if (record.quickbooksId === null && record.decision.act === null) stays(ctx, record);
    audit(ctx, {
      record,
      what: `Created in ${ctx.platform.label}`,
      side: 'platform',
      requestId: key,
      tid,
      act: 'create',
      runId: part.importId,
      why: 'Company of an imported customer',
      changes: Object.entries(body).flatMap(([name, after]) =>
        after === null ? [] : [{ field: name, before: null, after }],
      ),
    });
  });
}

/** It goes to QuickBooks when something that syncs refers to it, or when a person asks. */
function stays(ctx: Context, record: StoredRecord): void {
  const act = { act: 'asNeeded' as const, platform: null, quickbooks: null };
  const next: StoredRecord = { ...record, decision: { ...record.decision, act }, dirty: true };
  setState(ctx, next, 'waiting');
  ctx.store.putRecord(next);
}
