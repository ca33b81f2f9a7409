import type { EntityModule, EntityRegistry } from '../core/types.ts';
import { accountEntity } from './account/index.ts';
import { billEntity } from './bill/index.ts';
import { billPaymentEntity } from './billPayment/index.ts';
import { creditMemoEntity } from './creditMemo/index.ts';
import { withCustomFields } from './custom/index.ts';
import { customerEntity } from './customer/index.ts';
import { estimateEntity } from './estimate/index.ts';
import { expenseEntity } from './expense/index.ts';
import { invoiceEntity } from './invoice/index.ts';
import { itemEntity } from './item/index.ts';
import { paymentEntity } from './payment/index.ts';
import { purchaseOrderEntity } from './purchaseOrder/index.ts';
import { refundReceiptEntity } from './refundReceipt/index.ts';
import { termEntity } from './term/index.ts';
import { vendorEntity } from './vendor/index.ts';
import { vendorCreditEntity } from './vendorCredit/index.ts';

/** Every entity of the product. Adding one is a folder and a line here. */
const ENTITIES: EntityModule[] = [
  accountEntity, //
  termEntity,
  customerEntity,
  vendorEntity,
  itemEntity,
  estimateEntity,
  purchaseOrderEntity,
  invoiceEntity,
  creditMemoEntity,
  refundReceiptEntity,
  billEntity,
  vendorCreditEntity,
  expenseEntity,
  paymentEntity,
  billPaymentEntity,
];

/** The entities in the order in which records must go: what others refer to comes first. */
export function createEntityRegistry(modules: EntityModule[] = ENTITIES): EntityRegistry {
  const custom = modules.map(withCustomFields);
  const all = custom.map(({ module }) => module).sort((left, right) => left.descriptor.rank - right.descriptor.rank);
  const byName = new Map(all.map((module) => [module.descriptor.name, module]));
  return {
    all,
    define(fields) {
      for (const one of custom) one.define(fields);
    },
    get(name) {
      const module = byName.get(name);
      if (!module) throw new Error(`There is no entity called "${name}".`);
      return module;
    },
  };
}
