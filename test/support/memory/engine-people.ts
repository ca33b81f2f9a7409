import type { EngineStore, StoredPerson, StoredSession } from '../../../main/core/ports-store.ts';
import { compare, createTable, keep, type Undo, violated } from './kept.ts';

type Part = Pick<
  EngineStore,
  | 'people'
  | 'person'
  | 'personByLogin'
  | 'putPerson'
  | 'putSession'
  | 'session'
  | 'sessionsOf'
  | 'endSession'
  | 'endSessions'
>;

/** Who signs in with a password, and where they are signed in. */
export function createPeople(undo: Undo): Part {
  const people = createTable<string, StoredPerson>(undo);
  const sessions = createTable<string, StoredSession>(undo);
  const copy = <T extends object>(value: T | undefined): T | null => (value ? { ...value } : null);
  const byLogin = (login: string): StoredPerson | undefined =>
    [...people.values()].find((person) => person.login === login);
  const of = (personId: string): StoredSession[] =>
    [...sessions.values()].filter((session) => session.personId === personId);
  return {
    people: () =>
      [...people.values()]
        .sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id))
        .map((person) => ({ ...person })),
    person: (id) => copy(people.get(id)),
    personByLogin: (login) => copy(byLogin(login)),
    putPerson: (person) => {
      const other = byLogin(person.login);
      if (other && other.id !== person.id) violated('person.login');
      for (const one of people.values())
        if (person.role === 'owner' && one.role === 'owner' && one.id !== person.id) violated('person.role');
      const { id, name, login, role, rights, active, mustChange, password, seenAt } = person;
      const createdAt = people.get(id)?.createdAt ?? person.createdAt;
      people.set(id, keep({ id, name, login, role, rights, active, mustChange, password, createdAt, seenAt }));
    },
    putSession: ({ hash, personId, since, seen }) => {
      const known = sessions.get(hash);
      if (!known && !people.has(personId)) violated('session.person_id');
      sessions.set(hash, keep(known ? { ...known, seen } : { hash, personId, since, seen }));
    },
    session: (hash) => copy(sessions.get(hash)),
    sessionsOf: (personId) =>
      of(personId)
        .sort((a, b) => a.since - b.since || compare(a.hash, b.hash))
        .map((session) => ({ ...session })),
    endSession: (hash) => {
      sessions.delete(hash);
    },
    endSessions: (personId, except = null) => {
      for (const session of of(personId)) if (session.hash !== except) sessions.delete(session.hash);
    },
  };
}
