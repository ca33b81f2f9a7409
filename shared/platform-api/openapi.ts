import { z } from 'zod';
import { ERROR_CATALOGUE } from '../errors.ts';
import { jsonSchema } from '../primitives.ts';
import { type PlatformOperation, platformOperations } from './operations.ts';
import {
  changesPageSchema,
  companySchema,
  failureSchema,
  listEntrySchema,
  PLATFORM_API_PATH,
  PLATFORM_API_VERSION,
  recordsPageSchema,
  wireRecordSchema,
  writtenSchema,
} from './wire.ts';

/** Schemas that have a name of their own in the document. */
const NAMED: readonly (readonly [string, z.ZodType])[] = [
  ['Record', wireRecordSchema],
  ['RecordsPage', recordsPageSchema],
  ['ChangesPage', changesPageSchema],
  ['Written', writtenSchema],
  ['ListEntry', listEntrySchema],
  ['Company', companySchema],
  ['Failure', failureSchema],
];

/** The one schema that contains itself; zod defines it beside every schema that uses it, under this name. */
const ANY_JSON = '#/components/schemas/Json';
const LOCAL_JSON = '#/$defs/__schema0';

/** JSON Schema without the mark of its dialect: in OpenAPI 3.1 that stands once, at the top. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): unknown {
  const { $schema: _, $defs: __, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return JSON.parse(JSON.stringify(rest).replaceAll(LOCAL_JSON, ANY_JSON));
}

/** Any JSON value. */
function anyJson(): unknown {
  const { $defs } = z.toJSONSchema(z.object({ json: jsonSchema }));
  return JSON.parse(JSON.stringify($defs?.__schema0).replaceAll(LOCAL_JSON, ANY_JSON));
}

/** A named schema by reference, any other in place. */
function shown(schema: z.ZodType, io: 'input' | 'output'): unknown {
  const named = NAMED.find(([, one]) => one === schema);
  return named ? { $ref: `#/components/schemas/${named[0]}` } : schemaOf(schema, io);
}

const json = (schema: unknown) => ({ 'application/json': { schema } });

/** Refusals that any operation may answer. */
const ANYWHERE: Record<number, string> = {
  400: 'A parameter, header or member is not as it must be; the error names it',
  401: 'The API key is missing, unknown or revoked',
  403: 'The API key has no scope for this',
  429: 'Too many requests; Retry-After says when to go on',
  503: 'Cannot be answered now; nothing was written',
};

function operationOf(name: string, operation: PlatformOperation): unknown {
  const refusals = { ...ANYWHERE, ...operation.refusals };
  return {
    operationId: name,
    summary: operation.doc,
    parameters: operation.parameters.map((one) => ({
      name: one.name,
      in: one.in,
      required: one.required,
      description: one.doc,
      schema: { type: 'string' },
    })),
    ...(operation.input === null
      ? {}
      : { requestBody: { required: true, content: json(shown(operation.input, 'input')) } }),
    responses: {
      [operation.status]: { description: 'Done', content: json(shown(operation.output, 'output')) },
      ...Object.fromEntries(
        Object.entries(refusals).map(([status, description]) => [
          status,
          { description, content: json({ $ref: '#/components/schemas/Failure' }) },
        ]),
      ),
    },
  };
}

/** The Platform API as an OpenAPI 3.1 document. Follows from the table of operations and its schemas alone. */
export function describePlatformApi(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, operation] of Object.entries(platformOperations)) {
    const path = paths[operation.path] ?? {};
    path[operation.method.toLowerCase()] = operationOf(name, operation);
    paths[operation.path] = path;
  }
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Plumbline Platform API',
      version: PLATFORM_API_VERSION,
      description:
        'What a platform offers so that Plumbline can keep it equal with QuickBooks Online. Plumbline serves it for its own workspace.',
    },
    servers: [{ url: PLATFORM_API_PATH }],
    security: [{ apiKey: [] }],
    paths,
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key with scopes' } },
      schemas: {
        Json: anyJson(),
        ...Object.fromEntries(NAMED.map(([name, schema]) => [name, schemaOf(schema, 'output')])),
      },
    },
    'x-error-codes': Object.fromEntries(
      Object.entries(ERROR_CATALOGUE).map(([code, { sentence, retryable }]) => [code, { sentence, retryable }]),
    ),
  };
}
