import type { Body } from '../../../shared/primitives.ts';
import type { EntityModule, MatchKey } from '../../core/types.ts';
import { check } from '../parse.ts';
import { filled, nameKey, text } from '../values.ts';
import { accountDescriptor } from './descriptor.ts';
import { accountQuickbooks } from './quickbooks.ts';
import { type Account, accountSchema } from './schema.ts';

const FIELDS = accountDescriptor.fields.map((field) => field.name);

function tidy(body: unknown): Body {
  const result = filled(FIELDS, body);
  for (const name of FIELDS) if (typeof result[name] === 'string') result[name] = text(result[name]);
  result.type ??= 'expense';
  return result;
}

/** The chart of accounts. */
export const accountEntity: EntityModule = {
  descriptor: accountDescriptor,
  parse: (body) => {
    const tidied = tidy(body);
    tidied.name ??= '';
    return check(accountDescriptor, accountSchema, tidied);
  },
  derive: tidy,
  matchKeys(body) {
    const account = body as Account;
    const keys: MatchKey[] = [];
    const name = nameKey(account.name);
    if (account.number) keys.push({ kind: 'number', value: account.number.toLowerCase() });
    if (name) keys.push({ kind: 'name', value: name });
    return keys;
  },
  title: (body) => text(body.name) ?? 'Account without a name',
  quickbooks: accountQuickbooks,
};
