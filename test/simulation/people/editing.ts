/** People change what stands there: fields, lines, and whether it goes on at all. */
import type { RemovalMode } from '../../../shared/entity.ts';
import type { Side } from '../../../shared/primitives.ts';
import { entityOf, isName, isWide, kindOf, resourceOf } from '../kinds.ts';
import type { LifeAct, Value } from '../ledger.ts';
import { CLEARABLE, type EntityName, editable, WIDE } from '../words.ts';
import type { Desk } from './desk.ts';
import { newLine } from './entering.ts';
import {
  idOf,
  isSettled,
  type LineChange,
  type LineOf,
  linesOf,
  nativeLines,
  platformLines,
  type Seen,
  saidOf,
} from './forms.ts';
import { changePurchase } from './purchases.ts';

/** Fields by which two records are known to be one customer. */
const IDENTIFYING = new Set(['displayName', 'email', 'phone', 'mobile']);

/** How often people edit each kind. */
const EDITS = { customer: 10, item: 4, invoice: 6, payment: 2 } as const;
const EDITS_WIDE = { ...EDITS, ...Object.fromEntries(WIDE.map((entity) => [entity, 6])) };

export const edit = async (desk: Desk, side: Side): Promise<void> => {
  const { dice, ledger, live, choose } = desk;
  const entity = dice.weighted(desk.sides.entities.length > 4 ? EDITS_WIDE : EDITS) as EntityName;
  const hotEntity = ledger.subjects.get(desk.hot ?? '')?.entity as EntityName | undefined;
  const seen = choose(live(side, hotEntity !== undefined && dice.chance(0.5) ? hotEntity : entity));
  if (seen) await editOne(desk, seen, dice.int(1, 2));
};

const editOne = async (desk: Desk, seen: Seen, fields: number): Promise<void> => {
  const { dice, words, ledger } = desk;
  desk.hot = seen.tag;
  const changes: Record<string, Value> = {};
  for (let n = fields; n > 0; n--) {
    const field = dice.pick(editable(seen.entity));
    // What two people entered apart is the same customer only as long as the names and addresses they gave it say so.
    if (IDENTIFYING.has(field) && (ledger.subjects.get(seen.tag)?.born.length ?? 0) > 1) continue;
    const clear = CLEARABLE.has(field) && dice.chance(0.15);
    changes[field] = clear ? null : words.value(field);
  }
  if (Object.keys(changes).length > 0) await desk.update(seen, changes);
};

/** Something with lines: an invoice, or any such kind of the wide book. */
const lined = ({ sides, dice }: Desk): EntityName => {
  const kinds = sides.entities.filter((entity) => entity === 'invoice' || kindOf(entity)?.lines);
  return kinds.length === 1 ? 'invoice' : dice.pick(kinds as [EntityName, ...EntityName[]]);
};

/** Edits, adds or takes away a line. */
export const changeLines = async (desk: Desk, side: Side, kind: LineChange): Promise<void> => {
  const seen = desk.choose(desk.live(side, lined(desk)));
  if (!seen) return;
  if (kindOf(seen.entity)?.lines === 'purchases') await changePurchase(desk, seen, kind);
  else await changeLinesOf(desk, seen, kind);
};

const mode = (kind: Ending): RemovalMode => (kind === 'reactivate' ? 'deactivate' : kind);

/** Acts that end a record or bring it back. */
type Ending = Exclude<LifeAct['kind'], 'merge'>;

const changeLinesOf = async (desk: Desk, seen: Seen, kind: LineChange): Promise<void> => {
  const { dice, words, ledger, sides, live, faceOf, touched, done, now } = desk;
  const { side } = seen;
  desk.hot = seen.tag;
  const face = faceOf(seen);
  const subject = ledger.subjects.get(seen.tag);
  const lines = linesOf(seen);
  const target = dice.maybe(lines);
  touched(side, seen.entity, idOf(seen));
  if (!face || !subject || !target) return;
  // Below what was paid a document may not fall: only unpaid ones lose lines.
  if (kind === 'removeLine' && (lines.length < 2 || isSettled(face))) return;
  const changes: Record<string, Value> = {};
  let next: LineOf[] = lines;
  if (kind === 'editLine') {
    const quantity = words.value('quantity');
    changes[`lines/${target.description}/quantity`] = quantity;
    next = lines.map((line) => (line === target ? { ...line, quantity } : line));
  } else if (kind === 'addLine') {
    const item = dice.maybe(live(side, 'item'));
    if (!item) return;
    const line = newLine(words, side, item);
    Object.assign(changes, saidOf(line));
    next = [...lines, { id: '', ...line }];
  } else {
    for (const member of ['item', 'quantity', 'unitPrice']) changes[`lines/${target.description}/${member}`] = null;
    next = lines.filter((line) => line !== target);
  }
  const outcome =
    seen.side === 'platform'
      ? await sides.platform.update(seen.record, { lines: platformLines(seen.record, next) })
      : sides.quickbooks.save(resourceOf(seen.entity), {
          Id: seen.native.Id,
          sparse: true,
          Line: nativeLines(seen.native, next),
        });
  if (!done(`${side} ${kind} ${seen.tag} ${target.description} ${JSON.stringify(changes)}`, outcome)) return;
  for (const [field, value] of Object.entries(changes))
    ledger.edited(subject, field, side, now(), face.fields[field] ?? null, value);
};

export const end = async (desk: Desk, side: Side, kind: Ending): Promise<void> => {
  const { dice, seenOn, faceOf } = desk;
  const names = kind === 'deactivate' || kind === 'reactivate';
  const wide = desk.sides.entities.filter((one) => kindOf(one)?.removals.some((how) => how === mode(kind)));
  const entity: EntityName = names
    ? dice.pick(['customer', 'item', ...wide])
    : dice.pick(['invoice', 'payment', ...wide]);
  const wanted = kind === 'reactivate' ? 'inactive' : 'live';
  const seen = dice.maybe(seenOn(side, entity).filter((one) => faceOf(one)?.life === wanted));
  if (seen) await endOne(desk, seen, kind);
};

/** Somebody in QuickBooks does something with a document that has just come up there. */
export const meddleWith = async (desk: Desk, { resource, id }: { resource: string; id: string }): Promise<void> => {
  const { dice } = desk;
  const entity = entityOf(resource) as EntityName;
  const seen = desk.live('quickbooks', entity).find((one) => idOf(one) === id);
  if (!seen) return;
  const kind = kindOf(entity);
  if (dice.chance(0.2)) {
    const how = dice.pick(['void', 'delete'] as const);
    await endOne(desk, seen, kind === null || kind.removals.includes(how) ? how : 'delete');
  } else if ((entity === 'invoice' || kind?.lines) && dice.chance(0.4)) {
    const change = dice.pick(['editLine', 'addLine', 'removeLine'] as const);
    await (kind?.lines === 'purchases' ? changePurchase : changeLinesOf)(desk, seen, change);
  } else await editOne(desk, seen, dice.int(1, 3));
};

const endOne = async (desk: Desk, seen: Seen, kind: Ending): Promise<void> => {
  const { ledger, sides, faceOf, touched, done, now } = desk;
  const { side, entity } = seen;
  const names = isName(entity);
  touched(side, entity, idOf(seen));
  // What carries payments is ended in the order a bookkeeper would: the payments first.
  const face = faceOf(seen);
  if ((entity === 'invoice' || isWide(entity)) && face && isSettled(face)) return;
  const outcome =
    seen.side === 'platform'
      ? kind === 'reactivate'
        ? await sides.platform.restore(seen.record)
        : await sides.platform.remove(seen.record, kind)
      : names
        ? sides.quickbooks.save(resourceOf(entity), { Id: seen.native.Id, Active: kind === 'reactivate' })
        : sides.quickbooks.operate(resourceOf(entity), kind === 'void' ? 'void' : 'delete', seen.native);
  if (!done(`${side} ${kind}s ${seen.tag}`, outcome)) return;
  const subject = ledger.subjects.get(seen.tag);
  if (subject) ledger.lived(subject, { at: now(), side, kind });
};
