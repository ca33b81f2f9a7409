import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { FullResult, Reporter, Suite, TestCase } from 'playwright/types/testReporter';
import type { SuiteSummary } from './summary.ts';

const told = (test: TestCase) => ({
  name: test.titlePath().join(' › '),
  said: stripVTControlCharacters(
    test.results.flatMap(({ errors }) => errors.map(({ message }) => message ?? 'no message')).join('\n'),
  ),
});

/** The same counts for the end-to-end suite. */
export default class SummaryReporter implements Reporter {
  #suite: Suite | null = null;

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite;
  }

  onEnd(result: FullResult): void {
    const summary: SuiteSummary = { passed: 0, failed: 0, failures: [], skipped: [], results: [] };
    const flaky: SuiteSummary['failures'] = [];
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
        summary.failures.push(told(test));
      } else {
        summary.passed += 1;
        if (outcome === 'flaky') flaky.push(told(test));
      }
    }
    if (result.status !== 'passed' && summary.failed === 0) summary.failed = 1;
    const file = process.env.PLUMBLINE_SUMMARY;
    if (file) writeFileSync(file, JSON.stringify({ ...summary, flaky }));
  }
}
