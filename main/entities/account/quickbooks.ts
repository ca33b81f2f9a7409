import type { Body } from '../../../shared/primitives.ts';
import type { QuickbooksTranslation } from '../../core/types.ts';
import { nameKey, plainName, put, readHead, record, refId, sparseHead, text } from '../values.ts';
import { ACCOUNT_TYPES, type Account, type AccountType } from './schema.ts';

const TYPES = new Map(Object.entries(ACCOUNT_TYPES).map(([ours, theirs]) => [theirs as string, ours as AccountType]));

type Member = (account: Account, creating: boolean) => Record<string, unknown>;

/** The QuickBooks members of each of our fields. */
const MEMBERS: Record<keyof Account, Member> = {
  name: (account) => ({ Name: account.name }),
  number: (account, creating) => put('AcctNum', account.number, creating),
  type: (account) => ({ AccountType: ACCOUNT_TYPES[account.type] }),
  description: (account, creating) => put('Description', account.description, creating),
  parent: (account, creating) =>
    account.parent === null
      ? creating
        ? {}
        : { SubAccount: false, ParentRef: { value: '' } }
      : { SubAccount: true, ParentRef: { value: account.parent } },
};

/** The chart of accounts. Balances stay QuickBooks' own, as do detail type, currency, tax code and classification. */
export const accountQuickbooks: QuickbooksTranslation = {
  resource: 'Account',
  screen: 'register?accountId=',

  read(native) {
    const raw = record(native);
    const head = readHead(raw);
    if (head.life === 'deleted') return { ...head, body: null };
    const body: Account = {
      name: plainName(raw.Name, head.life) ?? '',
      number: text(raw.AcctNum),
      type: TYPES.get(String(raw.AccountType)) ?? 'expense',
      description: text(raw.Description),
      parent: refId(raw.ParentRef),
    };
    return { ...head, body: body satisfies Body };
  },

  write(request) {
    if (request.kind === 'remove') return { ok: true, json: { ...sparseHead(request), Active: false } };
    const account = request.body as Account;
    const creating = request.kind === 'create';
    const json: Record<string, unknown> = creating ? {} : sparseHead(request);
    const fields = creating ? Object.keys(MEMBERS) : request.fields;
    for (const field of fields) Object.assign(json, MEMBERS[field as keyof Account]?.(account, creating));
    if (request.kind === 'restore') Object.assign(json, { Active: true, Name: account.name });
    return { ok: true, json };
  },

  lineIds: () => [],

  probe(request) {
    if (request.kind !== 'create') return null;
    const wanted = request.body as Account;
    return {
      fits(body) {
        const found = body as Account;
        return (
          nameKey(found.name) === nameKey(wanted.name) && found.type === wanted.type && found.parent === wanted.parent
        );
      },
    };
  },
};
