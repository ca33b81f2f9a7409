import type { Companies } from '../../main/hosts/companies/index.ts';
import type { Company } from '../../main/hosts/company.ts';
import { appError } from '../../shared/errors.ts';

/** A list of one company made of whatever a test plays itself. */
export function oneCompany(given: Partial<Company>): Companies {
  const company: Company = {
    id: '1',
    gate: async () => ({ ok: true, value: {} }),
    subscribe: () => () => {},
    watch: () => () => {},
    current: async () => ({ revision: 1, topic: 'people', payload: {} }),
    people: {
      signIn: async () => ({ ok: false, error: appError('access.wrongPassword') }),
      callerOf: () => null,
      eventFor: (_caller, event) => event,
    },
    webhook: async () => 'off',
    platformApi: null,
    knowsKey: () => false,
    knowsLogin: async () => false,
    synced: () => null,
    error: null,
    restored: [],
    stop: async () => {},
    ...given,
  };
  return {
    all: () => [company],
    get: (id) => (id === null || id === company.id ? company : null),
    states: () => [{ id: company.id, name: 'Craig’s Roofing', status: null, error: null }],
    opened: { get: () => null, set: () => {} },
    onChange: () => () => {},
    stop: company.stop,
  };
}
