/** What a suite tells `npm test`, as JSON at $PLUMBLINE_SUMMARY. */
export type SuiteSummary = {
  passed: number;
  failed: number;
  /** What each failed test said, in plain text: told again at the very end, where nobody has to look for it. */
  failures: { name: string; said: string }[];
  /** Tests that failed and passed when they were run once more. */
  flaky?: { name: string; said: string }[];
  skipped: { name: string; why: string }[];
  results: { file: string; name: string; state: string }[];
};
