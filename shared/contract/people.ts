import { z } from 'zod';
import { rightSchema, roleSchema } from '../access.ts';
import { MIN_PASSWORD } from '../passwords.ts';
import { instantSchema } from '../primitives.ts';
import { command, query } from './define.ts';

/** Who may see documents (and what hangs on them) that were made in QuickBooks itself rather than here. */
export const visibilitySchema = z.enum(['admins', 'everyone', 'owner']);
export type Visibility = z.infer<typeof visibilitySchema>;

/** Roles that can be given: the owner is who installed Plumbline. */
export const givenRoleSchema = roleSchema.exclude(['owner']);

const nameSchema = z.string().trim().min(1, 'is needed').max(80, 'is too long');
/** E-mail address or short name; capitals make no difference. */
const loginSchema = z
  .string()
  .trim()
  .min(2, 'is too short')
  .max(100, 'is too long')
  .regex(/^[^\s\p{Cc}]+$/u, 'may not contain spaces');
export const passwordSchema = z
  .string()
  .min(MIN_PASSWORD, `must have at least ${MIN_PASSWORD} characters`)
  .max(200, 'is too long');
const rightsSchema = z.array(rightSchema).max(3, 'names a right twice');

export const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** What they sign in with; null for an owner without a sign-in of their own. */
  login: z.string().nullable(),
  role: roleSchema,
  rights: z.array(rightSchema),
  active: z.boolean(),
  /** Has a password somebody else chose, and must choose one at the next sign-in. */
  mustChange: z.boolean(),
  createdAt: instantSchema.nullable(),
  /** When they last did something here; null if never. */
  seenAt: instantSchema.nullable(),
  /** Places where they are signed in now. */
  sessions: z.number().int(),
});
export type Person = z.infer<typeof personSchema>;

export const meSchema = z.object({
  id: z.string(),
  name: z.string(),
  login: z.string().nullable(),
  role: roleSchema,
  rights: z.array(rightSchema),
  /** At the owner's own window, without a sign-in: there is nothing to sign out of. */
  local: z.boolean(),
  mustChange: z.boolean(),
  /** Sees documents made directly in QuickBooks. */
  seesDirect: z.boolean(),
  /** Who can allow more: "Dana Reyes (owner)", with Admins. */
  ask: z.string(),
});
export type Me = z.infer<typeof meSchema>;

export const peopleContract = {
  'people.list': query(
    'Everybody who may use this installation, and who sees documents made directly in QuickBooks.',
    'admin',
    z.object({}),
    z.object({ people: z.array(personSchema), documents: visibilitySchema }),
  ),
  'people.create': command(
    'Adds a person, who chooses a password of their own at the first sign-in.',
    'admin',
    z.object({
      name: nameSchema,
      login: loginSchema,
      role: givenRoleSchema,
      /** For Basic users; others have none. */
      rights: rightsSchema.default([]),
      password: passwordSchema,
    }),
    z.object({ id: z.string() }),
  ),
  'people.update': command(
    'Changes a person’s name, user name, role or rights; it holds from their next click on.',
    'admin',
    z.object({
      id: z.string(),
      name: nameSchema.optional(),
      login: loginSchema.optional(),
      role: givenRoleSchema.optional(),
      rights: rightsSchema.optional(),
    }),
    z.object({}),
  ),
  'people.deactivate': command(
    'Ends a person’s access and signs them out everywhere. What they did stays in Activity under their name.',
    'admin',
    z.object({ id: z.string() }),
    z.object({}),
  ),
  'people.activate': command('Gives a person access again.', 'admin', z.object({ id: z.string() }), z.object({})),
  'people.setPassword': command(
    'Gives a person a new first password, signs them out everywhere and opens their sign-in if it was closed.',
    'admin',
    z.object({ id: z.string(), password: passwordSchema }),
    z.object({}),
  ),
  'people.setOwner': command(
    'Gives the owner a sign-in of their own (name, user name, password), or changes it.',
    'owner',
    z.object({ name: nameSchema, login: loginSchema, password: passwordSchema }),
    z.object({}),
  ),
  'people.setVisibility': command(
    'Says who sees documents made directly in QuickBooks.',
    'owner',
    z.object({ documents: visibilitySchema }),
    z.object({}),
  ),
  'session.me': query('Who is asking, and what they may do.', 'everyone', z.object({}), meSchema),
  'session.changePassword': command(
    'Changes one’s own password and ends one’s other sessions.',
    'everyone',
    z.object({ current: z.string().max(200, 'is too long'), next: passwordSchema }),
    z.object({}),
  ),
  'session.signOut': command('Ends this session.', 'everyone', z.object({}), z.object({})),
  'session.signOutEverywhere': command(
    'Ends all one’s sessions, this one too.',
    'everyone',
    z.object({}),
    z.object({}),
  ),
} as const;

/** What `POST /session` takes: the one thing that is asked before anybody is known. */
export const signInSchema = z.strictObject({
  login: z.string().min(1, 'is needed').max(200, 'is too long'),
  password: z.string().min(1, 'is needed').max(200, 'is too long'),
});
export type SignIn = z.infer<typeof signInSchema>;

/** What it answers: the token for `Authorization: Bearer`, and when it ends at the latest. */
export const signedInSchema = z.object({ token: z.string(), endsAt: instantSchema, mustChange: z.boolean() });
export type SignedIn = z.infer<typeof signedInSchema>;
