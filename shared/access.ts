import { z } from 'zod';

/** What a Basic user may be given, each by itself. */
export const rightSchema = z.enum(['createEstimates', 'createInvoices', 'convertEstimates']);
export type Right = z.infer<typeof rightSchema>;

/**
 * Who a person is to this installation.
 * - `owner`: who installed it; may do everything, and there is exactly one.
 * - `admin`: everything but what concerns the owner.
 * - `basic`: sees what a Viewer sees, and does what their rights say.
 * - `viewer`: sees, and changes nothing but their own password.
 */
export const roleSchema = z.enum(['owner', 'admin', 'basic', 'viewer']);
export type Role = z.infer<typeof roleSchema>;

/**
 * Who may ask an operation; every operation of the contract declares it.
 * - `everyone`: whoever is signed in, whatever their role.
 * - `admin`: Admins and the owner. `owner`: the owner alone.
 * - a right: a Basic user who has it, Admins and the owner.
 * - `entity`: as the entity of the input says (`rights` of its descriptor): one of those rights, Admins and the owner;
 *   without any, only Admins and the owner.
 */
export const accessSchema = z.union([z.enum(['everyone', 'admin', 'owner', 'entity']), rightSchema]);
export type Access = z.infer<typeof accessSchema>;

/** The same for people, in a list of operations. */
export const ACCESS_WORDS: Readonly<Record<Access, string>> = {
  everyone: 'everyone',
  admin: 'Admins',
  owner: 'the owner',
  entity: 'by record',
  createEstimates: 'who may create estimates',
  createInvoices: 'who may create invoices',
  convertEstimates: 'who may convert estimates',
};

/** Id of the owner, with or without a sign-in of their own. */
export const OWNER_ID = 'owner';

/** Who asks. It travels with every call from the host into the engine, which refuses by it and signs the log with it. */
export type Caller = {
  id: string;
  name: string;
  role: Role;
  /** What a Basic user may do; nothing else looks at it. */
  rights: readonly Right[];
  /** Hash of the token they signed in with; null for the owner's own way in (the desktop window, the token of this start). */
  session: string | null;
  /** Somebody else chose their password: nothing is allowed before they choose one. */
  mustChange: boolean;
};

/** The owner at their own computer: the desktop window, or whoever has the token of this start. */
export const LOCAL_OWNER: Caller = {
  id: OWNER_ID,
  name: 'You',
  role: 'owner',
  rights: [],
  session: null,
  mustChange: false,
};

/**
 * Whether somebody may do what takes this access. The window asks it to say beforehand what the engine would refuse.
 *
 * @param entityRights `rights` of the entity concerned, for access `entity`; undefined where there is none
 */
export function mayDo(
  person: Pick<Caller, 'role' | 'rights'>,
  access: Access,
  entityRights: readonly Right[] | undefined,
): boolean {
  if (person.role === 'owner' || access === 'everyone') return true;
  if (access === 'owner') return false;
  if (person.role === 'admin') return true;
  if (person.role === 'viewer' || access === 'admin') return false;
  const needed = access === 'entity' ? (entityRights ?? []) : [access];
  return needed.some((right) => person.rights.includes(right));
}

/** Rights as they read after "the right to". */
export const RIGHT_WORDS: Readonly<Record<Right, string>> = {
  createEstimates: 'create estimates',
  createInvoices: 'create invoices',
  convertEstimates: 'convert estimates into invoices',
};

/** What something takes, in words: "an Admin", "the right to create invoices". */
export function neededFor(access: Access, entityRights: readonly Right[] | undefined): string {
  if (access === 'owner') return 'the owner of this installation';
  const rights =
    access === 'entity' ? (entityRights ?? []) : access === 'admin' || access === 'everyone' ? [] : [access];
  return rights.length === 0 ? 'an Admin' : `the right to ${rights.map((right) => RIGHT_WORDS[right]).join(' or ')}`;
}
