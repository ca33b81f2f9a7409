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
