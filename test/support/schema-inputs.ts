/**
 * Inputs made from the JSON Schema of an operation: one that fits, and any number that do not. Nothing is known here of
 * what the operations mean.
 */
export type Schema = {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  default?: unknown;
  $ref?: string;
};

/** Texts for patterns that a random text does not fit. */
const FITTING = ['12.30', '4620816365', 'somebody', '2026-03-02', 'a text that is long enough', 'invoice:read'];

/** The smallest input that fits: what is required and nothing else. */
export function fitting(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const form = schema.anyOf ?? schema.oneOf;
  if (form) return fitting(form.find((one) => one.type !== 'null') ?? {});
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, fitting(schema.properties?.[name] ?? {})]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => fitting(schema.items ?? {}));
    case 'boolean':
      return true;
    case 'number':
    case 'integer':
      return Math.max(schema.minimum ?? 1, 1);
    case 'null':
      return null;
    default:
      return text(schema);
  }
}

function text({ format, pattern, minLength = 0 }: Schema): string {
  if (format === 'email') return 'office@example.com';
  if (format === 'uri') return 'http://127.0.0.1:9/';
  if (format === 'date-time') return '2126-03-02T12:00:00.000Z';
  if (format === 'date') return '2026-03-02';
  const matches = (one: string): boolean => pattern === undefined || new RegExp(pattern, 'u').test(one);
  return FITTING.find((one) => one.length >= minLength && matches(one)) ?? 'x'.repeat(Math.max(1, minLength));
}

export type BadInput = {
  what: string;
  input: unknown;
  /** Member that is wrong, as the error must name it; null where the input as a whole is. */
  field: string | null;
};

/** A list in a list in a list. */
function nested(levels: number): unknown {
  let deep: unknown = 1;
  for (let i = 0; i < levels; i++) deep = [deep];
  return deep;
}

const isText = (schema: Schema): boolean => schema.type === 'string' && !schema.enum && schema.const === undefined;
const takes = (schema: Schema, type: string): boolean =>
  (schema.anyOf ?? schema.oneOf ?? [schema]).some(
    (one) =>
      one.type === undefined ||
      one.type === type ||
      (Array.isArray(one.type) && one.type.includes(type)) ||
      (type === 'number' && one.type === 'integer'),
  );

/** Inputs that cannot fit, member by member: wrong kinds, missing, too long, too large, unknown, nested for ever. */
export function unfitting(schema: Schema): BadInput[] {
  const good = fitting(schema) as Record<string, unknown>;
  const bad: BadInput[] = [
    { what: 'a list for an object', input: ['a'], field: null },
    { what: 'a text for an object', input: 'a', field: null },
    { what: 'a number for an object', input: 7, field: null },
    { what: 'an unknown member', input: { ...good, zzUnknown: 1 }, field: 'zzUnknown' },
    { what: 'a member that is no name', input: { ...good, 'a.b[0] "c"': 1 }, field: 'a.b[0]' },
    { what: 'a member with a name without end', input: { ...good, ['n'.repeat(5000)]: 1 }, field: 'nnn' },
  ];
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const put = (what: string, value: unknown): void => {
      bad.push({ what: `${name}: ${what}`, input: { ...good, [name]: value }, field: name });
    };
    if (schema.required?.includes(name)) {
      const { [name]: _left, ...rest } = good;
      bad.push({ what: `${name}: missing`, input: rest, field: name });
    }
    if (!takes(member, 'number')) put('a number', 7);
    if (!takes(member, 'number')) put('a number without end', Number.POSITIVE_INFINITY);
    if (!takes(member, 'boolean')) put('true', true);
    if (!takes(member, 'null')) put('null', null);
    if (!takes(member, 'string')) put('a text', 'NaN');
    if (!takes(member, 'array')) put('a list', [1, 2]);
    if (!takes(member, 'array')) put('a list nested 500 deep', nested(500));
    if (!takes(member, 'object')) put('an object', { a: 1 });
    if (takes(member, 'integer') || takes(member, 'number')) {
      if (takes(member, 'integer') && !takes(member, 'string')) put('half', 1.5);
      if (!takes(member, 'string')) put('NaN as JSON has it', null);
      if (member.maximum !== undefined) put('too large', member.maximum + 1);
      if (member.minimum !== undefined) put('too small', member.minimum - 1);
    }
    if (member.enum) put('another word', 'zz-no-such-word');
    if (isText(member) && member.maxLength !== undefined) put('too long', 'x'.repeat(member.maxLength + 1));
    if (isText(member) && (member.minLength ?? 0) > 0) put('empty', '');
    if (isText(member) && member.format !== undefined) put('no such form', 'zz');
    if (member.type === 'array' && member.maxItems !== undefined)
      put(
        'too many',
        Array.from({ length: member.maxItems + 1 }, () => fitting(member.items ?? {})),
      );
    if (member.type === 'array' && member.items?.type === 'string') put('numbers in a list of texts', [1, 2, 3]);
  }
  return bad;
}

/** Texts that fit a schema of "any text" and have broken programs before. */
export const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  'x'.repeat(100_000),
  '\u0000\u001b[31m\r\n',
  '__proto__',
  'constructor',
  'qb:',
  "'; DROP TABLE record; --",
  '%_\\',
  '\ud800',
  '-1',
  '1e999',
  'NaN',
  '../../etc/passwd',
];

/** Inputs that fit, with each free text replaced by an odd one in turn. */
export function odd(schema: Schema): unknown[] {
  const good = fitting(schema) as Record<string, unknown>;
  const free = Object.entries(schema.properties ?? {}).filter(
    ([, member]) => isText(member) && member.format === undefined && member.pattern === undefined,
  );
  return free.flatMap(([name]) => ODD_TEXTS.map((value) => ({ ...good, [name]: value })));
}
