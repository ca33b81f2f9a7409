import { useCallback, useEffect, useState } from 'react';
import type { EntityDescriptor, FieldDescriptor } from '../../../../shared/entity.ts';
import type { Body, Json } from '../../../../shared/primitives.ts';
import { useCommand } from '../../../store/index.ts';
import { appliedIn } from '../model/allocations.ts';
import { changesOf, normalise, type Problems, rebase } from '../model/changes.ts';
import { problemsOf } from '../model/field-errors.ts';
import {
  assembled,
  boughtIn,
  canonical,
  type FormState,
  formOf,
  formProblems,
  settledBy,
  withoutBlanks,
} from '../model/form-state.ts';
import { linesIn } from '../model/lines.ts';
import type { Moved } from './moved-note.tsx';

/** The stored record a form began with. */
export type Opened = { key: string; body: Body; revision: string };

/** Where a saved record is to be seen. */
export type Saved = { key: string; created: boolean };

/** State and acts of one form: what is typed, what is wrong with it, saving, and following a record that moves on. */
export function useRecordForm(
  descriptor: EntityDescriptor,
  start: FormState,
  first: Opened | null,
  newest: Opened | null,
  onStale: () => void,
) {
  const [state, setState] = useState(start);
  const [opened, setOpened] = useState(first);
  const [problems, setProblems] = useState<Problems>({});
  const [moved, setMoved] = useState<Moved>([]);
  const create = useCommand('records.create');
  const update = useCommand('records.update');
  const saving = create.pending || update.pending;
  const stored = opened?.body ?? null;

  // A newer version arrived, by an event or because a save was refused: carry what was typed over to it.
  useEffect(() => {
    if (saving || opened === null || newest === null || newest.revision === opened.revision) return;
    const carried = rebase(
      descriptor,
      canonical(descriptor, opened.body),
      canonical(descriptor, newest.body),
      assembled(descriptor, state, opened.body),
    );
    const touched = new Set(carried.moved.filter((one) => !one.alsoTyped).map((one) => one.field.name));
    setState({
      draft: carried.draft,
      lines: Object.fromEntries(
        Object.entries(state.lines).map(([name, lines]) => [
          name,
          touched.has(name) ? linesIn(newest.body[name], boughtIn(descriptor, name)) : lines,
        ]),
      ),
      applied: Object.fromEntries(
        Object.entries(state.applied).map(([name, applied]) => [
          name,
          touched.has(name) ? appliedIn(settledBy(descriptor, name), newest.body[name]) : applied,
        ]),
      ),
    });
    setOpened(newest);
    if (carried.moved.length > 0) setMoved(carried.moved);
  }, [saving, opened, newest, descriptor, state]);

  const clear = useCallback((path: string) => {
    setProblems((now) => {
      const left = Object.entries(now).filter(([one]) => one !== path && !one.startsWith(`${path}.`));
      return left.length === Object.keys(now).length ? now : Object.fromEntries(left);
    });
  }, []);
  const setField = useCallback(
    (field: FieldDescriptor | string, value: Json) => {
      const name = typeof field === 'string' ? field : field.name;
      setState((now) => ({ ...now, draft: { ...now.draft, [name]: value } }));
      clear(name);
    },
    [clear],
  );
  const setLines = useCallback(
    (name: string, lines: FormState['lines'][string]) => {
      setState((now) => ({ ...now, lines: { ...now.lines, [name]: lines } }));
      clear(name);
    },
    [clear],
  );
  const setApplied = useCallback(
    (name: string, applied: FormState['applied'][string]) => {
      setState((now) => ({ ...now, applied: { ...now.applied, [name]: applied } }));
      clear(name);
    },
    [clear],
  );
  /** Takes the other side's value of a field after all. */
  const take = (field: FieldDescriptor, value: Json): void => {
    if (opened === null) return;
    const theirs = formOf(descriptor, { ...opened.body, [field.name]: value });
    setState((now) => ({
      draft: { ...now.draft, [field.name]: value },
      lines: theirs.lines[field.name] ? { ...now.lines, [field.name]: theirs.lines[field.name] ?? [] } : now.lines,
      applied: theirs.applied[field.name]
        ? { ...now.applied, [field.name]: theirs.applied[field.name] ?? {} }
        : now.applied,
    }));
    setMoved((now) => now.filter((one) => one.field.name !== field.name));
  };

  const body = assembled(descriptor, state, stored);
  const dirty =
    opened === null
      ? JSON.stringify(body) !== JSON.stringify(assembled(descriptor, start, null))
      : Object.keys(changesOf(descriptor, canonical(descriptor, opened.body), body)).length > 0;

  /** Saves; answers where the record is, or null when something has to be corrected first. */
  const save = async (more: Problems): Promise<Saved | null> => {
    const clean = withoutBlanks(state);
    setState(clean);
    const found = { ...formProblems(descriptor, clean, stored), ...more };
    setProblems(found);
    if (Object.keys(found).length > 0) return null;
    const full = assembled(descriptor, clean, stored);
    if (opened === null) {
      const answer = await create.run({ entity: descriptor.name, body: normalise(descriptor, full).body });
      if (answer.ok) return { key: answer.value.key, created: true };
      setProblems(problemsOf(descriptor, answer.error));
      return null;
    }
    const changes = changesOf(descriptor, canonical(descriptor, opened.body), full);
    if (Object.keys(changes).length === 0) return { key: opened.key, created: false };
    const answer = await update.run({
      entity: descriptor.name,
      key: opened.key,
      revision: opened.revision,
      changes,
    });
    if (answer.ok) return { key: opened.key, created: false };
    if (answer.error.code === 'record.stale') onStale();
    setProblems(problemsOf(descriptor, answer.error));
    return null;
  };

  const refused = create.error ?? update.error;
  return {
    state,
    stored,
    problems,
    moved,
    dirty,
    saving,
    /** A refusal that belongs to no field; a stale revision is told by `moved` instead. */
    error: refused !== null && refused.code !== 'record.stale' ? refused : null,
    setField,
    setLines,
    setApplied,
    take,
    save,
    dismissMoved: () => setMoved([]),
  };
}
