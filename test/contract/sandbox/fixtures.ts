/** The fixtures: every exchange, what kind it is of, and the differences that are known. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Leave, Shapes } from './compare.ts';
import type { Exchange, Step } from './replay.ts';

const folder = new URL('./fixtures/', import.meta.url);
const text = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const read = <T>(name: string): T => JSON.parse(text(name)) as T;
/** A file of JSON, or of one JSON a line where the entries are long. */
const readAll = <T>(name: string): T[] =>
  name.endsWith('.jsonl')
    ? text(name)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as T)
    : read<T[]>(name);

/** Recordings count more than samples of the reference, and samples more than what the error table tells. */
export const SOURCES = ['recorded', 'documented'] as const;
export type Source = (typeof SOURCES)[number];

export type Sourced = Exchange & { readonly source: Source; readonly kind: string };

export function exchanges(): Sourced[] {
  return SOURCES.flatMap((source) =>
    readdirSync(new URL(`${source}/`, folder))
      .filter((file) => /\.jsonl?$/.test(file))
      .sort()
      .flatMap((file) =>
        readAll<Exchange>(`${source}/${file}`).map((exchange) => ({ ...exchange, source, kind: kindOf(exchange) })),
      ),
  );
}

/** Steps of the shared book. */
export const book = (): Step[] => readAll('book.jsonl');

/** A difference that stands, by the name of its exchange. */
export type Known = { readonly reason: string; readonly differs: readonly string[] };
export const known = (): Record<string, Known> => read('differences.json');

export const rowShapes = (): { shapes: Shapes; leave: Leave } => read('row-shapes.json');

/** `Invoice: sparse update`: the record type and what is done to it. */
export function kindOf({ request, status }: Exchange): string {
  const [first = '', second, third] = request.path.split('/').filter((part) => part !== '');
  if (request.root === true && first !== 'v3') return 'sign-in';
  if (status >= 400) return 'faults';
  if (['batch', 'cdc', 'upload', 'download', 'reports', 'taxservice'].includes(first)) return first;
  if (first === 'query') {
    const asked = request.query?.query ?? request.text ?? '';
    return `${/from\s+(\w+)/i.exec(asked)?.[1]?.toLowerCase()}: ${/count\(/i.test(asked) ? 'count' : 'query'}`;
  }
  if (third !== undefined) return `${first}: ${third}`;
  if (request.method === 'GET') return `${first}: ${second === undefined ? 'read (one of a kind)' : 'read'}`;
  const { operation, include } = request.query ?? {};
  if (operation === 'delete' || operation === 'void') return `${first}: ${operation}`;
  if (include === 'void') return `${first}: void`;
  const body = request.body as { Id?: string; sparse?: boolean } | undefined;
  if (body?.Id === undefined) return `${first}: create`;
  return `${first}: ${body.sparse === true ? 'sparse' : 'full'} update`;
}
