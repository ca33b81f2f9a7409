import { type Caller, LOCAL_OWNER } from '../../../shared/access.ts';
import type { Me, Person, Visibility } from '../../../shared/contract/people.ts';
import { appError } from '../../../shared/errors.ts';
import { type Handlers, refuse } from './handlers.ts';

/** Who sits at the pretended window; `first` has to choose a password, `nobody` has to sign in. */
export const ROLES = ['owner', 'admin', 'basic', 'viewer', 'first', 'nobody'] as const;
export type FakeRole = (typeof ROLES)[number];

const NAMES = { owner: 'Dana Reyes', admin: 'Max Ortiz', basic: 'Ines Falk', viewer: 'Theo Brandt' } as const;

const person = (id: string, role: Caller['role'], more: Partial<Person> = {}): Person => ({
  id,
  name: id,
  login: `${id.split(' ')[0]?.toLowerCase()}@larkspur.example`,
  role,
  rights: [],
  active: true,
  mustChange: false,
  createdAt: '2026-01-12T09:00:00.000Z',
  seenAt: '2026-03-02T11:20:00.000Z',
  sessions: 0,
  ...more,
});

const PEOPLE: readonly Person[] = [
  person('Dana Reyes', 'owner', { id: 'owner', name: 'Dana Reyes', sessions: 1 }),
  person('Ines Falk', 'basic', { rights: ['createEstimates', 'createInvoices'], sessions: 2 }),
  person('Max Ortiz', 'admin'),
  person('Noor Haddad', 'basic', { mustChange: true, seenAt: null }),
  person('Theo Brandt', 'viewer'),
  person('Wilhelmina Oberhauser-Castellanos', 'viewer', { active: false }),
];

export function peopleHandlers(as: FakeRole, filled: boolean, emit: (topic: 'people') => void): Handlers {
  let people = filled ? [...PEOPLE] : [person('Owner', 'owner', { id: 'owner', login: null, seenAt: null })];
  let documents: Visibility = 'admins';
  const role = as === 'first' || as === 'nobody' ? 'basic' : as;
  const me: Me = {
    id: role === 'owner' ? LOCAL_OWNER.id : NAMES[role],
    name: NAMES[role],
    login: `${NAMES[role].split(' ')[0]?.toLowerCase()}@larkspur.example`,
    role,
    rights: role === 'basic' ? ['createEstimates', 'createInvoices'] : [],
    local: role === 'owner',
    mustChange: as === 'first',
    seesDirect: role === 'owner' || role === 'admin',
    ask: 'Dana Reyes (owner) or Max Ortiz (Admin)',
  };
  const change = (id: string, part: Partial<Person>): Record<string, never> => {
    people = people.map((one) => (one.id === id ? { ...one, ...part } : one));
    emit('people');
    return {};
  };
  return {
    'session.me': () => me,
    'session.signOut': () => ({}),
    'session.signOutEverywhere': () => ({}),
    'session.changePassword': () =>
      refuse(appError('input.invalid', { field: 'current', problem: 'is not your password' })),
    'people.list': () => ({ people, documents }),
    'people.create': ({ name, login, role: given, rights = [] }) => {
      if (people.some((one) => one.login === login))
        refuse(appError('people.taken', { field: 'User name', value: login }));
      people = [...people, person(name, given, { login, rights, mustChange: true, seenAt: null })];
      emit('people');
      return { id: name };
    },
    'people.update': ({ id, name, login, role: given, rights }) =>
      change(id, {
        ...(name === undefined ? {} : { name }),
        ...(login === undefined ? {} : { login }),
        ...(given === undefined ? {} : { role: given }),
        ...(rights === undefined ? {} : { rights }),
      }),
    'people.deactivate': ({ id }) => change(id, { active: false }),
    'people.activate': ({ id }) => change(id, { active: true }),
    'people.setPassword': ({ id }) => change(id, { mustChange: true }),
    'people.setOwner': ({ name, login }) => change('owner', { name, login }),
    'people.setVisibility': (input) => {
      documents = input.documents;
      emit('people');
      return {};
    },
  };
}
