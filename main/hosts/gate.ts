import { z } from 'zod';
import type { Caller } from '../../shared/access.ts';
import type { Operation } from '../../shared/contract/define.ts';
import { contract, isOperationName, type OperationName } from '../../shared/contract/index.ts';
import { type AppError, appError, Failure } from '../../shared/errors.ts';
import type { Log } from '../core/ports.ts';

/** An answer whose value is not known by name any more: what goes over the wire. */
export type AnyReply = { ok: true; value: unknown } | { ok: false; error: AppError };

/** The engine as a host sees it: a call whose input was checked. */
export type CheckedCall = (name: OperationName, input: unknown, caller: Caller) => Promise<AnyReply>;

/** One call from outside: any name, any input, for somebody the host knows; never throws. */
export type Gate = (name: string, input: unknown, caller: Caller) => Promise<AnyReply>;

/**
 * The one way in, for IPC and HTTP alike: is there such an operation, is its input as the contract says, and whatever goes
 * wrong inside comes out as an error a person can read. Who may ask what is for the engine to say.
 *
 * @param reference makes the mark by which a fault of our own is found in the log
 */
export function createGate(call: CheckedCall, log: Log, reference: () => string): Gate {
  return async (name, input, caller) => {
    if (!isOperationName(name)) return { ok: false, error: appError('input.unknownCommand', { name: clip(name) }) };
    const parsed = check(strictInput(name), input ?? {});
    if (!parsed.ok) return parsed;
    try {
      return await call(name, parsed.value, caller);
    } catch (thrown) {
      if (thrown instanceof Failure) return { ok: false, error: thrown.error };
      const mark = reference();
      log.error('A call failed unexpectedly', { name, reference: mark, error: describe(thrown) });
      return { ok: false, error: appError('internal.unexpected', { reference: mark }) };
    }
  };
}

function check(schema: z.ZodType, input: unknown): AnyReply {
  try {
    const parsed = schema.safeParse(input);
    return parsed.success ? { ok: true, value: parsed.data } : { ok: false, error: invalid(parsed.error) };
  } catch (thrown) {
    // Lists in lists in lists, thousands deep, end the stack before they end.
    if (!(thrown instanceof RangeError)) throw thrown;
    return { ok: false, error: appError('input.invalid', { field: 'input', problem: 'is nested too deeply' }) };
  }
}

/** An unknown name is repeated in its error; a very long one is not worth it. */
const clip = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, 60)}…`);

const describe = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.stack ?? `${thrown.name}: ${thrown.message}`) : String(thrown);

/** Inputs that refuse members they do not know: a misspelt filter must not be read as "no filter". */
const strictInputs = new Map<OperationName, z.ZodType>();
export function strictInput(name: OperationName): z.ZodType {
  const known = strictInputs.get(name);
  if (known !== undefined) return known;
  const input: Operation['input'] = contract[name].input;
  const strict = input instanceof z.ZodObject ? input.strict() : input;
  strictInputs.set(name, strict);
  return strict;
}

/** The first thing wrong with an input, named by its path: "limit: must be at most 500". */
export function invalid(error: z.ZodError): AppError {
  const issue = error.issues[0];
  if (issue === undefined) return appError('input.invalid', { field: 'input', problem: 'is not as expected' });
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    return appError('input.invalid', {
      field: path === '' ? clip(key) : `${path}.${clip(key)}`,
      problem: 'is not a known field here',
    });
  }
  return appError('input.invalid', { field: path === '' ? 'input' : path, problem: inWords(issue) });
}

/** What is wrong, as it follows the name of the field. Messages written in the contract are used as they are. */
function inWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return /received undefined/.test(issue.message)
        ? 'is needed'
        : `must be ${ARTICLES[issue.expected] ?? issue.expected}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `must have at most ${issue.maximum} characters`
        : `must be at most ${issue.maximum}`;
    case 'too_small':
      // "is needed" and the like stand in the contract itself.
      if (!/^Too small/.test(issue.message)) return issue.message;
      return issue.origin === 'string'
        ? `must have at least ${issue.minimum} characters`
        : `must be at least ${issue.minimum}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? issue.message;
    case 'invalid_union':
      return 'has none of the forms it may have (see GET /api)';
    default:
      return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  }
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

const FORMATS: Readonly<Record<string, string>> = {
  url: 'must be an address, such as "http://127.0.0.1:8080/"',
  datetime: 'must be an instant with its zone, such as "2026-05-31T09:00:00Z"',
  date: 'must be a date, such as "2026-05-31"',
};
