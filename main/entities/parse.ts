import type { z } from 'zod';
import type { EntityDescriptor } from '../../shared/entity.ts';
import { type AppError, appError } from '../../shared/errors.ts';
import type { Body } from '../../shared/primitives.ts';

/** Where an issue lies, in the words of the screen: "Line 2 Quantity", "Billing address City". */
function fieldName(descriptor: EntityDescriptor, path: PropertyKey[]): string {
  const [first, ...rest] = path;
  const field = descriptor.fields.find((candidate) => candidate.name === first);
  const words = [field?.kind === 'lines' && rest.length > 0 ? 'Line' : (field?.label ?? String(first ?? 'The record'))];
  for (const part of rest) {
    if (typeof part === 'number') words.push(String(part + 1));
    else words.push(field?.line?.find((member) => member.name === part)?.label ?? String(part));
  }
  return words.join(' ');
}

/** Our sentence for an issue; zod's own words only where it has no better. */
function problem(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `has no field called "${issue.keys.join('", "')}"`;
  if (issue.code === 'too_big' && issue.origin === 'string' && issue.message.startsWith('Too big'))
    return `may have at most ${String(issue.maximum)} characters`;
  if (issue.code === 'invalid_type')
    return issue.message.startsWith('Invalid input') ? 'is missing or has the wrong type' : issue.message;
  return issue.message;
}

const strict = new WeakMap<z.ZodObject, z.ZodObject>();

/** The schema without unknown members, made once: zod compiles a new schema on its first use, which is slow. */
function strictly(schema: z.ZodObject): z.ZodObject {
  const known = strict.get(schema);
  if (known) return known;
  const made = schema.strict();
  strict.set(schema, made);
  return made;
}

/** Validates a tidied body against an entity's schema and names the first field that is wrong. */
export function check(
  descriptor: EntityDescriptor,
  schema: z.ZodObject,
  body: Body,
): { ok: true; body: Body } | { ok: false; error: AppError } {
  const result = strictly(schema).safeParse(body);
  if (result.success) return { ok: true, body: result.data as Body };
  const issue = result.error.issues[0];
  return {
    ok: false,
    error: appError('input.invalid', {
      entity: descriptor.name,
      field: issue && issue.path.length > 0 ? fieldName(descriptor, issue.path) : descriptor.label,
      problem: issue ? problem(issue) : 'is not valid',
    }),
  };
}
