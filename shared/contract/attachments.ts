import { z } from 'zod';
import { appErrorSchema } from '../errors.ts';
import { sideSchema } from '../primitives.ts';
import { command, query } from './define.ts';

/**
 * Where a file stands.
 * - `waiting`: to be copied to the side that has not got it. `sent`: on its way to QuickBooks, not answered yet.
 * - `equal`: on both sides. `onlyHere`: it was removed in QuickBooks and stays here.
 * - `failed`: QuickBooks refused it, or its content cannot be had.
 * - `removing`: removed here, to be removed in QuickBooks. `onlyThere`: removed here, it stays in QuickBooks.
 */
export const attachmentStateSchema = z.enum([
  'waiting',
  'sent',
  'equal',
  'onlyHere',
  'failed',
  'removing',
  'onlyThere',
]);
export type AttachmentState = z.infer<typeof attachmentStateSchema>;

export const attachmentSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Media type. */
  type: z.string(),
  /** Bytes. */
  size: z.number().int(),
  /** The side it was first attached on. */
  origin: sideSchema,
  state: attachmentStateSchema,
  /** What the state means for this file, in a few words. */
  note: z.string(),
  error: appErrorSchema.nullable(),
  /** Whether its content is on this computer, so that it can be saved from here. */
  here: z.boolean(),
  /** ISO. */
  addedAt: z.string(),
});
export type Attachment = z.infer<typeof attachmentSchema>;

const place = { entity: z.string(), key: z.string() };
const one = { ...place, id: z.string() };

/** Files on records: they follow their record to the other side once it is there. */
export const attachmentsContract = {
  'attachments.list': query(
    'The files of a record, oldest first.',
    'everyone',
    z.object(place),
    z.object({
      /** Whether records of this kind can have files at all. */
      takes: z.boolean(),
      files: z.array(attachmentSchema),
    }),
  ),
  'attachments.add': command(
    'Attaches a file to a record in the workspace; it goes to QuickBooks with the record. At most 20 MB. The same content on the same record is kept once.',
    'entity',
    z.object({ ...place, name: z.string(), base64: z.string() }),
    z.object({ id: z.string(), already: z.boolean() }),
  ),
  'attachments.remove': command(
    'Removes a file from a record. In QuickBooks it is removed only if it went there from here and was not changed there since; otherwise it stays there.',
    'entity',
    z.object(one),
    z.object({}),
  ),
  'attachments.retry': command(
    'Copies a file again that was refused, or sends one that was removed in QuickBooks there once more.',
    'entity',
    z.object(one),
    z.object({}),
  ),
  'attachments.download': query(
    'The content of a file that is on this computer, in base64.',
    'everyone',
    z.object(one),
    z.object({ name: z.string(), type: z.string(), base64: z.string() }),
  ),
};
