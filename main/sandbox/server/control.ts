/** The control interface under /sandbox/: what tests, demos and the curious use to play QuickBooks' side. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Company } from '../company/company.ts';
import type { PersonAct } from '../company/person.ts';
import type { Json } from '../company/types.ts';
import type { Call } from './api.ts';
import { actSchema, clockSchema, connectionSchema } from './control-schemas.ts';
import { type FaultPlan, faultPlanSchema } from './fault-plan.ts';
import type { Condition } from './gate.ts';
import { readBody, sendJson } from './http.ts';
import type { Limits } from './limits.ts';
import { meterSchema, type ProgramMeter } from './meter.ts';
import { type ServerSwitches, type SwitchChanges, shownSwitches, switchesSchema } from './switches.ts';
import type { TokenStore } from './tokens.ts';
import { type Webhooks, webhookSchema } from './webhooks.ts';

export type Control = {
  readonly company: Company;
  readonly tokens: TokenStore;
  readonly faults: FaultPlan;
  readonly meter: ProgramMeter;
  readonly limits: Limits;
  readonly webhooks: Webhooks;
  readonly calls: readonly Call[];
  readonly now: () => number;
  readonly switches: Readonly<ServerSwitches>;
  readonly change: (changes: SwitchChanges) => void;
  readonly condition: () => Condition;
  readonly setCondition: (condition: Condition) => void;
  readonly forward: (ms: number) => Promise<void>;
  readonly reset: () => Promise<void>;
  /** Resolves when what changed is in the file. */
  readonly changed: () => Promise<void>;
};

type Route = (control: Control, body: () => Promise<Json>) => unknown;

const state = (control: Control) => ({
  ...control.company.summary(),
  now: new Date(control.now()).toISOString(),
  condition: control.condition(),
  switches: shownSwitches(control.company.switches(), control.switches),
  limits: control.limits.state(),
  meter: control.meter.state(),
  faults: control.faults.state(),
  process: { residentBytes: process.memoryUsage.rss(), upSeconds: Math.round(process.uptime()) },
});

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /sandbox': state,
  'GET /sandbox/calls': ({ calls }) => ({ calls }),
  'GET /sandbox/meter': ({ meter }) => meter.state(),
  'POST /sandbox/meter': async (control, body) => {
    control.meter.change(meterSchema.parse(await body()));
    await control.changed();
    return control.meter.state();
  },
  'GET /sandbox/limits': ({ limits }) => limits.state(),
  'GET /sandbox/faults': ({ faults }) => faults.state(),
  'DELETE /sandbox/faults': ({ faults }) => {
    faults.clear();
    return faults.state();
  },
  'POST /sandbox/faults': async ({ faults }, body) => {
    faults.set(faultPlanSchema.parse(await body()));
    return faults.state();
  },
  'GET /sandbox/switches': ({ company, switches }) => shownSwitches(company.switches(), switches),
  'POST /sandbox/switches': async (control, body) => {
    control.change(switchesSchema.parse(await body()));
    return shownSwitches(control.company.switches(), control.switches);
  },
  'GET /sandbox/webhooks': ({ webhooks }) => webhooks.state(),
  'POST /sandbox/webhooks': async ({ webhooks }, body) => {
    webhooks.set(webhookSchema.parse(await body()));
    return webhooks.state();
  },
  'DELETE /sandbox/webhooks': ({ webhooks }) => {
    webhooks.clear();
    return webhooks.state();
  },
  'POST /sandbox/clock': async (control, body) => {
    const { days, hours, minutes, seconds } = clockSchema.parse(await body()).forward;
    await control.forward((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
    return { now: new Date(control.now()).toISOString() };
  },
  'POST /sandbox/connection': async (control, body) => {
    const asked = connectionSchema.parse(await body());
    if ('condition' in asked) control.setCondition(asked.condition);
    else if (asked.action === 'expire-access') control.tokens.expireAccess();
    else if (asked.action === 'revoke') control.tokens.revokeAll();
    else if (asked.action === 'disconnect') control.tokens.disconnect();
    else control.setCondition(asked.action === 'lose-admin' ? 'admin-lost' : 'well');
    await control.changed();
    return { done: 'condition' in asked ? asked.condition : asked.action };
  },
  'POST /sandbox/reset': async (control) => {
    await control.reset();
    return control.company.summary();
  },
};

/** Answers a control address; false when the path is none of them. */
export async function answerControl(
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  const path = url.pathname.replace(/\/$/, '');
  if (path !== '/sandbox' && !path.startsWith('/sandbox/')) return false;
  const name = `${request.method ?? 'GET'} ${path}`;
  const body = async () => JSON.parse(Buffer.from(await readBody(request)).toString('utf8')) as Json;
  try {
    // Answers with the status the company gave, so it stands apart from the other routes.
    if (name === 'POST /sandbox/act') {
      const result = control.company.act(actSchema.parse(await body()) as unknown as PersonAct);
      await control.changed();
      sendJson(response, result.status, JSON.parse(result.body));
      return true;
    }
    const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
    if (route === undefined) {
      const error = `The sandbox has no ${name}. See main/sandbox/server/README.md for what it has.`;
      sendJson(response, 404, { error });
    } else sendJson(response, 200, await route(control, body));
  } catch (error) {
    if (error instanceof z.ZodError) sendJson(response, 400, { error: z.prettifyError(error) });
    else if (error instanceof SyntaxError) sendJson(response, 400, { error: 'The body is not JSON.' });
    else throw error;
  }
  return true;
}
