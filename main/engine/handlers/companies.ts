import { appError, Failure } from '../../../shared/errors.ts';
import type { CompanyList } from '../../core/ports.ts';
import type { HandlerContext, Handlers } from './types.ts';

/** The list of companies is the host's; who may ask for what of it is decided here like everything else. */
export function companiesHandlers(ctx: HandlerContext): Handlers<'companies'> {
  /** People belong to one company: the list is the owner's, at their own window. */
  const list = (): CompanyList => {
    if (ctx.caller !== null || ctx.companies === null) throw new Failure(appError('companies.elsewhere'));
    return ctx.companies;
  };
  return {
    'companies.list': () => {
      if (ctx.companies === null) return { companies: [], removed: [] };
      const told = ctx.companies.list();
      if (ctx.caller === null) return told;
      const own = told.companies.filter((one) => one.current).map((one) => ({ ...one, folder: null }));
      return { companies: own, removed: [] };
    },
    'companies.add': ({ name }) => list().add(name ?? null),
    'companies.rename': ({ id, name }) => {
      list().rename(id, name);
      return {};
    },
    'companies.remove': ({ id }) => list().remove(id),
    'companies.bringBack': async ({ id }) => {
      await list().bringBack(id);
      return {};
    },
  };
}
