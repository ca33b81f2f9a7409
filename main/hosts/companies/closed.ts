import type { Caller } from '../../../shared/access.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { CompanyList } from '../../core/ports.ts';
import type { Company } from '../company.ts';
import { type AnyReply, createGate } from '../gate.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * A company that could not be opened: it tells why to whatever it is asked, and nobody is anybody there. Its owner still
 * sees the list, to go to another one.
 */
export function closedCompany(id: string, error: AppError, companies: CompanyList): Company {
  const refused: AnyReply = { ok: false, error };
  const answer = async (name: string, caller: Caller): Promise<AnyReply> =>
    name === 'companies.list' && caller.session === null && caller.role === 'owner'
      ? { ok: true, value: companies.list() }
      : refused;
  return {
    id,
    gate: createGate(
      (name, _input, caller) => answer(name, caller),
      silent,
      () => id,
    ),
    subscribe: () => () => {},
    watch: () => () => {},
    // There is no state to begin from; the window asks and is told why.
    current: () => new Promise(() => {}),
    people: {
      signIn: async () => ({ ok: false, error }),
      callerOf: () => null,
      eventFor: (_caller, event) => event,
    },
    webhook: async () => 'off',
    platformApi: null,
    knowsKey: () => false,
    knowsLogin: async () => false,
    synced: () => null,
    error,
    restored: [],
    stop: async () => {},
  };
}
