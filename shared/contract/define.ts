import type { z } from 'zod';
import type { Access } from '../access.ts';

/**
 * One thing the app can be asked. A `query` reads and may be repeated freely; a `command` changes something, and its
 * effect reaches the window by events, never by the reply alone.
 */
export type Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  kind: 'command' | 'query';
  /** One sentence for GET /api and the documentation. */
  doc: string;
  /** Who may ask it. The engine refuses everybody else with access.notAllowed. */
  access: Access;
  input: I;
  output: O;
};

export const query = <A extends Access, I extends z.ZodType, O extends z.ZodType>(
  doc: string,
  access: A,
  input: I,
  output: O,
) => ({ kind: 'query', doc, access, input, output }) as const satisfies Operation<I, O>;

export const command = <A extends Access, I extends z.ZodType, O extends z.ZodType>(
  doc: string,
  access: A,
  input: I,
  output: O,
) => ({ kind: 'command', doc, access, input, output }) as const satisfies Operation<I, O>;
