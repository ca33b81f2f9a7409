import type { HttpAnswer } from '../../../../main/connectors/quickbooks/transport.ts';
import type {
  Observation,
  ProbeOutcome,
  TranslationContext,
  WriteOutcome,
  WriteRequest,
} from '../../../../main/core/types.ts';
import { contextOf, create, createWorld, entities, type Json, type Mischief, request, type World } from './support.ts';

/** The request is carried out, but something else comes back. */
export const doneBut =
  (instead: () => HttpAnswer): Mischief =>
  (_, pass) => {
    pass();
    return instead();
  };

export const kinds = (outcomes: WriteOutcome[]): string[] => outcomes.map((outcome) => outcome.kind);

/** An update of a few fields of a record as it was last seen. */
export const change = (record: Observation, patch: Json): WriteRequest =>
  request(record.entity, 'update', {
    id: record.id,
    revision: record.revision,
    native: record.native,
    body: entities.get(record.entity).derive({ ...record.body, ...patch } as never),
    fields: Object.keys(patch),
  });

export const linesOf = (record: Observation): Json[] => (record.body?.lines ?? []) as Json[];

/** Writes and probes of one world, short to say. */
export type Desk = {
  world: World;
  context: TranslationContext;
  write(...requests: WriteRequest[]): Promise<WriteOutcome[]>;
  /** A write that must succeed. */
  one(wanted: WriteRequest): Promise<Observation>;
  /** Asks what became of a write that was sent so long ago (ms): long enough that QuickBooks has dropped what it did not do. */
  probe(wanted: WriteRequest, ageMs?: number, known?: (id: string) => boolean): Promise<ProbeOutcome>;
  /** The same for several that went out together. */
  probeAll(wanted: WriteRequest[], ageMs?: number, known?: (id: string) => boolean): Promise<ProbeOutcome[]>;
  /** A customer, an item, and requests for invoices of them. */
  ground(): Promise<{ customer: Observation; item: Observation; invoice(more?: Json): WriteRequest }>;
};

export async function openDesk(): Promise<Desk> {
  const world = createWorld();
  const context = await contextOf(world);
  const write: Desk['write'] = (...requests) => world.connector.write(requests, context);
  const one: Desk['one'] = async (wanted) => {
    const [outcome] = await write(wanted);
    if (outcome?.kind !== 'confirmed') throw new Error(JSON.stringify(outcome));
    return outcome.observation;
  };
  const probeAll: Desk['probeAll'] = (wanted, ageMs = 130_000, known) => {
    const sentAt = new Date(world.clock.now() - ageMs).toISOString();
    return world.connector.probe(
      wanted.map((request) => ({ request, sentAt, ...(known ? { known } : {}) })),
      context,
    );
  };
  return {
    world,
    context,
    write,
    one,
    probeAll,
    probe: async (wanted, ageMs, known) => (await probeAll([wanted], ageMs, known))[0] as ProbeOutcome,
    async ground() {
      const customer = await one(create('customer', { displayName: 'Alder' }));
      const item = await one(create('item', { name: 'Labor', unitPrice: '50' }));
      const lines = [{ item: item.id, quantity: '2', unitPrice: '50' }];
      return {
        customer,
        item,
        invoice: (more = {}) => create('invoice', { customer: customer.id, date: '2026-05-01', lines, ...more }),
      };
    },
  };
}
