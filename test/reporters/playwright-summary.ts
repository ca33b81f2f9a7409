import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { FullResult, Reporter, Suite } from 'playwright/types/testReporter';
import type { SuiteSummary } from './summary.ts';

/** The same counts for the end-to-end suite. */
export default class SummaryReporter implements Reporter {
  #suite: Suite | null = null;

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite;
  }

  onEnd(result: FullResult): void {
    const summary: SuiteSummary = { passed: 0, failed: 0, failures: [], skipped: [], results: [] };
    for (const test of this.#suite?.allTests() ?? []) {
      const outcome = test.outcome();
      const state =
        outcome === 'expected' || outcome === 'flaky' ? 'passed' : outcome === 'skipped' ? 'skipped' : 'failed';
      summary.results.push({
        file: relative(process.cwd(), test.location.file),
        name: test.titlePath().join(' › '),
        state,
      });
      const why = test.annotations.find((note) => note.type === 'skip')?.description;
      if (outcome === 'skipped') summary.skipped.push({ name: test.title, why: why ?? 'no reason given' });
      else if (outcome === 'unexpected') {
        summary.failed += 1;
        const messages = test.results.flatMap(({ errors }) => errors.map(({ message }) => message ?? 'no message'));
        summary.failures.push({
          name: test.titlePath().join(' › '),
          said: stripVTControlCharacters(messages.join('\n')),
        });
      } else summary.passed += 1;
    }
    if (result.status !== 'passed' && summary.failed === 0) summary.failed = 1;
    const file = process.env.PLUMBLINE_SUMMARY;
    if (file) writeFileSync(file, JSON.stringify(summary));
  }
}
