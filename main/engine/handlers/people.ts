import { OWNER_ID, type Right, type Role } from '../../../shared/access.ts';
import type { Person } from '../../../shared/contract/people.ts';
import { Failure, fail } from '../../../shared/errors.ts';
import { whomToAsk } from '../../core/permissions.ts';
import type { AuditChange, StoredPerson } from '../../core/ports-store.ts';
import { audit } from '../audit.ts';
import { nowAt } from '../context.ts';
import { isOver, loginOf } from '../sign-in.ts';
import { seesDirect, visibilityOf } from '../veil.ts';
import type { HandlerContext, Handlers } from './types.ts';

/** Roles as the window says them. */
const ROLE: Readonly<Record<Role, string>> = { owner: 'Owner', admin: 'Admin', basic: 'Basic', viewer: 'Viewer' };
const SEEN_BY = { admins: 'Admins', everyone: 'everyone', owner: 'the owner' } as const;

export function peopleHandlers(ctx: HandlerContext): Handlers<'people'> & Handlers<'session'> {
  const { store } = ctx;
  /** Somebody who may be changed here: the owner changes their own sign-in elsewhere. */
  const given = (id: string): StoredPerson => {
    if (id === OWNER_ID) fail('people.owner');
    return store.person(id) ?? fail('people.notFound');
  };
  const others = (id: string, what: string): void => {
    if (ctx.caller?.id === id)
      fail('input.invalid', { field: 'id', problem: `is you; another Admin or the owner has to ${what}` });
  };
  /** Names stand in Activity and logins at the door: neither may be two people's. */
  const free = (id: string, name: string, login: string): void => {
    for (const one of store.people()) {
      if (one.id === id) continue;
      if (one.login === login) fail('people.taken', { field: 'User name', value: login });
      if (one.name.toLowerCase() === name.toLowerCase()) fail('people.taken', { field: 'Name', value: name });
    }
  };
  const save = (person: StoredPerson, what: string, shown: AuditChange[] = []): void => {
    store.transaction(() => {
      store.putPerson(person);
      audit(ctx, { actor: 'You', what, result: 'info', shown });
      ctx.events.touch('people');
    });
  };
  const me = (): StoredPerson => (ctx.caller && store.person(ctx.caller.id)) ?? fail('people.notFound');

  return {
    'people.list': () => {
      const stored = store.people();
      const owner = stored.find((one) => one.id === OWNER_ID);
      const rest = stored.filter((one) => one.id !== OWNER_ID);
      const shown = (one: StoredPerson): Person => personOf(ctx, one);
      return {
        people: [
          owner ? shown(owner) : NAMELESS_OWNER,
          ...rest.filter((one) => one.active).map(shown),
          ...rest.filter((one) => !one.active).map(shown),
        ],
        documents: visibilityOf(store),
      };
    },
    'people.create': async (input) => {
      const login = loginOf(input.login);
      const rights = input.role === 'basic' ? inOrder(input.rights) : [];
      notGuessed('password', input.password, [login, input.name]);
      const password = await ctx.passwords.hash(input.password);
      const id = ctx.ids.next();
      free(id, input.name, login);
      const person: StoredPerson = {
        id,
        name: input.name,
        login,
        role: input.role,
        rights,
        active: true,
        mustChange: true,
        password,
        createdAt: nowAt(ctx),
        seenAt: null,
      };
      save(person, `Added ${person.name} (${ROLE[person.role]})`);
      return { id };
    },
    'people.update': ({ id, ...input }) => {
      const before = given(id);
      if (input.role !== undefined && input.role !== before.role) others(id, 'change your role');
      const role = input.role ?? before.role;
      const next: StoredPerson = {
        ...before,
        role,
        name: input.name ?? before.name,
        login: input.login === undefined ? before.login : loginOf(input.login),
        rights: role === 'basic' ? inOrder(input.rights ?? before.rights) : [],
      };
      free(id, next.name, next.login);
      const shown = changesOf(before, next);
      if (shown.length > 0) save(next, `Changed what ${next.name} is here`, shown);
      return {};
    },
    'people.deactivate': ({ id }) => {
      const person = given(id);
      others(id, 'end your access');
      store.transaction(() => {
        store.endSessions(id);
        save({ ...person, active: false }, `Ended the access of ${person.name}`);
      });
      return {};
    },
    'people.activate': ({ id }) => {
      const person = given(id);
      save({ ...person, active: true }, `Gave ${person.name} access again`);
      return {};
    },
    'people.setPassword': async ({ id, password }) => {
      const { name, login } = given(id);
      others(id, 'give you a new one; change your own under your name');
      notGuessed('password', password, [login, name]);
      const hash = await ctx.passwords.hash(password);
      store.transaction(() => {
        store.endSessions(id);
        save({ ...given(id), password: hash, mustChange: true }, `Gave ${name} a new first password`);
      });
      ctx.desk.reopen(login);
      return {};
    },
    'people.setOwner': async (input) => {
      if (ctx.caller !== null)
        fail('input.invalid', { field: 'password', problem: 'is changed under your own name, with the current one' });
      const login = loginOf(input.login);
      notGuessed('password', input.password, [login, input.name]);
      const password = await ctx.passwords.hash(input.password);
      free(OWNER_ID, input.name, login);
      const known = store.person(OWNER_ID);
      store.transaction(() => {
        store.endSessions(OWNER_ID);
        const owner: StoredPerson = {
          id: OWNER_ID,
          name: input.name,
          login,
          role: 'owner',
          rights: [],
          active: true,
          mustChange: false,
          password,
          createdAt: known?.createdAt ?? nowAt(ctx),
          seenAt: known?.seenAt ?? null,
        };
        save(owner, known ? 'Changed the sign-in of the owner' : `Gave the owner a sign-in: ${input.name}`);
      });
      ctx.desk.reopen(login);
      return {};
    },
    'people.setVisibility': ({ documents }) => {
      const before = visibilityOf(store);
      store.transaction(() => {
        store.setMeta('visibility', documents);
        const shown = [{ field: 'documents', label: 'Seen by', before: SEEN_BY[before], after: SEEN_BY[documents] }];
        const what = 'Changed who sees documents made directly in QuickBooks';
        audit(ctx, { actor: 'You', what, result: 'info', shown });
        ctx.events.touch('people');
      });
      return {};
    },
    'session.me': () => {
      const id = ctx.caller?.id ?? OWNER_ID;
      const person = store.person(id);
      const role = person?.role ?? 'owner';
      return {
        id,
        name: person?.name ?? 'You',
        login: person?.login ?? null,
        role,
        rights: role === 'basic' ? (person?.rights ?? []) : [],
        local: ctx.caller === null,
        mustChange: ctx.caller?.mustChange ?? false,
        seesDirect: seesDirect(store, { role }),
        ask: whomToAsk(
          store.people().filter((one) => one.active),
          false,
        ),
      };
    },
    'session.changePassword': async ({ current, next }) => {
      const person = me();
      const wrong = await ctx.desk.confirm(person, current);
      if (wrong?.code === 'access.wrongPassword')
        fail('input.invalid', { field: 'current', problem: 'is not your password' });
      if (wrong) throw new Failure(wrong);
      if (next === current) fail('input.invalid', { field: 'next', problem: 'must be another one than before' });
      notGuessed('next', next, [person.login, person.name]);
      const password = await ctx.passwords.hash(next);
      store.transaction(() => {
        store.endSessions(person.id, ctx.caller?.session ?? null);
        save({ ...me(), password, mustChange: false }, 'Changed their password');
      });
      return {};
    },
    'session.signOut': () => {
      if (ctx.caller?.session) {
        const { session } = ctx.caller;
        store.transaction(() => {
          store.endSession(session);
          audit(ctx, { actor: 'You', what: 'Signed out', result: 'info' });
        });
      }
      return {};
    },
    'session.signOutEverywhere': () => {
      const id = ctx.caller?.id ?? OWNER_ID;
      store.transaction(() => {
        store.endSessions(id);
        audit(ctx, { actor: 'You', what: 'Signed out everywhere', result: 'info' });
      });
      return {};
    },
  };
}

/** The owner before they gave themselves a name: only the window at this computer is theirs. */
const NAMELESS_OWNER: Person = {
  id: OWNER_ID,
  name: 'Owner',
  login: null,
  role: 'owner',
  rights: [],
  active: true,
  mustChange: false,
  createdAt: null,
  seenAt: null,
  sessions: 0,
};

function personOf(ctx: HandlerContext, stored: StoredPerson): Person {
  const { password: _hash, ...person } = stored;
  const now = ctx.clock.now();
  const sessions = ctx.store.sessionsOf(person.id).filter((session) => !isOver(session, now)).length;
  return { ...person, sessions };
}

const ORDER: readonly Right[] = ['createEstimates', 'createInvoices', 'convertEstimates'];
const inOrder = (rights: readonly Right[]): Right[] => ORDER.filter((right) => rights.includes(right));

/** What everybody tries first. Length does the rest. */
const COMMON =
  /^(?:(.)\1+|(?:0?1234567890?|qwerty(?:uiop)?|password|passwort|letmein|plumbline|quickbooks)\W*\d*\W*)$/i;

function notGuessed(field: string, password: string, own: string[]): void {
  const plain = password.normalize('NFKC').toLowerCase();
  if (COMMON.test(plain) || own.some((word) => plain === word.toLowerCase()))
    fail('input.invalid', { field, problem: 'is among the first that anybody would guess' });
}

const words = (rights: readonly Right[]): string =>
  rights.map((right) => right.replace(/([A-Z])/g, ' $1').toLowerCase()).join(', ');

function changesOf(before: StoredPerson, after: StoredPerson): AuditChange[] {
  const pairs: [string, string, string, string][] = [
    ['name', 'Name', before.name, after.name],
    ['login', 'User name', before.login, after.login],
    ['role', 'Role', ROLE[before.role], ROLE[after.role]],
    ['rights', 'Rights', words(before.rights), words(after.rights)],
  ];
  return pairs
    .filter(([, , was, is]) => was !== is)
    .map(([field, label, was, is]) => ({ field, label, before: was, after: is }));
}
