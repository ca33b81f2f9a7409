import type Database from 'better-sqlite3';
import type { Right, Role } from '../../../../shared/access.ts';
import type { EngineStore, StoredPerson, StoredSession } from '../../../core/ports-store.ts';

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

type PersonRow = {
  id: string;
  name: string;
  login: string;
  role: Role;
  rights: string;
  active: number;
  must_change: number;
  password: string;
  created_at: string;
  seen_at: string | null;
};
type SessionRow = { hash: string; person_id: string; since: number; seen: number };

const toPerson = (row: PersonRow): StoredPerson => ({
  id: row.id,
  name: row.name,
  login: row.login,
  role: row.role,
  rights: JSON.parse(row.rights) as Right[],
  active: row.active === 1,
  mustChange: row.must_change === 1,
  password: row.password,
  createdAt: row.created_at,
  seenAt: row.seen_at,
});
const toSession = ({ hash, person_id, since, seen }: SessionRow): StoredSession => ({
  hash,
  personId: person_id,
  since,
  seen,
});

/** Who signs in with a password, and where they are signed in. */
export function createPeople(db: Database.Database): Part {
  const all = db.prepare<[], PersonRow>('SELECT * FROM person ORDER BY name, id');
  const byId = db.prepare<[string], PersonRow>('SELECT * FROM person WHERE id = ?');
  const byLogin = db.prepare<[string], PersonRow>('SELECT * FROM person WHERE login = ?');
  const put = db.prepare(
    `INSERT INTO person (id, name, login, role, rights, active, must_change, password, created_at, seen_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, login = excluded.login, role = excluded.role,
       rights = excluded.rights, active = excluded.active, must_change = excluded.must_change,
       password = excluded.password, seen_at = excluded.seen_at`,
  );
  const putSession = db.prepare(
    `INSERT INTO session (hash, person_id, since, seen) VALUES (?, ?, ?, ?)
     ON CONFLICT (hash) DO UPDATE SET seen = excluded.seen`,
  );
  const session = db.prepare<[string], SessionRow>('SELECT * FROM session WHERE hash = ?');
  const sessionsOf = db.prepare<[string], SessionRow>('SELECT * FROM session WHERE person_id = ? ORDER BY since, hash');
  const end = db.prepare('DELETE FROM session WHERE hash = ?');
  const endAll = db.prepare('DELETE FROM session WHERE person_id = ? AND hash IS NOT ?');
  const person = (row: PersonRow | undefined): StoredPerson | null => (row ? toPerson(row) : null);
  return {
    people: () => all.all().map(toPerson),
    person: (id) => person(byId.get(id)),
    personByLogin: (login) => person(byLogin.get(login)),
    putPerson(one) {
      put.run(
        one.id,
        one.name,
        one.login,
        one.role,
        JSON.stringify(one.rights),
        one.active ? 1 : 0,
        one.mustChange ? 1 : 0,
        one.password,
        one.createdAt,
        one.seenAt,
      );
    },
    putSession({ hash, personId, since, seen }) {
      putSession.run(hash, personId, since, seen);
    },
    session: (hash) => {
      const row = session.get(hash);
      return row ? toSession(row) : null;
    },
    sessionsOf: (personId) => sessionsOf.all(personId).map(toSession),
    endSession(hash) {
      end.run(hash);
    },
    endSessions(personId, except = null) {
      endAll.run(personId, except);
    },
  };
}
