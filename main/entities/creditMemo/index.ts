import { salesEntity } from '../sales/entity.ts';
import { money } from '../values.ts';
import { creditMemoDescriptor } from './descriptor.ts';
import { type CreditMemo, creditMemoSchema } from './schema.ts';

/** Credit memos. QuickBooks shows what is left of one, not which payments used it: the payments tell. */
export const creditMemoEntity = salesEntity<CreditMemo>({
  descriptor: creditMemoDescriptor,
  schema: creditMemoSchema,
  posts: -1,
  quickbooks: {
    resource: 'CreditMemo',
    screen: 'creditmemo?txnId=',
    members: {},
    read: (raw, common) => ({ remaining: money(raw.RemainingCredit) ?? money(raw.Balance) ?? common.total }),
  },
});
