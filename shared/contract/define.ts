import type { z } from 'zod';

/**
 * One thing the app can be asked. A `query` reads and may be repeated freely; a `command` changes something, and its
 * effect reaches the window by events, never by the reply alone.
 */
export type Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  kind: 'command' | 'query';
  /** One sentence for GET /api and the documentation. */
  doc: string;
  input: I;
  output: O;
};

export const query = <I extends z.ZodType, O extends z.ZodType>(doc: string, input: I, output: O) =>
  ({ kind: 'query', doc, input, output }) as const satisfies Operation<I, O>;

export const command = <I extends z.ZodType, O extends z.ZodType>(doc: string, input: I, output: O) =>
  ({ kind: 'command', doc, input, output }) as const satisfies Operation<I, O>;
