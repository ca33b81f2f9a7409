import { type AppError, appError, Failure, type Result } from '../../../shared/errors.ts';
import type { ConnectedCompany } from '../../core/ports.ts';
import { audit } from '../audit.ts';
import { adoptCompany, refreshFacts } from '../company.ts';
import { companyOf, connectorOf } from '../context.ts';
import { guarded } from '../observe.ts';
import { calmSide } from '../sides.ts';
import type { HandlerContext, Handlers } from './types.ts';

type Company = { companyId: string; companyName: string; environment: ConnectedCompany['environment'] };

const plain = ({ companyId, companyName, environment }: Company): Company => ({ companyId, companyName, environment });

export function connectionHandlers(ctx: HandlerContext): Handlers<'connection'> {
  /** Takes a new connection over and begins to read; the reading is not waited for. */
  const connected = async (result: Result<ConnectedCompany>): Promise<{ company: Company }> => {
    if (!result.ok) throw new Failure(result.error);
    const refused = await adoptCompany(ctx, result.value);
    if (refused) throw new Failure(refused);
    ctx.scheduler.request('sync').catch(() => undefined);
    return { company: plain(result.value) };
  };
  return {
    'connection.get': () => {
      const info = ctx.connections.info();
      return {
        company: info && plain(info),
        connectedAt: info?.connectedAt ?? null,
        tokenRenewedAt: info?.tokenRenewedAt ?? null,
        tokenExpiresAt: info?.tokenExpiresAt ?? null,
        secretsKind: ctx.connections.secretsKind,
        apiBase: info?.apiBase ?? null,
        previousCompany: info ? null : companyOf(ctx.store),
        error: ctx.connections.fault() ?? (info ? ctx.sides.quickbooks.error : null),
      };
    },
    'connection.startSandbox': async (input) => connected(await ctx.connections.startSandbox(input)),
    'connection.begin': async (input) => {
      const begun = await ctx.connections.begin({ ...input, baseUrl: input.baseUrl ?? null });
      if (!begun.ok) throw new Failure(begun.error);
      return begun.value;
    },
    'connection.complete': async (input) => connected(await ctx.connections.complete(input)),
    'connection.adopt': async (input) =>
      connected(
        await ctx.connections.adopt({
          ...input,
          baseUrl: input.baseUrl ?? null,
          accessToken: input.accessToken ?? null,
        }),
      ),
    'connection.test': () => testConnection(ctx),
    'connection.setWebhookVerifier': async ({ token }) => {
      const kept = await ctx.connections.setWebhookVerifier(token);
      if (!kept.ok) throw new Failure(kept.error);
      const what =
        token === null ? 'No notifications of QuickBooks are taken' : 'Notifications of QuickBooks are taken';
      ctx.store.transaction(() => audit(ctx, { actor: 'You', what, result: 'info' }));
      return {};
    },
    'connection.disconnect': async () => {
      const name = ctx.connections.info()?.companyName;
      const done = await ctx.connections.disconnect();
      if (!done.ok) throw new Failure(done.error);
      ctx.sides.quickbooks = calmSide();
      if (name !== undefined) {
        ctx.store.transaction(() => audit(ctx, { actor: 'You', what: `Disconnected from ${name}`, result: 'info' }));
      }
      ctx.events.touch('connection');
      return {};
    },
  };
}

type Checks = Awaited<ReturnType<Handlers<'connection'>['connection.test']>>;
type CheckName = Checks['checks'][number]['name'];

/** Which of the three a failure speaks of, by its code. */
const CHECK_OF: Partial<Record<AppError['code'], CheckName>> = {
  'connection.credentials': 'credentials',
  'connection.client': 'credentials',
  'connection.permission': 'permission',
  'connection.subscription': 'permission',
  'connection.wrongCompany': 'company',
  'connection.wrongEnvironment': 'company',
};

const LABEL: Record<CheckName, string> = {
  credentials: 'Sign-in',
  permission: 'Permission',
  company: 'Company',
};

async function testConnection(ctx: HandlerContext): Promise<Checks> {
  const connector = connectorOf(ctx, 'quickbooks');
  if (!connector) throw new Failure(appError('connection.none'));
  const answer = await guarded(ctx, () => connector.test());
  if (answer.ok) {
    ctx.sides.quickbooks = calmSide();
    await refreshFacts(ctx);
    ctx.scheduler.hint();
    ctx.events.touch('connection');
    const { companyId, companyName, environment } = answer.value;
    const sentences: Record<CheckName, string> = {
      credentials: 'QuickBooks accepts the sign-in.',
      permission: 'Reading the company is allowed.',
      company: `This is ${companyName}.`,
    };
    return {
      ok: true,
      company: companyOf(ctx.store) ?? { companyId, companyName, environment: environment as Company['environment'] },
      checks: (['credentials', 'permission', 'company'] as const).map((name) => ({
        name,
        label: LABEL[name],
        outcome: 'ok',
        sentence: sentences[name],
      })),
    };
  }
  const { error } = answer;
  const failed = CHECK_OF[error.code];
  const order: CheckName[] = ['credentials', 'permission', 'company'];
  const at = failed ? order.indexOf(failed) : 0;
  return {
    ok: false,
    company: companyOf(ctx.store),
    checks: order.map((name, index) => ({
      name,
      label: LABEL[name],
      outcome: index === at ? ('failed' as const) : failed && index < at ? ('ok' as const) : ('notChecked' as const),
      sentence: index === at ? `${error.userSentence} ${error.remedy}` : index < at ? 'In order.' : 'Not checked.',
    })),
  };
}
