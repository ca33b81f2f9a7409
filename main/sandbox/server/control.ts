/** The control interface under /sandbox/: what tests, demos and the curious use to play QuickBooks' side. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Company } from '../company/company.ts';
import type { PersonAct } from '../company/person.ts';
import type { Json } from '../company/types.ts';
import { type FaultPlan, faultPlanSchema } from './fault-plan.ts';
import { readBody, sendJson } from './http.ts';
import type { TokenStore } from './tokens.ts';

/** A request the server answered, newest last; the last thousand are kept. */
export type Call = {
  readonly method: string;
  readonly path: string;
  readonly requestId?: string;
  readonly status: number;
  readonly fault?: string;
};

export type Control = {
  readonly company: Company;
  readonly tokens: TokenStore;
  readonly faults: FaultPlan;
  readonly calls: readonly Call[];
  readonly now: () => number;
  readonly forward: (ms: number) => void;
  readonly reset: () => void;
  readonly changed: () => void;
  readonly setAdmin: (present: boolean) => void;
};

const members = z.record(z.string(), z.unknown());
const id = z.union([z.string(), z.number()]).transform(String);

const actSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('create'), entity: z.string(), set: members }),
  z.strictObject({ act: z.literal('edit'), entity: z.string(), id, set: members }),
  z.strictObject({ act: z.enum(['delete', 'void', 'deactivate', 'reactivate']), entity: z.string(), id }),
  z.strictObject({
    act: z.literal('pay'),
    invoice: id,
    amount: z.union([z.string(), z.number()]).transform(String).optional(),
    date: z.iso.date().optional(),
    method: id.optional(),
    reference: z.string().optional(),
  }),
  z.strictObject({ act: z.literal('settings'), set: members }),
]);

const clockSchema = z.strictObject({
  forward: z.strictObject({
    days: z.number().min(0).max(3650).default(0),
    hours: z.number().min(0).max(87_600).default(0),
    minutes: z.number().min(0).max(1_000_000).default(0),
    seconds: z.number().min(0).max(1_000_000).default(0),
  }),
});

const connectionSchema = z.strictObject({ action: z.enum(['expire-access', 'revoke', 'lose-admin', 'restore-admin']) });

/** Answers a control address; false when the path is none of them. */
export async function answerControl(
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  const path = url.pathname.replace(/\/$/, '');
  if (path !== '/sandbox' && !path.startsWith('/sandbox/')) return false;
  const method = request.method ?? 'GET';
  const route = `${method} ${path}`;
  try {
    switch (route) {
      case 'GET /sandbox':
        sendJson(response, 200, {
          ...control.company.summary(),
          now: new Date(control.now()).toISOString(),
          meter: control.company.meter(),
          faults: control.faults.state(),
        });
        return true;
      case 'GET /sandbox/meter':
        sendJson(response, 200, control.company.meter());
        return true;
      case 'GET /sandbox/calls':
        sendJson(response, 200, { calls: control.calls });
        return true;
      case 'GET /sandbox/faults':
        sendJson(response, 200, control.faults.state());
        return true;
      case 'DELETE /sandbox/faults':
        control.faults.clear();
        sendJson(response, 200, control.faults.state());
        return true;
      case 'POST /sandbox/faults':
        control.faults.set(faultPlanSchema.parse(await json(request)));
        sendJson(response, 200, control.faults.state());
        return true;
      case 'POST /sandbox/act': {
        const act = actSchema.parse(await json(request)) as unknown as PersonAct;
        const result = control.company.act(act);
        control.changed();
        sendJson(response, result.status, JSON.parse(result.body));
        return true;
      }
      case 'POST /sandbox/clock': {
        const { forward } = clockSchema.parse(await json(request));
        control.forward((((forward.days * 24 + forward.hours) * 60 + forward.minutes) * 60 + forward.seconds) * 1000);
        sendJson(response, 200, { now: new Date(control.now()).toISOString() });
        return true;
      }
      case 'POST /sandbox/connection': {
        const { action } = connectionSchema.parse(await json(request));
        if (action === 'expire-access') control.tokens.expireAccess();
        else if (action === 'revoke') control.tokens.revokeAll();
        else control.setAdmin(action === 'restore-admin');
        sendJson(response, 200, { done: action });
        return true;
      }
      case 'POST /sandbox/reset':
        control.reset();
        sendJson(response, 200, control.company.summary());
        return true;
      default:
        sendJson(response, 404, {
          error: `The sandbox has no ${route}. See main/sandbox/server/README.md for what it has.`,
        });
        return true;
    }
  } catch (error) {
    if (error instanceof z.ZodError) {
      sendJson(response, 400, { error: z.prettifyError(error) });
      return true;
    }
    if (error instanceof SyntaxError) {
      sendJson(response, 400, { error: 'The body is not JSON.' });
      return true;
    }
    throw error;
  }
}

async function json(request: IncomingMessage): Promise<Json> {
  return JSON.parse(Buffer.from(await readBody(request)).toString('utf8')) as Json;
}
