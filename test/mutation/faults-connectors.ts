import type { PlantedFault } from './fault.ts';

const fault = (file: string, find: string, replace: string, why: string): PlantedFault => ({
  file: `main/connectors/quickbooks/${file}`,
  find,
  replace,
  why,
});

/** Faults in talking to QuickBooks: the cursor, paging, writing, probing, keys. */
export const CONNECTOR_FAULTS: PlantedFault[] = [
  fault(
    'cdc.ts',
    'const since = utc(Date.parse(cursor.since) - OVERLAP_MS);',
    'const since = utc(Date.parse(cursor.since));',
    'the feed is not asked a little further back, so what became visible late is missed',
  ),
  fault(
    'cdc.ts',
    'if (all.rows < deps.rows.changes) {',
    'if (all.rows <= deps.rows.changes) {',
    'an answer that is exactly full counts as whole',
  ),
  fault(
    'cdc.ts',
    'const next = cursorAt(all.time ?? cursor.since);',
    'const next = cursorAt(new Date(deps.now()).toISOString());',
    'the cursor is this computer’s time instead of the server’s',
  ),
  fault(
    'cdc.ts',
    'else if (module.descriptor.isDocument)',
    'else if (one.rows < 0)',
    'too many documents are paged, which shows no deletions',
  ),
  fault(
    'cdc.ts',
    '{ v: 1, since: cursor.until ?? cursor.since }',
    '{ v: 1, since: utc(deps.now()) }',
    'after long paging the cursor jumps to now, over what changed meanwhile',
  ),
  fault(
    'cdc.ts',
    'now - Date.parse(cursor.since) > LOOK_BACK_MS;',
    'now - Date.parse(cursor.since) > 10 * LOOK_BACK_MS;',
    'the feed is believed for longer than it looks back',
  ),
  fault(
    'cdc.ts',
    'if (observations.length < deps.rows.page) return finish(others, observations);',
    'return finish(others, observations);',
    'only the first page of many changes is read',
  ),
  fault(
    'cdc.ts',
    'const moved = !Number.isNaN(lastAt) && lastAt > Date.parse(first.from);',
    'const moved = !Number.isNaN(lastAt);',
    'a page of equal times is asked for again and again',
  ),
  fault(
    'listing.ts',
    'if (token.last !== null && at < 0 && token.start > 1)',
    'if (token.last !== null && at < 0 && token.start < 1)',
    'rows that moved out of a page by a deletion are skipped',
  ),
  fault(
    'listing.ts',
    "module.descriptor.isDocument ? null : 'Active IN (true, false)';",
    'null;',
    'inactive records are left out of a full reading',
  ),
  fault(
    'listing.ts',
    'observations = observations.slice(at + 1);',
    'observations = observations.slice(at + 2);',
    'every page loses its first row',
  ),
  fault(
    'writing.ts',
    "if (mayHaveHappened(fault)) return { kind: 'uncertain', error };",
    '',
    'an answer that says nothing counts as a refusal',
  ),
  fault(
    'writing.ts',
    "if (outcome?.kind === 'notSent') stopped = outcome;",
    '',
    'after being told to slow down it goes on sending',
  ),
  fault(
    'writing.ts',
    "items.map((item) => item.request.key).join('\\n')",
    'String(items.length)',
    'two batches of the same size share a key, so the second is answered with the first',
  ),
  fault(
    'writing.ts',
    'const answer = answers.get(',
    'const answer = ((name: string) => [...answers.values()][Number(name.slice(1))])(',
    'the answers of a batch are taken in the order they came',
  ),
  fault(
    'probing.ts',
    'if (left <= 0 || left > SERVER_LIMIT_MS) return null;',
    'if (left < Number.MAX_VALUE) return null;',
    'a document that may still arrive is taken for lost and sent again',
  ),
  fault(
    'signs.ts',
    'return others.length === 0',
    'return others.length >= 0',
    'of several records that could be ours the first is taken',
  ),
  fault(
    'signs.ts',
    'if (madeAt < lost.from) return',
    'if (false) return',
    'an older twin is taken for the record we made',
  ),
  fault(
    'signs.ts',
    "if (candidates.length > 0) return { kind: 'doubt', candidates };",
    "if (candidates.length < 0) return { kind: 'doubt', candidates };",
    'what may be the lost record, changed since, is made once more',
  ),
  fault(
    'probing.ts',
    "const gone = rows.map((row) => observe(module, row, context)).filter(({ life }) => life === 'deleted');",
    "const gone = rows.map((row) => observe(module, row, context)).filter(({ life }) => life === 'void');",
    'what was made and deleted before it was looked for is made once more',
  ),
  fault(
    'client.ts',
    'return fresh.ok ? attempt(operation, fresh.value)',
    "return fresh.ok ? attempt({ ...operation, requestId: operation.requestId && operation.requestId + 'x' }, fresh.value)",
    'after a new sign-in the same write has another key',
  ),
];
