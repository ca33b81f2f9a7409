import { z } from 'zod';
import type { Operation } from '../../../shared/contract/define.ts';
import { eventSchema } from '../../../shared/contract/events.ts';
import { contract, type OperationName } from '../../../shared/contract/index.ts';
import { appErrorSchema, ERROR_CATALOGUE } from '../../../shared/errors.ts';
import { strictInput } from '../gate.ts';

/**
 * The answer of `GET /api`: every command and query with the JSON Schemas (2020-12) of its input and output, the events of
 * `GET /api/events`, and every error code with its sentence. Follows from the contract alone.
 */
export function describeApi(version: string) {
  const names = Object.keys(contract) as OperationName[];
  return {
    name: 'Plumbline',
    version,
    call: 'POST /api/<name> with "Authorization: Bearer <token>" and the input as JSON; answers {"ok":true,"value":…} or {"ok":false,"error":…}.',
    events: {
      path: '/api/events',
      doc: 'Server-sent events. The id of each is its revision; send the last one seen as Last-Event-ID to go on from there. A gap between revisions means: query again. With ?looking=no the reader does not count as someone who looks, so QuickBooks is read less often.',
      schema: z.toJSONSchema(eventSchema, { io: 'output' }),
    },
    operations: names.map((name) => {
      const operation: Operation = contract[name];
      return {
        name,
        kind: operation.kind,
        doc: operation.doc,
        access: operation.access,
        path: `/api/${name}`,
        input: z.toJSONSchema(strictInput(name), { io: 'input' }),
        output: z.toJSONSchema(operation.output, { io: 'output' }),
      };
    }),
    errors: {
      schema: z.toJSONSchema(appErrorSchema, { io: 'output' }),
      codes: Object.entries(ERROR_CATALOGUE).map(([code, entry]) => ({ code, ...entry })),
    },
  };
}
