import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** Counts tests, keeps what became of each and why each skipped one was skipped, as JSON at $PLUMBLINE_SUMMARY for `npm test`. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const summary = {
      passed: 0,
      failed: 0,
      skipped: [] as { name: string; why: string }[],
      results: [] as { file: string; name: string; state: string }[],
    };
    for (const module of modules) {
      // A file that cannot be read or whose hooks fail counts as one failure: it ran no test of its own.
      if (module.errors().length > 0) summary.failed += 1;
      for (const test of module.children.allTests()) {
        const result = test.result();
        summary.results.push({ file: module.relativeModuleId, name: test.fullName, state: result.state });
        if (result.state === 'passed') summary.passed += 1;
        else if (result.state === 'failed') summary.failed += 1;
        else
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
