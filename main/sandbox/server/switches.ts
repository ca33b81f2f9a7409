/** Switches of the server, and the checks for what the control interface and the command line send. */
import { z } from 'zod';
import { plans } from '../company/plans.ts';
import { taxModes } from '../company/profile.ts';
import type { Switches } from '../company/switches.ts';

/** How long answers take, in milliseconds of real time: at least and at most. */
export type Latency = { readonly from: number; readonly to: number };

export type ServerSwitches = {
  limits: boolean;
  latency: Latency;
  /** What a caller reads who sends no Accept: XML, as QuickBooks answers, or JSON. */
  withoutAccept: 'xml' | 'json';
  /** What using a replaced refresh token does: it is refused, or (seen in races) the whole grant is lost. */
  reusedRefresh: 'refuse' | 'revoke';
};

export function defaultServerSwitches(): ServerSwitches {
  return { limits: false, latency: { from: 0, to: 0 }, withoutAccept: 'xml', reusedRefresh: 'refuse' };
}

const milliseconds = z.number().min(0).max(600_000);

export const switchesSchema = z.strictObject({
  language: z.enum(['en', 'fr']).optional(),
  staleSeconds: z.number().min(0).max(86_400).optional(),
  batchOrder: z.enum(['given', 'shuffled']).optional(),
  repeatedRequestId: z.enum(['replay', 'refuse']).optional(),
  lapsedStatus: z.union([z.literal(400), z.literal(200)]).optional(),
  limits: z.enum(['on', 'off']).optional(),
  latency: z
    .union([
      milliseconds.transform((value) => ({ from: value, to: value })),
      z.strictObject({ from: milliseconds, to: milliseconds }),
    ])
    .refine(({ from, to }) => from <= to, 'from must not be more than to')
    .optional(),
  withoutAccept: z.enum(['xml', 'json']).optional(),
  reusedRefresh: z.enum(['refuse', 'revoke']).optional(),
});

export type SwitchChanges = z.infer<typeof switchesSchema>;

/** What concerns the company, of all switches. */
export function companySwitches(changes: SwitchChanges): Partial<Switches> {
  const { language, staleSeconds, batchOrder, repeatedRequestId, lapsedStatus } = changes;
  return {
    ...(language === undefined ? {} : { language }),
    ...(staleSeconds === undefined ? {} : { staleMs: staleSeconds * 1000 }),
    ...(batchOrder === undefined ? {} : { batchOrder }),
    ...(repeatedRequestId === undefined ? {} : { repeatedRequestId }),
    ...(lapsedStatus === undefined ? {} : { lapsedStatus }),
  };
}

/** What concerns the server. */
export function serverSwitches(changes: SwitchChanges): Partial<ServerSwitches> {
  const { limits, latency, withoutAccept, reusedRefresh } = changes;
  return {
    ...(limits === undefined ? {} : { limits: limits === 'on' }),
    ...(latency === undefined ? {} : { latency }),
    ...(withoutAccept === undefined ? {} : { withoutAccept }),
    ...(reusedRefresh === undefined ? {} : { reusedRefresh }),
  };
}

/** All of them as they stand, in the words they are set with. */
export function shownSwitches(company: Readonly<Switches>, server: Readonly<ServerSwitches>) {
  const { staleMs, ...rest } = company;
  return { ...rest, staleSeconds: staleMs / 1000, ...server, limits: server.limits ? 'on' : 'off' };
}

export const profileSchema = z.strictObject({
  plan: z.enum(plans).optional(),
  subscription: z.string().min(1).max(100).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'two capital letters, as in US')
    .optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'three capital letters, as in USD')
    .optional(),
  multiCurrency: z.boolean().optional(),
  tax: z.enum(taxModes).optional(),
  customTxnNumbers: z.boolean().optional(),
  bookCloseDate: z.iso.date().nullable().optional(),
  closingPassword: z.boolean().optional(),
});
