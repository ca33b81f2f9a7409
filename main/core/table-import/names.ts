import type { TableSetup } from '../../../shared/contract/import-file.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Body } from '../../../shared/primitives.ts';
import { normalEmail, normalText } from '../compare.ts';
import type { EntityModule } from '../types.ts';
import { aboveField, isNamed } from './targets.ts';
import { type Item, type Known, newId } from './types.ts';
import { shown } from './values.ts';

/** Who and what rows name: records of the workspace, records of the same file, and ones that are made because a row names them. */

/** One spelling of a name: case and white space say nothing. */
export const plainName = (name: string): string => normalText(name).toLowerCase();

export type Named = { ok: true; id: string } | { ok: false; problem: string };

/** A record that can be named: one of the workspace, or one to be made (`item`), counted once something needs it. */
type Entry = { id: string; title: string; email: string | null; inactive: boolean; item: Item | null; needed: boolean };
type Index = {
  byName: Map<string, Entry[]>;
  byEmail: Map<string, Entry[]>;
  bySku: Map<string, Entry[]>;
  byPath: Map<string, Entry[]>;
};

export type Names = {
  /** The record of an entity that a row names; made where nobody has the name and that was chosen. */
  find(entity: string, text: string | null, email: string | null, row: number): Named;
  /** A record of the file itself can be named from now on. */
  add(entity: string, title: string, body: Body, id: string): void;
  /** Why a new record may not have this name; null where it may. */
  taken(entity: string, title: string): string | null;
  /** Remembers that what `find` answered is needed by a record that is made. */
  need(ids: readonly string[], row: number): void;
  /** What is made because rows name it, in writing order. */
  made(): Item[];
  nextId(): string;
};

const push = (map: Map<string, Entry[]>, key: string, entry: Entry): void => {
  const list = map.get(key);
  if (list) list.push(entry);
  else map.set(key, [entry]);
};
const textIn = (body: Body, field: string): string | null =>
  typeof body[field] === 'string' ? String(body[field]) : null;

export function createNames(
  modules: readonly EntityModule[],
  known: (entity: string) => readonly Known[],
  { missing }: Pick<TableSetup, 'missing'>,
): Names {
  const byEntity = new Map(modules.map((module) => [module.descriptor.name, module]));
  const indexes = new Map<string, Index>();
  const made = new Map<string, Entry>();
  let count = 0;
  const nextId = (): string => newId(++count);

  const enter = (index: Index, entry: Entry, body: Body, above: string | null): void => {
    push(index.byName, plainName(entry.title), entry);
    if (entry.email !== null) push(index.byEmail, normalEmail(entry.email), entry);
    const sku = textIn(body, 'sku');
    if (sku !== null) push(index.bySku, plainName(sku), entry);
    if (above !== null) push(index.byPath, plainName(`${above}:${entry.title}`), entry);
  };

  const indexOf = (entity: string): Index => {
    const there = indexes.get(entity);
    if (there) return there;
    const index: Index = { byName: new Map(), byEmail: new Map(), bySku: new Map(), byPath: new Map() };
    indexes.set(entity, index);
    const records = known(entity);
    const titles = new Map(records.map(({ id, title }) => [id, title]));
    const above = byEntity.get(entity) ? aboveField((byEntity.get(entity) as EntityModule).descriptor) : null;
    for (const { id, title, body, life } of records) {
      const entry: Entry = {
        id,
        title,
        email: textIn(body, 'email'),
        inactive: life === 'inactive',
        item: null,
        needed: false,
      };
      const parent = above === null ? null : textIn(body, above);
      enter(index, entry, body, parent === null ? null : (titles.get(parent) ?? null));
    }
    return index;
  };

  const nounOf = (entity: string): string => byEntity.get(entity)?.descriptor.label.toLowerCase() ?? entity;

  /** One of several of a name: living ones first, then the one with the e-mail address. */
  const only = (entries: readonly Entry[], email: string | null): Entry | 'several' | null => {
    const living = entries.filter(({ inactive }) => !inactive);
    const some = living.length > 0 ? living : entries;
    const unique = [...new Map(some.map((entry) => [entry.id, entry])).values()];
    if (unique.length <= 1) return unique[0] ?? null;
    const mailed =
      email === null ? [] : unique.filter((one) => one.email !== null && normalEmail(one.email) === normalEmail(email));
    return mailed.length === 1 ? (mailed[0] ?? null) : 'several';
  };

  const taken = (entity: string, title: string): string | null => {
    const space = byEntity.get(entity)?.descriptor.nameSpace;
    if (space === undefined) return null;
    for (const { descriptor } of modules) {
      if (descriptor.nameSpace !== space || descriptor.name === entity) continue;
      const other = indexOf(descriptor.name)
        .byName.get(plainName(title))
        ?.find(({ inactive }) => !inactive);
      if (other)
        return `"${shown(title)}" is already the name of a ${nounOf(descriptor.name)}; QuickBooks keeps both in one list`;
    }
    return null;
  };

  const make = (entity: string, name: string, email: string | null, row: number, above: string | null): Named => {
    const module = byEntity.get(entity);
    const none = `there is no ${nounOf(entity)} called "${shown(name)}" here`;
    if (!module || !isNamed(module.descriptor)) return { ok: false, problem: none };
    if (missing === 'refuse') return { ok: false, problem: none };
    const { descriptor } = module;
    const other = taken(entity, name);
    if (other !== null) return { ok: false, problem: other };
    const first = (choices: readonly { value: string }[]): string => choices[0]?.value ?? '';
    const parent = aboveField(descriptor);
    const given: Body = {
      ...Object.fromEntries(
        descriptor.fields.flatMap((field) =>
          field.required === true && field.choices ? [[field.name, first(field.choices)]] : [],
        ),
      ),
      [descriptor.titleField]: name,
      ...(email === null ? {} : { email }),
      ...(above === null || parent === null ? {} : { [parent]: above }),
    };
    const parsed = module.parse(given);
    if (!parsed.ok) return { ok: false, problem: `${problemOf(parsed.error)} (${nounOf(entity)} "${shown(name)}")` };
    const id = nextId();
    const item: Item = {
      entity,
      act: 'make',
      rows: [row],
      title: module.title(parsed.body),
      amount: null,
      column: null,
      reason: `Named in row ${row}; nobody here has the name`,
      body: parsed.body,
      id,
      source: '',
    };
    const entry: Entry = { id, title: name, email, inactive: false, item, needed: false };
    made.set(id, entry);
    const over = above === null ? null : titleOf(entity, above);
    enter(indexOf(entity), entry, parsed.body, over);
    return { ok: true, id };
  };

  const titleOf = (entity: string, id: string): string | null =>
    made.get(id)?.title ?? known(entity).find((one) => one.id === id)?.title ?? null;

  const chosen = (entity: string, entry: Entry | 'several', text: string): Named => {
    if (entry === 'several')
      return {
        ok: false,
        problem: `several ${nounOf(entity)}s are called "${shown(text)}"; add the e-mail address, or make their names different`,
      };
    if (entry.inactive) return { ok: false, problem: `${shown(entry.title)} is inactive here; make it active first` };
    return { ok: true, id: entry.id };
  };

  const find = (entity: string, given: string | null, mail: string | null, row: number): Named => {
    const index = indexOf(entity);
    const isMail = given?.includes('@') === true && !/\s/.test(given);
    const email = mail ?? (isMail ? given : null);
    const text = isMail ? null : given;
    if (text !== null) {
      const key = plainName(text);
      const named =
        index.byName.get(key) ?? index.byPath.get(plainName(text.replace(/\s*:\s*/g, ':'))) ?? index.bySku.get(key);
      const one = named ? only(named, email) : null;
      if (one !== null) return chosen(entity, one, text);
    }
    const mailed = email === null ? null : only(index.byEmail.get(normalEmail(email)) ?? [], null);
    if (text === null) {
      if (mailed !== null) return chosen(entity, mailed, email ?? '');
      return make(entity, email ?? '', email, row, null);
    }
    if (mailed !== null && mailed !== 'several')
      return {
        ok: false,
        problem: `there is no ${nounOf(entity)} called "${shown(text)}", and ${shown(mailed.title)} has the e-mail address; write one name in both`,
      };
    const module = byEntity.get(entity);
    const cut = text.lastIndexOf(':');
    if (cut > 0 && module && aboveField(module.descriptor) !== null) {
      const above = find(entity, text.slice(0, cut).trim(), null, row);
      if (!above.ok) return above;
      const below = make(entity, text.slice(cut + 1).trim(), email, row, above.id);
      return below;
    }
    return make(entity, text, email, row, null);
  };

  const need = (ids: readonly string[], row: number): void => {
    for (const id of ids) {
      const entry = made.get(id);
      if (!entry?.item || entry.needed) continue;
      entry.needed = true;
      entry.item = { ...entry.item, rows: [row], reason: `Named in row ${row}; nobody here has the name` };
      const above = byEntity.get(entry.item.entity);
      const field = above ? aboveField(above.descriptor) : null;
      const parent = field === null ? null : textIn(entry.item.body ?? {}, field);
      if (parent !== null) need([parent], row);
    }
  };

  return {
    find,
    taken,
    nextId,
    need,
    add(entity, title, body, id) {
      const entry: Entry = { id, title, email: textIn(body, 'email'), inactive: false, item: null, needed: false };
      enter(indexOf(entity), entry, body, null);
    },
    made: () => {
      const rank = ({ entity }: Item): number => byEntity.get(entity)?.descriptor.rank ?? 0;
      // One above another of its kind was entered before it.
      return [...made.values()]
        .flatMap(({ needed, item }) => (needed && item ? [item] : []))
        .sort((a, b) => rank(a) - rank(b));
    },
  };
}

/** What `input.invalid` says, as "Field: problem". */
export function problemOf(error: AppError): string {
  return error.userSentence.replace(/\.$/, '');
}
