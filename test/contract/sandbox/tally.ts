/** Counts what was tried and prints it as one table. */
import type { Known, Source } from './fixtures.ts';

type Tried = {
  readonly kind: string;
  readonly name: string;
  readonly source: Source;
  readonly found: readonly string[];
};

export type Tally = {
  readonly add: (tried: Tried) => void;
  /** Names of listed differences that nothing tried has shown. */
  readonly stale: (listed: Readonly<Record<string, Known>>) => string[];
  readonly table: (listed: Readonly<Record<string, Known>>) => string;
};

export function createTally(): Tally {
  const all: Tried[] = [];
  return {
    add: (tried) => void all.push(tried),
    stale: (listed) =>
      Object.keys(listed).filter((name) => !all.some((one) => one.name === name && one.found.length > 0)),
    table: (listed) => {
      const kinds = [...new Set(all.map((one) => one.kind))].sort();
      const rows = kinds.map((kind) =>
        row(
          kind,
          all.filter((one) => one.kind === kind),
        ),
      );
      const different = all
        .filter((one) => one.found.length > 0)
        .map((one) => `  ${one.name}: ${listed[one.name]?.reason ?? `NOT LISTED: ${one.found.join('; ')}`}`);
      return [
        row('', undefined),
        ...rows,
        row('all', all),
        ...(different.length === 0 ? ['nothing differs'] : ['what differs, and why:', ...different]),
      ].join('\n');
    },
  };
}

function row(kind: string, tried: readonly Tried[] | undefined): string {
  const count = (source: Source, equal: boolean) =>
    tried?.filter((one) => one.source === source && (!equal || one.found.length === 0)).length;
  const cells =
    tried === undefined
      ? ['recorded', 'equal', 'documented', 'equal', 'different']
      : [
          count('recorded', false),
          count('recorded', true),
          count('documented', false),
          count('documented', true),
          tried.filter((one) => one.found.length > 0).length,
        ];
  return kind.padEnd(34) + cells.map((cell) => String(cell).padStart(11)).join('');
}
