import type { EntityDescriptor } from '../../shared/entity.ts';
import type { LifeCause } from './lives.ts';
import type { PlannedWrite } from './plan-types.ts';

/** The words the product uses for what it does and why it waits; one place, so that screens and log agree. */

export type SideNames = { platform: string; quickbooks: string };

const PAST: Record<PlannedWrite['kind'], string> = {
  create: 'Created',
  update: 'Updated',
  remove: 'Removed',
  restore: 'Made active again',
};

/** "Created in QuickBooks", "Voided in Workspace". */
export function whatWasDone(write: Pick<PlannedWrite, 'kind' | 'mode' | 'side'>, names: SideNames): string {
  const removed = write.mode === 'void' ? 'Voided' : write.mode === 'deactivate' ? 'Made inactive' : 'Deleted';
  return `${write.kind === 'remove' ? removed : PAST[write.kind]} in ${names[write.side]}`;
}

/** "Create in QuickBooks": what is to be done, for Problems. */
export function whatIsToDo(write: Pick<PlannedWrite, 'kind' | 'mode' | 'side'>, names: SideNames): string {
  const removal = write.mode === 'void' ? 'Void' : write.mode === 'deactivate' ? 'Make inactive' : 'Delete';
  const word = { create: 'Create', update: 'Update', remove: removal, restore: 'Make active again' }[write.kind];
  return `${word} in ${names[write.side]}`;
}

/** Heading and sentence of a review about lives. */
export function lifeWords(
  cause: LifeCause,
  gone: 'platform' | 'quickbooks',
  title: string,
  names: SideNames,
): { cause: string; sentence: string } {
  const here = names[gone];
  const there = names[gone === 'platform' ? 'quickbooks' : 'platform'];
  switch (cause) {
    case 'deletedInQuickbooks':
    case 'deletedInPlatform':
      return {
        cause: `Deleted in ${here}`,
        sentence: `${title} was deleted in ${here} and is still in ${there}.`,
      };
    case 'mergedInQuickbooks':
      return {
        cause: 'Merged in QuickBooks',
        sentence: `${title} was merged into another record in QuickBooks and is still in ${there}.`,
      };
    case 'removedButEdited':
      return {
        cause: `Removed in ${here}, changed in ${there}`,
        sentence: `${title} was removed in ${here} while it was changed in ${there}.`,
      };
    case 'cameBack':
      return {
        cause: 'There again after it was removed',
        sentence: `${title} had ended on both sides and is now in use again in ${there}.`,
      };
    case 'neverAgreed':
      return {
        cause: 'In use on one side only',
        sentence: `${title} is in use in ${there}, but not in ${here}.`,
      };
    case 'cannotFollow':
      return {
        cause: `Removed in ${here}`,
        sentence: `${title} was removed in ${here} in a way ${there} does not have.`,
      };
  }
}

/** "the name", "the phone and 2 lines": which fields are in conflict, for one sentence. */
export function fieldWords(descriptor: EntityDescriptor, paths: string[]): { words: string; plural: boolean } {
  const names = new Set<string>();
  let lines = 0;
  for (const path of paths) {
    const [field, line] = path.split('/');
    const label = descriptor.fields.find((one) => one.name === field)?.label.toLowerCase() ?? field ?? path;
    if (line === undefined) names.add(`the ${label}`);
    else lines++;
  }
  if (lines > 0) names.add(lines === 1 ? 'a line' : `${lines} values in its lines`);
  const all = [...names];
  const words = all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
  return { words, plural: all.length > 1 || lines > 1 || /s$/.test(words) };
}
