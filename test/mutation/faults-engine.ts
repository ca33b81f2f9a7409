import type { PlantedFault } from './fault.ts';

const fault = (file: string, find: string, replace: string, why: string): PlantedFault => ({
  file: `main/engine/${file}`,
  find,
  replace,
  why,
});

/** Faults in what is carried out: sending, storing answers, probing, reading, planning into the outbox. */
export const ENGINE_FAULTS: PlantedFault[] = [
  fault(
    'outbox.ts',
    'const flying = markSent(ctx, ready);',
    "const flying = ready.map((row) => step(row, 'send', { attempts: row.attempts + 1, sentAt: nowAt(ctx) }));",
    'a write goes out without a note of it, so a crash sends it again unprobed',
  ),
  fault(
    'outbox.ts',
    "(outcome.error.code === 'quickbooks.gone' || outcome.error.code === 'record.notFound')",
    "outcome.error.code === 'internal.unexpected'",
    'a record that is gone is told as a refusal instead of looked at',
  ),
  fault(
    'outbox.ts',
    'const attempts = wholeSide ? row.attempts - 1 : row.attempts;',
    'const { attempts } = row;',
    'an outage uses up the attempts of every record',
  ),
  fault(
    'outbox.ts',
    'record.dirty = true;',
    '',
    'after an old version nothing is planned anew, so the edit is never sent',
  ),
  fault(
    'outbox.ts',
    'outcomes[index] ?? lostAnswer(row)',
    "outcomes[index] ?? { kind: 'notSent' as const, error: appError('sync.uncertain', { title: row.title }) }",
    'writes whose sending threw are taken for not sent',
  ),
  fault(
    'confirm.ts',
    "if (row.request.kind === 'create') becameKnown(ctx, record, record.quickbooksId);",
    '',
    'what waited for a record does not hear that it is there',
  ),
  fault(
    'confirm.ts',
    "absorb(ctx, record, seen, event === 'confirm');",
    'absorb(ctx, record, seen, false);',
    'a repeated answer brings a deleted record back to life in our book',
  ),
  fault(
    'confirm.ts',
    'if (other && other.rid !== record.rid) {',
    'if (other && other.rid === record.rid) {',
    'a record that showed up before its answer stays beside it',
  ),
  fault(
    'probe.ts',
    'parkAmbiguous(ctx, row, answer.candidates);',
    'absent(ctx, row);',
    'where several records could be the one, another is made',
  ),
  fault(
    'probe.ts',
    'if (attempts < MAX_ATTEMPTS) {',
    'if (attempts > 0) {',
    'a write that never arrives is tried for ever',
  ),
  fault(
    'probe.ts',
    "const rows = ctx.store.writesIn('sent', 100_000);",
    "const rows = ctx.store.writesIn('sent', 0);",
    'what was on the wire in a crash is never settled',
  ),
  fault(
    'observe.ts',
    "if ('fullNeeded' in answer) return readEverything(ctx, side, connector, entities);",
    "if ('fullNeeded' in answer) return { ok: true, value: null };",
    'a feed that cannot answer counts as one without news',
  ),
  fault(
    'observe.ts',
    'if (full || known === null || known.scope !== scopeOf(entities))',
    'if (full || known === null)',
    'an entity that is switched on is only followed from then on',
  ),
  fault(
    'observe.ts',
    'const page = answer.value;',
    'const page = answer.value;\n    ctx.store.transaction(() => ctx.store.setMeta(cursorName(side), { cursor: page.cursor, scope: scopeOf(entities) }));',
    'the cursor moves before the page it covers is stored',
  ),
  fault(
    'observe.ts',
    'for (let i = 0; i < ids.length; i += MISSING_BATCH) {',
    'for (let i = 0; i < 0; i += MISSING_BATCH) {',
    'a full comparison does not ask after what it missed',
  ),
  fault(
    'plan-step.ts',
    'record.tombstone = record.platformId !== null && record.quickbooksId !== null;',
    'record.tombstone = false;',
    'what ended on both sides leaves no tombstone',
  ),
  fault('plan-step.ts', 'if (plan.lines) record.lines = plan.lines;', '', 'line pairs that were found are forgotten'),
  fault(
    'plan-step.ts',
    'if (plan.settled) record.base = applyPatch(record.base, plan.settled);',
    '',
    'what both sides agree on is not remembered',
  ),
  fault(
    'reconcile.ts',
    'withdraw(ctx, open, ({ op }) => kept.has(op));',
    '',
    'a write that is no longer wanted goes out all the same',
  ),
  fault(
    'reconcile.ts',
    "(row.state === 'parked' || request.revision === write.revision) &&",
    '',
    'a write that stands on an old version is kept',
  ),
  fault('reconcile.ts', 'record.generation++;', '', 'every write of a version has the same key'),
  fault(
    'sync-run.ts',
    'if (removals && sending.sent > before) return;',
    '',
    'a record is removed while something is on its way to it',
  ),
  fault('book.ts', "if (verdict === 'ignore') return false;", '', 'old news is stored over newer ones'),
];
