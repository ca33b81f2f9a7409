/**
 * Rows as JSON text, remembered. An answer's text is good as long as every record it was made from is the very same row as
 * then (rows are never changed in place), so each text keeps the rows its making looked at and is compared with them.
 */
import { storeReader, writeRow } from './answers.ts';
import type { EntityDef, Frame, Reader } from './entity.ts';
import { alreadyDeleted, notFound } from './faults.ts';
import type { Store } from './store.ts';
import type { Body, Json, Row, View } from './types.ts';

type Known = {
  readonly text: string;
  /** What was looked at, three by three: type, id, the row that was found. */
  readonly seen: readonly (string | Row | undefined)[];
};

/** Two generations: what is asked for again moves to the young one; when that is full, the old one is dropped. */
type Shelf = { young: Map<Row, Known>; old: Map<Row, Known> };

/** Texts in one generation: about 20 MB of them. */
const GENERATION = 15_000;

const shelves = new WeakMap<Frame, Map<View, Shelf>>();

function shelfOf(frame: Frame, view: View): Shelf {
  let views = shelves.get(frame);
  if (views === undefined) {
    views = new Map();
    shelves.set(frame, views);
  }
  let shelf = views.get(view);
  if (shelf === undefined) {
    shelf = { young: new Map(), old: new Map() };
    views.set(view, shelf);
  }
  return shelf;
}

function holds({ seen }: Known, reader: Reader): boolean {
  for (let at = 0; at < seen.length; at += 3) {
    if (reader.get(seen[at] as string, seen[at + 1] as string) !== seen[at + 2]) return false;
  }
  return true;
}

/** One record in wire shape, as JSON text. */
export function rowText(def: EntityDef, row: Row, view: View, frame: Frame, reader: Reader): string {
  if (def.volatile === true) return JSON.stringify(writeRow(def, row, view, frame, reader));
  const shelf = shelfOf(frame, view);
  const young = shelf.young.get(row);
  const known = young ?? shelf.old.get(row);
  if (known !== undefined && holds(known, reader)) {
    if (young === undefined) keep(shelf, row, known);
    return known.text;
  }
  const seen: (string | Row | undefined)[] = [];
  const watching: Reader = {
    ...reader,
    get: (entity, id) => {
      const found = reader.get(entity, id);
      seen.push(entity, id, found);
      return found;
    },
  };
  const text = JSON.stringify(writeRow(def, row, view, frame, watching));
  keep(shelf, row, { text, seen });
  return text;
}

function keep(shelf: Shelf, row: Row, known: Known): void {
  if (shelf.young.size >= GENERATION) {
    shelf.old = shelf.young;
    shelf.young = new Map();
  }
  shelf.young.set(row, known);
}

/** Marks text that is JSON already. Whoever does not know the mark reads it as what it says. */
class Ready {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** A record in wire shape that `writeJson` writes without looking into it. */
export function rowReady(def: EntityDef, row: Row, view: View, frame: Frame, reader: Reader): Json {
  return new Ready(rowText(def, row, view, frame, reader)) as unknown as Json;
}

/** Answer body of a record just written or read: `{ "Invoice": … }`, or the short form of a deletion. */
export function readyAnswer(store: Store, frame: Frame, def: EntityDef, id: string, view: View): Body {
  const row = store.tables.get(def.name)?.get(id);
  if (row === undefined) throw notFound();
  if (!row.deleted) return { [def.name]: rowReady(def, row, view, frame, storeReader(store)) };
  if (view !== 'write') throw alreadyDeleted();
  return { [def.name]: { domain: 'QBO', status: 'Deleted', Id: row.id } };
}

/** JSON text of an answer's body; what is ready goes in as it is. Text is only ever added to: a page of rows is copied once. */
export function writeJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (value instanceof Ready) return value.text;
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) text += text === '' ? writeJson(item) : `,${writeJson(item)}`;
    return `[${text}]`;
  }
  for (const [name, inner] of Object.entries(value as Body)) {
    if (inner === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${writeJson(inner)}`;
  }
  return `{${text}}`;
}
