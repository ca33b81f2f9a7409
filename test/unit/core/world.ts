import { keyOf, type LineMap, type Links } from '../../../main/core/common.ts';
import { afterConfirm } from '../../../main/core/confirm.ts';
import { applyPatch, type Base } from '../../../main/core/merge.ts';
import { planRecord } from '../../../main/core/plan.ts';
import { noDecision, type PlannedWrite, type RecordPlan, type SideView } from '../../../main/core/plan-types.ts';
import type { EntityModule } from '../../../main/core/types.ts';
import type { EntityDescriptor, Life } from '../../../shared/entity.ts';
import { DEFAULT_POLICY, type EntityPolicy } from '../../../shared/policy.ts';
import { type Body, type Json, otherSide, type Side } from '../../../shared/primitives.ts';

/** A small world for the planner alone: records, links and bases in memory; writes succeed at once. */

export const descriptor: EntityDescriptor = {
  name: 'doc',
  group: 'sales',
  label: 'Document',
  labelPlural: 'Documents',
  quickbooksLabel: 'Document',
  rank: 1,
  isDocument: true,
  fields: [
    { name: 'name', label: 'Name', kind: 'text' },
    { name: 'note', label: 'Note', kind: 'longText' },
    { name: 'email', label: 'E-mail', kind: 'email' },
    { name: 'price', label: 'Price', kind: 'decimal' },
    { name: 'parent', label: 'Parent', kind: 'ref', entity: 'doc' },
    {
      name: 'lines',
      label: 'Lines',
      kind: 'lines',
      line: [
        { name: 'text', label: 'Text', kind: 'text' },
        { name: 'amount', label: 'Amount', kind: 'money' },
      ],
    },
    { name: 'shares', label: 'Shares', kind: 'allocations', entity: 'doc' },
    { name: 'total', label: 'Total', kind: 'money', derived: true },
  ],
  titleField: 'name',
  columns: ['name'],
  searchFields: ['name'],
  removals: ['void', 'delete', 'deactivate'],
};

export const module: EntityModule = {
  descriptor,
  parse: (body) => ({ ok: true, body: body as Body }),
  derive: (body) => body,
  matchKeys: (body) => (typeof body.name === 'string' ? [{ kind: 'name', value: body.name.toLowerCase() }] : []),
  title: (body) => String(body.name),
  quickbooks: {
    resource: 'Doc',
    screen: 'doc?txnId=',
    read: () => ({ id: '', revision: '', life: 'live', body: null, changedAt: null }),
    write: () => ({ ok: true, json: {} }),
    lineIds: () => [],
    probe: () => null,
  },
};

export const policyOf = (change: Partial<EntityPolicy> = {}): EntityPolicy => ({ ...DEFAULT_POLICY, ...change });

/** A body with every field; what is not given is empty. */
export const doc = (part: Body = {}): Body => ({
  name: null,
  note: null,
  email: null,
  price: null,
  parent: null,
  lines: [],
  shares: [],
  total: null,
  ...part,
});

export type WorldRecord = {
  platform: SideView | null;
  quickbooks: SideView | null;
  base: Base | null;
  lines: LineMap;
  tombstone: boolean;
};

export class World {
  records: WorldRecord[] = [];
  private ids = 0;
  policy: EntityPolicy;

  constructor(policy: EntityPolicy = policyOf()) {
    this.policy = policy;
  }

  freshId(prefix: string): string {
    this.ids++;
    return `${prefix}${this.ids}`;
  }

  readonly links: Links = {
    toQuickbooks: (_entity, id) => this.records.find((one) => one.platform?.id === id)?.quickbooks?.id ?? null,
    toPlatform: (_entity, id) => this.records.find((one) => one.quickbooks?.id === id)?.platform?.id ?? null,
  };

  /** A record as a person makes it on one side; lines get ids of that side. */
  add(side: Side, body: Body, life: Life = 'live'): WorldRecord {
    const record: WorldRecord = { platform: null, quickbooks: null, base: null, lines: {}, tombstone: false };
    record[side] = {
      id: this.freshId(side === 'platform' ? 'p' : ''),
      revision: '0',
      life,
      body: this.withIds(side, body),
    };
    this.records.push(record);
    return record;
  }

  private withIds(side: Side, body: Body): Body {
    const lines = (body.lines as { [key: string]: Json }[]).map((line) =>
      line.id === '' || line.id === undefined ? { ...line, id: this.freshId(side === 'platform' ? 'pl' : '') } : line,
    );
    return { ...body, lines };
  }

  /** A person edits a record on one side. */
  edit(record: WorldRecord, side: Side, change: Body, life?: Life): void {
    const view = record[side];
    if (!view) throw new Error('no such side');
    record[side] = {
      ...view,
      revision: String(Number(view.revision) + 1),
      life: life ?? view.life,
      body: this.withIds(side, { ...view.body, ...change }),
    };
  }

  plan(record: WorldRecord): RecordPlan {
    return planRecord({
      module,
      policy: this.policy,
      platform: record.platform,
      quickbooks: record.quickbooks,
      lines: record.lines,
      base: record.base,
      tombstone: record.tombstone,
      links: this.links,
      decision: noDecision(),
      needed: true,
    });
  }

  /** What the engine stores without writing. */
  settle(record: WorldRecord, plan: RecordPlan): void {
    if (plan.settled) record.base = applyPatch(record.base, plan.settled);
    if (plan.lines) record.lines = plan.lines;
    if (plan.verdict.kind === 'ended' && record.platform && record.quickbooks) record.tombstone = true;
  }

  /** Carries a write out, as both sides and the engine would. */
  apply(record: WorldRecord, write: PlannedWrite, normalise: (body: Body) => Body = (body) => body): void {
    const { side } = write;
    if (write.kind === 'create') {
      const made = this.withIds(side, normalise(write.body ?? {}));
      record[side] = { id: this.freshId(side === 'platform' ? 'p' : ''), revision: '0', life: 'live', body: made };
    } else if (write.kind === 'update') {
      const part = Object.fromEntries(write.fields.map((name) => [name, write.body?.[name] ?? null]));
      const view = record[side];
      if (!view || view.revision !== write.revision) throw new Error('stale');
      this.edit(record, side, normalise({ ...view.body, ...part }));
    } else {
      const life: Life =
        write.kind === 'restore'
          ? 'live'
          : ({ delete: 'deleted', void: 'void', deactivate: 'inactive' } as const)[write.mode ?? 'delete'];
      this.edit(record, side, {}, life);
    }
    const answer = record[side]?.body ?? null;
    const next = afterConfirm(record, {
      descriptor,
      policy: this.policy,
      links: this.links,
      side,
      kind: write.kind,
      fields: write.fields,
      common: write.common,
      patch: write.patch,
      answer,
      own: true,
      lineIds: ((answer?.lines as { id: string }[]) ?? []).map((line) => line.id),
    });
    record.base = next.base;
    record.lines = next.lines;
  }

  /** Plans and carries out in rounds, in the order the shuffle gives. Answers the rounds it took. */
  run(shuffle: <T>(items: T[]) => T[] = (items) => items, limit = 200): number {
    for (let round = 0; round < limit; round++) {
      let wrote = false;
      for (const record of shuffle([...this.records])) {
        const plan = this.plan(record);
        this.settle(record, plan);
        const { verdict } = plan;
        const writes =
          verdict.kind === 'write' || verdict.kind === 'fields' || verdict.kind === 'blocked' ? verdict.writes : [];
        // Only one of two writes may get through before everything is planned anew.
        const write = shuffle([...writes])[0];
        if (write) {
          this.apply(record, write);
          wrote = true;
        }
      }
      if (!wrote) return round;
    }
    throw new Error('does not end');
  }

  /** A body of a side with platform ids, for comparing the two. */
  key(record: WorldRecord): string {
    return keyOf(record.platform?.id ?? null, record.quickbooks?.id ?? null);
  }

  other(record: WorldRecord, side: Side): SideView | null {
    return record[otherSide(side)];
  }
}
