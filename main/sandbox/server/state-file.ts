/**
 * The sandbox on disk, one JSON value a line, so that a company of any size is written and read in pieces:
 *
 *   head        format, counters, meter, and what the server keeps besides the company
 *   rows        a few hundred records of one type
 *   replays     recorded answers
 *   end         the snapshot is whole
 *   commit, replay, server        what happened since, in order
 *
 * A last line that was torn by the end of the process is left out; everything before it stands.
 */
import { close, open, read } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { CompanySnapshot, Told } from '../company/company.ts';
import type { Row } from '../company/types.ts';

/** What is kept besides the company: connections, keys, the clock. Later lines replace members of earlier ones. */
export type ServerState = { readonly [member: string]: unknown };

export type SavedState = {
  readonly company: CompanySnapshot;
  readonly since: readonly Told[];
  readonly server: ServerState;
  /** Bytes of the snapshot, and of what follows it. */
  readonly bytes: { readonly snapshot: number; readonly since: number };
  /** The last line is torn or missing its end: the file must be written anew before it is added to. */
  readonly torn: boolean;
};

type Line =
  | {
      readonly head: {
        readonly format: 2;
        readonly realmId: string;
        readonly counters: CompanySnapshot['counters'];
        readonly meter: CompanySnapshot['meter'];
      };
      readonly server: ServerState;
    }
  | { readonly rows: string; readonly list: readonly Row[] }
  | { readonly replays: CompanySnapshot['replays'] }
  | { readonly end: true }
  | { readonly told: Told }
  | { readonly server: ServerState };

const ROWS_A_LINE = 400;
const REPLAYS_A_LINE = 100;
/** Bytes read, and about as many characters written, at a time. */
const CHUNK = 8 * 1024 * 1024;

export class NotSaved extends Error {}

/** The lines of a snapshot. */
export function* snapshotLines(company: CompanySnapshot, server: ServerState): Generator<string> {
  const { realmId, counters, meter } = company;
  yield lineOf({ head: { format: 2, realmId, counters, meter }, server });
  for (const [entity, rows] of Object.entries(company.rows)) {
    for (let at = 0; at < rows.length; at += ROWS_A_LINE)
      yield lineOf({ rows: entity, list: rows.slice(at, at + ROWS_A_LINE) });
  }
  for (let at = 0; at < company.replays.length; at += REPLAYS_A_LINE)
    yield lineOf({ replays: company.replays.slice(at, at + REPLAYS_A_LINE) });
  yield lineOf({ end: true });
}

export function lineOf(line: Line): string {
  return `${JSON.stringify(line)}\n`;
}

/** Writes lines, gathered so that each write is large; returns the bytes written. */
export async function writeLines(handle: FileHandle, lines: Iterable<string>): Promise<number> {
  let gathered: string[] = [];
  let size = 0;
  let bytes = 0;
  const flush = async () => {
    const buffer = Buffer.from(gathered.join(''), 'utf8');
    await handle.write(buffer);
    bytes += buffer.length;
    gathered = [];
    size = 0;
  };
  for (const line of lines) {
    gathered.push(line);
    size += line.length;
    if (size >= CHUNK) await flush();
  }
  await flush();
  return bytes;
}

/** Reads a saved sandbox; undefined when there is no such file. Fails with NotSaved when the file is something else. */
export async function readState(file: string): Promise<SavedState | undefined> {
  const rows: Record<string, Row[]> = {};
  const replays: CompanySnapshot['replays'][number][] = [];
  const since: Told[] = [];
  let head:
    | { format: 2; realmId: string; counters: Record<string, number>; meter: CompanySnapshot['meter'] }
    | undefined;
  let server: ServerState = {};
  let whole = false;
  let snapshot = 0;
  let total = 0;
  let torn = false;
  const take = (line: Line) => {
    if ('server' in line) server = { ...server, ...line.server };
    if ('head' in line) head = line.head as typeof head;
    else if ('rows' in line) {
      const list = rows[line.rows] ?? [];
      rows[line.rows] = list;
      for (const row of line.list) list.push(row);
    } else if ('replays' in line) for (const replay of line.replays) replays.push(replay);
    else if ('end' in line) whole = true;
    else if ('told' in line) since.push(line.told);
  };
  const found = await eachLine(file, (text, bytes, complete) => {
    total += bytes;
    if (!complete) {
      torn = true;
      return;
    }
    const line = parsed(text);
    if (line === undefined || (head === undefined && !('head' in line) && !isOld(line))) throw new NotSaved();
    if (isOld(line)) throw new OldFormat(line);
    take(line);
    if (!whole) snapshot = total;
    else if ('end' in line) snapshot = total;
  }).catch((error: unknown) => {
    if (error instanceof OldFormat) return error;
    throw error;
  });
  if (found === undefined) return undefined;
  if (found instanceof OldFormat) return found.state;
  if (head === undefined || !whole || head.format !== 2) throw new NotSaved();
  const { realmId, counters, meter } = head;
  return {
    company: { format: 1, realmId, counters, rows, replays, meter },
    since,
    server,
    bytes: { snapshot, since: total - snapshot },
    torn,
  };
}

function parsed(text: string): Line | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null ? (line as Line) : undefined;
  } catch {
    return undefined;
  }
}

type OldFile = { readonly company: CompanySnapshot } & ServerState;

/** The first format: all of it as one JSON object. */
function isOld(line: Line | OldFile): line is OldFile {
  return 'company' in line && (line as OldFile).company.format === 1;
}

class OldFormat extends Error {
  readonly state: SavedState;
  constructor({ company, ...server }: OldFile) {
    super();
    this.state = { company, since: [], server, bytes: { snapshot: 0, since: 0 }, torn: true };
  }
}

const openFile = promisify(open);
const closeFile = promisify(close);
const readFile = promisify(read);

/** Calls back with every line, its bytes, and whether it ended as a line should. undefined when the file is not there. */
async function eachLine(
  file: string,
  each: (text: string, bytes: number, complete: boolean) => void,
): Promise<true | undefined> {
  const descriptor = await openFile(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (descriptor === undefined) return undefined;
  try {
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const { bytesRead } = await readFile(descriptor, chunk, 0, CHUNK, null);
      if (bytesRead === 0) break;
      const held =
        rest.length === 0 ? chunk.subarray(0, bytesRead) : Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      let from = 0;
      for (let to = held.indexOf(10, from); to !== -1; to = held.indexOf(10, from)) {
        each(held.toString('utf8', from, to), to + 1 - from, true);
        from = to + 1;
      }
      rest = held.subarray(from);
    }
    if (rest.length > 0) {
      const text = rest.toString('utf8');
      // The first format ended without a line feed.
      const old = parsed(text);
      each(text, rest.length, old !== undefined && isOld(old));
    }
    return true;
  } finally {
    await closeFile(descriptor);
  }
}
