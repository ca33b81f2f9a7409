import { writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestModule } from 'vitest/node';
import type { SuiteSummary } from './summary.ts';

const said = (
  errors: readonly { message?: string; diff?: string; stacks?: readonly { file: string; line: number }[] }[],
) =>
  errors
    .map(({ message, diff, stacks }) => {
      const at = stacks?.[0];
      const told = [message ?? 'no message', diff, at && `at ${at.file}:${at.line}`];
      return stripVTControlCharacters(told.filter(Boolean).join('\n'));
    })
    .join('\n');

/** Counts tests, keeps what became of each, what failed ones said and why skipped ones were skipped, as JSON at $PLUMBLINE_SUMMARY for `npm test`. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const summary: SuiteSummary = { passed: 0, failed: 0, failures: [], skipped: [], results: [] };
    for (const module of modules) {
      // A file that cannot be read or whose hooks fail counts as one failure: it ran no test of its own.
      if (module.errors().length > 0) {
        summary.failed += 1;
        summary.failures.push({ name: module.relativeModuleId, said: said(module.errors()) });
      }
      for (const test of module.children.allTests()) {
        const result = test.result();
        summary.results.push({ file: module.relativeModuleId, name: test.fullName, state: result.state });
        if (result.state === 'passed') summary.passed += 1;
        else if (result.state === 'failed') {
          summary.failed += 1;
          summary.failures.push({ name: `${module.relativeModuleId} › ${test.fullName}`, said: said(result.errors) });
        } else
          summary.skipped.push({
            name: test.fullName,
            why: (result.state === 'skipped' ? result.note : undefined) ?? 'no reason given',
          });
      }
    }
    const file = process.env.PLUMBLINE_SUMMARY;
    if (file) writeFileSync(file, JSON.stringify(summary));
  }
}
