import { afterEach, expect, test } from 'vitest';
import { openEngineStore } from '../../../main/adapters/sqlite/engine/store.ts';
import type { AuditEntry } from '../../../main/core/ports-store.ts';

const store = openEngineStore({ path: ':memory:' });
afterEach(() => store.close());

const entry = (at: string, more: Partial<AuditEntry>): AuditEntry => ({
  at,
  actor: 'Sync',
  entity: 'invoice',
  title: 'Invoice 1042',
  platformId: null,
  quickbooksId: null,
  what: 'Created in QuickBooks',
  side: 'quickbooks',
  result: 'done',
  runId: null,
  changes: [],
  error: null,
  requestId: null,
  intuitTid: null,
  why: null,
  act: null,
  ...more,
});

test('writes are counted per whole step and direction', () => {
  const since = '2026-11-22T06:00:00.000Z';
  store.appendAudit(entry('2026-11-22T06:00:01.250Z', {}));
  store.appendAudit(entry('2026-11-22T06:29:59.999Z', {}));
  store.appendAudit(entry('2026-11-22T06:31:07.003Z', { side: 'platform' }));
  store.appendAudit(entry('2026-11-22T06:45:00.000Z', { result: 'failed' }));
  store.appendAudit(entry('2026-11-22T05:59:59.999Z', {}));
  expect(store.throughput(since, 30)).toEqual([
    { step: 0, toQuickbooks: 2, toPlatform: 0, failed: 0 },
    { step: 1, toQuickbooks: 0, toPlatform: 1, failed: 1 },
  ]);
});
