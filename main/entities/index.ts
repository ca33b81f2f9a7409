import type { EntityModule, EntityRegistry } from '../core/types.ts';
import { creditMemoEntity } from './creditMemo/index.ts';
import { customerEntity } from './customer/index.ts';
import { estimateEntity } from './estimate/index.ts';
import { invoiceEntity } from './invoice/index.ts';
import { itemEntity } from './item/index.ts';
import { paymentEntity } from './payment/index.ts';
import { refundReceiptEntity } from './refundReceipt/index.ts';

/** Every entity of the product. Adding one is a folder and a line here. */
const ENTITIES: EntityModule[] = [
  customerEntity, //
  itemEntity,
  estimateEntity,
  invoiceEntity,
  creditMemoEntity,
  refundReceiptEntity,
  paymentEntity,
];

/** The entities in the order in which records must go: what others refer to comes first. */
export function createEntityRegistry(modules: EntityModule[] = ENTITIES): EntityRegistry {
  const all = [...modules].sort((left, right) => left.descriptor.rank - right.descriptor.rank);
  const byName = new Map(all.map((module) => [module.descriptor.name, module]));
  return {
    all,
    get(name) {
      const module = byName.get(name);
      if (!module) throw new Error(`There is no entity called "${name}".`);
      return module;
    },
  };
}
