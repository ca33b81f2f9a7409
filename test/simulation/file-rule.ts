/**
 * The checker's rule for files: on a record that stands on both sides each file lies on both, once and byte for byte; what
 * was taken off stays off, and nobody's file is taken from QuickBooks but what went there from here.
 */
import type { Cabinet, Filed, FoundFile } from './cabinet.ts';
import type { Pair } from './checker.ts';

/** Files as found in the end, by side; null where nobody could look. */
export type FileEvidence = {
  cabinet: Cabinet;
  platform: readonly FoundFile[];
  quickbooks: readonly FoundFile[];
};

/** `settled`: whether a record was never ended, parted or left to a person; only then its files must be on both sides. */
export function judgeFiles(
  { cabinet, platform, quickbooks }: FileEvidence,
  pairs: ReadonlyMap<string, Pair>,
  settled: (tag: string) => boolean,
  must: (holds: boolean, what: () => string) => void,
): void {
  for (const file of cabinet.files) {
    const pair = pairs.get(file.tag);
    const here = platform.filter((one) => one.content === file.content);
    const there = quickbooks.filter((one) => one.content === file.content);
    const lie = `${here.length} times here and ${there.length} times in QuickBooks`;
    // A merge takes files along, to a record where the platform keeps them too.
    must(once(here) && once(there), () => `${file.name} of ${file.tag} lies ${lie}`);
    if (!pair?.platform || !pair.quickbooks || !settled(file.tag)) continue;
    const wanted = expected(file, here.length > 0);
    if (wanted === null) continue;
    const holds = here.length === wanted.platform && there.length === wanted.quickbooks;
    const states = here.map(({ state }) => state).join(' ');
    must(
      holds,
      () => `${file.name} (${file.side}) of ${file.tag} lies ${lie} ${states}, ${JSON.stringify(wanted)} expected`,
    );
    for (const [found, at] of [
      [here, pair.platform.id],
      [there, pair.quickbooks.id],
    ] as const)
      must(
        found.every(({ record }) => record === at),
        () => `${file.name} of ${file.tag} lies on another record`,
      );
  }
}

/** No record has it twice. */
const once = (found: readonly FoundFile[]): boolean =>
  new Set(found.map(({ entity, record }) => `${entity}/${record}`)).size === found.length;

/** How often a file lies on each side; null where it may be either way. */
function expected(file: Filed, isHere: boolean): Record<'platform' | 'quickbooks', 0 | 1> | null {
  const { removed } = file;
  if (Object.values(removed).includes('doubtful')) return null;
  if (file.doubtful && !isHere && removed.platform === undefined) return { platform: 0, quickbooks: 0 };
  if (removed.quickbooks !== undefined) {
    // Gone there before it was copied here, or kept here.
    if (removed.platform !== undefined) return { platform: 0, quickbooks: 0 };
    return file.side === 'platform' ? { platform: 1, quickbooks: 0 } : null;
  }
  if (removed.platform !== undefined) {
    // What is somebody's there stays there; whether a note came before it was known to be there nobody can tell.
    if (file.side === 'quickbooks') return { platform: 0, quickbooks: 1 };
    return file.noted ? null : { platform: 0, quickbooks: 0 };
  }
  return { platform: 1, quickbooks: 1 };
}
