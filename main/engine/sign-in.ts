import type { Caller } from '../../shared/access.ts';
import type { SignedIn, SignIn } from '../../shared/contract/people.ts';
import { type AppError, appError, type Result } from '../../shared/errors.ts';
import { type Attempts, FREE_TRIES, failedOnce, isForgotten, waitOf, waitWords } from '../core/lockout.ts';
import type { StoredPerson, StoredSession } from '../core/ports-store.ts';
import { audit } from './audit.ts';
import { type Context, iso } from './context.ts';

/** A session nobody uses ends after this long, and any session after a week: then the password is asked for again. */
export const IDLE_MS = 8 * 60 * 60_000;
export const LONGEST_MS = 7 * 24 * 60 * 60_000;
/** How exactly the last use of a session is kept: a write a minute, not one per click. */
const NOTED_MS = 60_000;
/** People who may wait for their password to be checked; each check costs time and memory on purpose. */
const MOST_WAITING = 20;
/** Names and addresses whose wrong passwords are counted; beyond, the oldest counts go. */
const MOST_COUNTED = 10_000;

/** How a name is looked up: capitals and kinds of letters make no difference. */
export const loginOf = (login: string): string => login.trim().normalize('NFKC').toLowerCase();

export type SignInDesk = {
  /**
   * Checks a name and its password. The answer and the time it takes are the same for a wrong password and for a name that
   * nobody has. Errors: `access.wrongPassword`, `access.locked`, `access.busy`, `people.noHash`.
   */
  signIn(input: SignIn & { address: string }): Promise<Result<SignedIn>>;
  /** Whether somebody's own password is right; wrong ones count as in signing in. Errors as there. */
  confirm(person: StoredPerson, password: string): Promise<AppError | null>;
  /** Forgets somebody's wrong passwords: they got a new one. */
  reopen(login: string): void;
  /** Who a token stands for, as things are now; null when it stands for nobody (any more). */
  callerOf(token: string): Caller | null;
};

/** Whether a session still counts. */
export const isOver = (session: StoredSession, now: number): boolean =>
  now - session.seen > IDLE_MS || now - session.since > LONGEST_MS;

export const asCaller = (person: StoredPerson, session: string): Caller => ({
  id: person.id,
  name: person.name,
  role: person.role,
  rights: person.role === 'basic' ? person.rights : [],
  session,
  mustChange: person.mustChange,
});

export function createSignInDesk(ctx: Context): SignInDesk {
  const { store, passwords } = ctx;
  const byName = new Map<string, Attempts>();
  const byAddress = new Map<string, Attempts>();
  /** Checks go one after another: many at once would get more tries than are counted. */
  let queue: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  /** Checked where there is nobody of that name, so that it takes as long. */
  let nobody: Promise<string> | null = null;

  const count = (counts: Map<string, Attempts>, key: string): void => {
    const tries = failedOnce(counts.get(key), ctx.clock.now());
    counts.delete(key);
    counts.set(key, tries);
    for (const [old, one] of counts) {
      if (counts.size <= MOST_COUNTED && !isForgotten(one, ctx.clock.now())) break;
      counts.delete(old);
    }
  };
  const closed = (login: string, address: string | null): AppError | null => {
    const now = ctx.clock.now();
    const wait = Math.max(
      waitOf(byName.get(login), FREE_TRIES.name, now),
      address === null ? 0 : waitOf(byAddress.get(address), FREE_TRIES.address, now),
    );
    return wait === 0 ? null : appError('access.locked', { wait: waitWords(wait) });
  };
  const inTurn = async <T>(act: () => Promise<T>): Promise<T | AppError> => {
    if (waiting >= MOST_WAITING) return appError('access.busy');
    waiting++;
    const turn = queue.then(act).finally(() => {
      waiting--;
    });
    queue = turn.catch(() => undefined);
    return turn;
  };
  /** Null when the password is this person's; wrong ones are counted, and told in the log when that closes the name. */
  const check = async (
    login: string,
    address: string | null,
    person: StoredPerson | null,
    password: string,
  ): Promise<AppError | null> => {
    const shut = closed(login, address);
    if (shut) return shut;
    nobody ??= passwords.hash(passwords.token());
    const hash = person?.active === true ? person.password : await nobody;
    const right = await passwords.verify(password, hash);
    if (right && person?.active === true) {
      byName.delete(login);
      return null;
    }
    count(byName, login);
    if (address !== null) count(byAddress, address);
    if (person && byName.get(login)?.failures === FREE_TRIES.name) {
      const what = `Signing in as ${person.name} was closed for a while: ${FREE_TRIES.name} wrong passwords`;
      store.transaction(() => audit(ctx, { actor: 'Sign-in', what, result: 'failed' }));
    }
    return appError('access.wrongPassword');
  };

  return {
    async signIn({ login: typed, password, address }) {
      const login = loginOf(typed);
      const answer = await inTurn(async (): Promise<Result<SignedIn>> => {
        const person = store.personByLogin(login);
        const wrong = await check(login, address, person, password);
        if (wrong || !person) return { ok: false, error: wrong ?? appError('access.wrongPassword') };
        const token = passwords.token();
        const now = ctx.clock.now();
        store.transaction(() => {
          for (const old of store.sessionsOf(person.id)) if (isOver(old, now)) store.endSession(old.hash);
          store.putSession({ hash: ctx.hash(token), personId: person.id, since: now, seen: now });
          store.putPerson({ ...(store.person(person.id) ?? person), seenAt: iso(now) });
          audit(ctx, { actor: person.name, what: 'Signed in', result: 'info' });
        });
        return { ok: true, value: { token, endsAt: iso(now + LONGEST_MS), mustChange: person.mustChange } };
      });
      return 'code' in answer ? { ok: false, error: answer } : answer;
    },
    confirm: async (person, password) => inTurn(() => check(person.login, null, person, password)),
    reopen(login) {
      byName.delete(login);
    },
    callerOf(token) {
      const hash = ctx.hash(token);
      const session = store.session(hash);
      const person = session && store.person(session.personId);
      const now = ctx.clock.now();
      if (!session || !person?.active || isOver(session, now)) return null;
      if (now - session.seen > NOTED_MS) {
        try {
          store.transaction(() => {
            store.putSession({ ...session, seen: now });
            store.putPerson({ ...person, seenAt: iso(now) });
          }, 'relaxed');
        } catch (error) {
          // A full disk keeps nobody out; it is told elsewhere.
          ctx.log.warn('the use of a session could not be noted', { error: String(error) });
        }
      }
      return asCaller(person, hash);
    },
  };
}
