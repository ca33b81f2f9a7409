import { type Access, type Caller, mayDo, neededFor, type Right } from '../../shared/access.ts';
import { type AppError, appError } from '../../shared/errors.ts';

/** What an operation takes, as far as deciding about it goes. */
export type Asked = {
  access: Access;
  /** Rights of the entity it is about, where `access` is by entity. */
  entityRights: readonly Right[] | undefined;
  /** Concerns the caller's own session only: what is left to somebody who has to choose a password first. */
  ownSession: boolean;
};

/**
 * Whether somebody is refused an operation: the one place where that is decided. Null when they may.
 *
 * @param ask who can allow it, in words: "Dana Reyes (owner) or Max Ortiz (Admin)"
 */
export function refusalOf(caller: Caller, asked: Asked, ask: (ownerOnly: boolean) => string): AppError | null {
  if (caller.mustChange && !asked.ownSession) return appError('access.passwordFirst');
  if (mayDo(caller, asked.access, asked.entityRights)) return null;
  return appError('access.notAllowed', {
    need: neededFor(asked.access, asked.entityRights),
    who: ask(asked.access === 'owner'),
  });
}

/** Whom to ask, in words: the owner first, then Admins by name, no more than a sentence takes. */
export function whomToAsk(people: readonly Pick<Caller, 'name' | 'role'>[], ownerOnly: boolean): string {
  const owner = people.find((one) => one.role === 'owner');
  const admins = ownerOnly ? [] : people.filter((one) => one.role === 'admin');
  const named = [
    owner === undefined ? 'the owner of this installation' : `${owner.name} (owner)`,
    ...admins.slice(0, 2).map((one) => `${one.name} (Admin)`),
    ...(admins.length > 2 ? ['another Admin'] : []),
  ];
  return named.length === 1 ? (named[0] ?? '') : `${named.slice(0, -1).join(', ')} or ${named.at(-1)}`;
}
