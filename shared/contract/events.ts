import { z } from 'zod';
import { statusSchema } from './app.ts';
import { planSummarySchema } from './sync.ts';

/**
 * What the engine tells, always after the commit it speaks of. `revision` rises by one per event; a subscriber that sees
 * a gap queries again. Payloads are small: lists are re-queried when their topic is named.
 */
export const eventSchema = z.discriminatedUnion('topic', [
  z.object({ revision: z.number().int(), topic: z.literal('status'), payload: statusSchema }),
  z.object({
    revision: z.number().int(),
    topic: z.literal('records'),
    /** Keys that changed; null means many, re-query what is shown. */
    payload: z.object({ entity: z.string(), keys: z.array(z.string()).nullable() }),
  }),
  z.object({ revision: z.number().int(), topic: z.literal('review'), payload: z.object({ total: z.number().int() }) }),
  z.object({
    revision: z.number().int(),
    topic: z.literal('problems'),
    payload: z.object({ total: z.number().int() }),
  }),
  z.object({
    revision: z.number().int(),
    topic: z.literal('activity'),
    payload: z.object({ newest: z.number().int() }),
  }),
  z.object({
    revision: z.number().int(),
    topic: z.literal('plan'),
    payload: z.object({ plan: planSummarySchema.nullable() }),
  }),
  z.object({ revision: z.number().int(), topic: z.literal('connection'), payload: z.object({}) }),
  z.object({ revision: z.number().int(), topic: z.literal('mappings'), payload: z.object({}) }),
  z.object({ revision: z.number().int(), topic: z.literal('settings'), payload: z.object({}) }),
  /** The companies kept side by side: one more or less, a name, or how another one fares. */
  z.object({ revision: z.number().int(), topic: z.literal('companies'), payload: z.object({}) }),
  /** How far an import is, or a new one. */
  z.object({ revision: z.number().int(), topic: z.literal('imports'), payload: z.object({}) }),
  /** People, their rights, or what they may see. */
  z.object({ revision: z.number().int(), topic: z.literal('people'), payload: z.object({}) }),
]);
export type AppEvent = z.infer<typeof eventSchema>;
export type EventTopic = AppEvent['topic'];
