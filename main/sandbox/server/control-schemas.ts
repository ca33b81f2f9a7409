/** What the control interface takes, checked. */
import { z } from 'zod';
import { conditions } from './gate.ts';
import { profileSchema } from './switches.ts';

const members = z.record(z.string(), z.unknown());
const id = z.union([z.string(), z.number()]).transform(String);
const amount = z.union([z.string(), z.number()]).transform(String);

export const actSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('create'), entity: z.string(), set: members }),
  z.strictObject({ act: z.literal('edit'), entity: z.string(), id, set: members }),
  z.strictObject({ act: z.enum(['delete', 'void', 'deactivate', 'reactivate']), entity: z.string(), id }),
  z.strictObject({ act: z.literal('merge'), entity: z.string(), id, into: id }),
  z.strictObject({
    act: z.literal('pay'),
    invoice: id,
    amount: amount.optional(),
    date: z.iso.date().optional(),
    method: id.optional(),
    reference: z.string().optional(),
  }),
  z.strictObject({
    act: z.literal('deposit'),
    payments: z.array(id).min(1).max(1000),
    entity: z.string().optional(),
    account: id.optional(),
    date: z.iso.date().optional(),
  }),
  z.strictObject({ act: z.literal('close-books'), date: z.iso.date().nullable(), password: z.boolean().optional() }),
  z.strictObject({ act: z.literal('profile'), set: profileSchema }),
  z.strictObject({ act: z.literal('settings'), set: members }),
]);

export const clockSchema = z.strictObject({
  forward: z.strictObject({
    days: z.number().min(0).max(3650).default(0),
    hours: z.number().min(0).max(87_600).default(0),
    minutes: z.number().min(0).max(1_000_000).default(0),
    seconds: z.number().min(0).max(1_000_000).default(0),
  }),
});

export const connectionSchema = z.union([
  z.strictObject({ action: z.enum(['expire-access', 'revoke', 'disconnect', 'lose-admin', 'restore-admin']) }),
  z.strictObject({ condition: z.enum(conditions) }),
]);
