/** People attach files to records and take them off again: in Plumbline's window, and on QuickBooks' own screens. */
import { takesFiles } from '../../../shared/attachments.ts';
import type { Side } from '../../../shared/primitives.ts';
import type { Filed } from '../cabinet.ts';
import { resourceOf } from '../kinds.ts';
import type { Desk } from './desk.ts';
import { idOf, type Seen } from './forms.ts';
import type { Window } from './office.ts';

const encoded = (text: string): string => Buffer.from(text, 'latin1').toString('base64');

/** Attaches a file to a record. */
export async function attach(desk: Desk, side: Side, window: Window | null): Promise<void> {
  const { dice, sides, cabinet, touched } = desk;
  const seen = desk.choose(desk.live(side, dice.pick(sides.entities.filter(takesFiles))));
  if (!seen) return;
  touched(side, seen.entity, idOf(seen));
  const name = `${desk.words.value('file')}.pdf`;
  const content = `%PDF of ${seen.tag}: ${name} ${'x'.repeat(dice.int(0, 40))}`;
  const file = { name, content, tag: seen.tag, entity: seen.entity, side };
  if (seen.side === 'quickbooks') {
    const outcome = sides.quickbooks.attach(resourceOf(seen.entity), seen.native.Id, name, content);
    if (desk.done(`quickbooks attaches ${name} to ${seen.tag}`, outcome)) cabinet.add({ ...file, doubtful: false });
    return;
  }
  if (window === null) return;
  const place = { entity: seen.entity, key: seen.record.id };
  const asked = await window.ask('attachments.add', { ...place, name, base64: encoded(content) });
  desk.note(`person attaches ${name} to ${seen.tag}: ${asked.kind === 'refused' ? asked.code : asked.kind}`);
  if (asked.kind !== 'refused') cabinet.add({ ...file, doubtful: asked.kind === 'died' });
}

/** Takes a file off, or writes a note on it in QuickBooks. */
export async function detach(desk: Desk, side: Side, window: Window | null): Promise<void> {
  const { dice, cabinet } = desk;
  const file = dice.maybe(cabinet.files.filter((one) => one.removed[side] === undefined));
  const seen = file && desk.live(side, file.entity as Seen['entity']).find(({ tag }) => tag === file.tag);
  if (!file || !seen) return;
  desk.touched(side, seen.entity, idOf(seen));
  if (seen.side === 'quickbooks') return takeOffThere(desk, file, seen.native.Id);
  if (window === null) return;
  const place = { entity: seen.entity, key: seen.record.id };
  const listed = await window.ask('attachments.list', place);
  const found = listed.kind === 'done' ? listed.value.files.find(({ name }) => name === file.name) : undefined;
  if (!found || found.state === 'onlyThere') return;
  const asked = await window.ask('attachments.remove', { ...place, id: found.id });
  desk.note(`person takes ${file.name} off ${seen.tag}: ${asked.kind === 'refused' ? asked.code : asked.kind}`);
  if (asked.kind !== 'refused') file.removed.platform = asked.kind === 'died' ? 'doubtful' : 'done';
}

function takeOffThere(desk: Desk, file: Filed, record: string): void {
  const { dice, sides } = desk;
  const there = sides.quickbooks.attached().find((one) => one.content === file.content && one.record === record);
  if (!there) return;
  const notes = dice.chance(0.3);
  const what = `quickbooks ${notes ? 'notes something on' : 'takes off'} ${file.name}`;
  if (!desk.done(what, notes ? sides.quickbooks.noteFile(there.id) : sides.quickbooks.detach(there.id))) return;
  if (notes) file.noted = true;
  else file.removed.quickbooks = 'done';
}
