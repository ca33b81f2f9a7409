import type { RemovalMode } from '../../../../shared/entity.ts';
import type { EntityPolicy } from '../../../../shared/policy.ts';

export type RemovalWords = {
  /** In the menu: "Void…". */
  menu: string;
  /** The question: "Void Invoice 1042?" */
  question: string;
  /** What happens to the record on the platform. */
  platform: string;
  /** What happens in QuickBooks; says so too when nothing does. */
  quickbooks: string;
  /** On the button. */
  act: string;
  /** Cannot be taken back. */
  final: boolean;
};

const HERE: Record<RemovalMode, string> = {
  void: 'stays in the book with its number, and all its amounts become zero. This cannot be undone.',
  delete: 'is removed from the book. This cannot be undone.',
  deactivate: 'becomes inactive: it keeps its history and is no longer offered for new work. You can restore it.',
};
const THERE: Record<RemovalMode, string> = {
  void: 'is voided there too: the number stays used and the amounts become zero.',
  delete: 'is deleted there too.',
  deactivate: 'is made inactive there too.',
};
const VERB: Record<RemovalMode, string> = { void: 'Void', delete: 'Delete', deactivate: 'Make inactive' };

/**
 * What a removal does on both sides, in words, before it is done. `linked`: QuickBooks has the record. `policy` null
 * while it is not known.
 */
export function removalWords(
  mode: RemovalMode,
  record: { title: string; linked: boolean },
  policy: Pick<EntityPolicy, 'enabled' | 'direction' | 'strategy'> | null,
): RemovalWords {
  const travels =
    policy === null || (policy.enabled && policy.direction !== 'fromQuickbooks' && policy.strategy !== 'mirror');
  const quickbooks = !record.linked
    ? `${record.title} is not in QuickBooks, so nothing changes there.`
    : travels
      ? `${record.title} ${THERE[mode]}`
      : `${record.title} stays as it is there: changes of this kind are not sent to QuickBooks (see Mappings).`;
  return {
    menu: `${VERB[mode]}…`,
    question: `${VERB[mode]} ${record.title}?`,
    platform: `${record.title} ${HERE[mode]}`,
    quickbooks,
    act: record.linked && travels ? `${VERB[mode]} on both sides` : VERB[mode],
    final: mode !== 'deactivate',
  };
}
