/** Writes the bundles of the demo book, after everything else, so that no id or time of the rest moves. */
import type { Seeder } from '../seeder.ts';
import { demoBundles, demoItems } from './items.ts';
import { demoLastMoment } from './transactions.ts';

export function buildBundles({ store, create }: Seeder): void {
  const ids = new Map<string, string>();
  for (const row of store.tables.get('Item')?.values() ?? []) ids.set(String(row.body.Name), row.id);
  for (const bundle of demoBundles) {
    create(Date.parse(demoLastMoment), 'Item', {
      Name: bundle.name,
      Description: bundle.description,
      Type: 'Group',
      ItemGroupDetail: {
        ItemGroupLine: bundle.parts.map(([key, quantity]) => {
          const name = demoItems.find((item) => item.key === key)?.name ?? key;
          return { Qty: quantity, ItemRef: { value: ids.get(name) ?? '' } };
        }),
      },
    });
  }
}
