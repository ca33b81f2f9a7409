import type { UnpairedRecord } from '../../../shared/contract/pairs.ts';
import type { EntityDescriptor, FieldOwner } from '../../../shared/entity.ts';
import type { CreateRule, DeletionRule, Direction, EntityPolicy, Strategy } from '../../../shared/policy.ts';

export type Worded<T extends string> = { value: T; label: string; sentence: string };

/** What a deletion does on the other side, in words. `from` is where it is deleted, `to` the other side. */
export const deletionRules = (from: string, to: string, way: 'delete' | 'void'): Worded<DeletionRule>[] => [
  {
    value: 'ask',
    label: 'Ask me',
    sentence: `A deletion in ${from} waits in Review. Nothing is removed in ${to} before somebody says so.`,
  },
  {
    value: 'follow',
    label: `${way === 'delete' ? 'Delete' : 'Void'} in ${to} too`,
    sentence: `What is deleted in ${from} is ${way === 'delete' ? 'deleted' : 'voided'} in ${to} as well. What was edited in ${to} meanwhile still waits in Review.`,
  },
];

/** Ways a direction can be set, in words. `platform` is the platform's own label, `many` "invoices". */
export const directions = (platform: string, many: string): Worded<Direction>[] => [
  { value: 'both', label: 'Both ways', sentence: `Changes to ${many} travel both ways.` },
  {
    value: 'toQuickbooks',
    label: 'To QuickBooks',
    sentence: `${platform} is the source. Changes made in QuickBooks stay there and do not come back.`,
  },
  {
    value: 'fromQuickbooks',
    label: 'From QuickBooks',
    sentence: `QuickBooks is the source. Changes made in ${platform} stay there and are not sent.`,
  },
];

/** Who wins a collision. `mirror` is no answer to that: it is switched on apart, with its warning. */
export const strategies = (platform: string): Worded<Strategy>[] => [
  {
    value: 'review',
    label: 'Ask me',
    sentence: 'When the same field was edited on both sides, it waits in Review for a person. Nothing is overwritten.',
  },
  {
    value: 'platformWins',
    label: `${platform} wins`,
    sentence: `When the same field was edited on both sides, the value of ${platform} is kept. The other is in the history.`,
  },
  {
    value: 'quickbooksWins',
    label: 'QuickBooks wins',
    sentence:
      'When the same field was edited on both sides, the value of QuickBooks is kept. The other is in the history.',
  },
];

/** When a record of one side is made on the other, in words; `where` is that other side. */
export const createRules = (where: string, many: string, isDocument: boolean): Worded<CreateRule>[] => [
  { value: 'always', label: 'At once', sentence: `New ${many} are made in ${where} as they come.` },
  ...(isDocument
    ? []
    : [
        {
          value: 'needed' as const,
          label: 'With their first document',
          sentence: `New ${many} are made in ${where} with the first record that needs them: leads stay where they are.`,
        },
      ]),
  {
    value: 'byHand',
    label: 'Only by hand',
    sentence: `New ${many} are made in ${where} only when somebody asks for it, record by record. Linked ones go on as before.`,
  },
];

/** Who numbers new documents, and what comes of it. */
export function numberingWords(
  platform: string,
  many: string,
  on: boolean,
  { coming, quickbooksGives }: { coming: string | null; quickbooksGives: boolean | null },
): string {
  if (on)
    return `${platform} gives the number as it saves; the next one is ${coming ?? 'not known'}. Numbers that either side already has are passed over, and a number you type yourself is kept.`;
  return quickbooksGives === false
    ? `Your company uses its own transaction numbers, so QuickBooks gives none: ${many} saved without a number stay without one. Let ${platform} give them.`
    : `What is saved without a number gets the next one of QuickBooks when it arrives there.`;
}

/** Which ways files on records go, in words; `open` are the ways the records themselves take. */
export const fileRules = (
  platform: string,
  many: string,
  open: Record<'toQuickbooks' | 'fromQuickbooks', boolean>,
): Worded<EntityPolicy['attachments']>[] => [
  ...(open.toQuickbooks && open.fromQuickbooks
    ? [
        {
          value: 'both' as const,
          label: 'Both ways',
          sentence: `A file attached to one of your ${many} on either side is copied to the other once the record is there.`,
        },
      ]
    : []),
  ...(open.toQuickbooks
    ? [
        {
          value: 'toQuickbooks' as const,
          label: 'To QuickBooks',
          sentence: `Files attached in ${platform} are copied to QuickBooks. Files in QuickBooks stay there.`,
        },
      ]
    : []),
  ...(open.fromQuickbooks
    ? [
        {
          value: 'fromQuickbooks' as const,
          label: 'From QuickBooks',
          sentence: `Files attached in QuickBooks are copied to ${platform}. Files in ${platform} stay there.`,
        },
      ]
    : []),
  {
    value: 'off',
    label: 'Not copied',
    sentence: `Files stay on the side they were attached on. What was copied before is kept on both sides.`,
  },
];

/** The way files go as it is set, as far as the records' own direction lets them. */
export function filesWay(
  attachments: EntityPolicy['attachments'],
  open: Record<'toQuickbooks' | 'fromQuickbooks', boolean>,
): EntityPolicy['attachments'] {
  const to = open.toQuickbooks && (attachments === 'both' || attachments === 'toQuickbooks');
  const from = open.fromQuickbooks && (attachments === 'both' || attachments === 'fromQuickbooks');
  if (to && from) return 'both';
  return to ? 'toQuickbooks' : from ? 'fromQuickbooks' : 'off';
}

export type StepRule = 'save' | 'step' | 'byHand';

/** When records that can be drafts go to QuickBooks, as it is set. */
export function stepsIn({ travels, fields }: EntityDescriptor, policy: EntityPolicy): StepRule {
  if (policy.creates.quickbooks === 'byHand') return 'byHand';
  const initial = fields.find((field) => field.name === travels?.field)?.initial;
  const drafts = policy.drafts ?? travels?.values.includes(String(initial)) === false;
  return drafts ? 'step' : 'save';
}

/** The ways that can be set, in words: "When issued". */
export function stepRules({ travels, label }: EntityDescriptor, many: string): Worded<StepRule>[] {
  const done = travels?.step.done ?? '';
  const one = label.toLowerCase();
  return [
    {
      value: 'save',
      label: 'On save',
      sentence: `A new ${one} counts as ${done} and goes as soon as it is saved. It can still be saved as a draft, which stays here.`,
    },
    {
      value: 'step',
      label: `When ${done}`,
      sentence: `A new ${one} begins as a draft, which stays here until it is ${done}.`,
    },
    {
      value: 'byHand',
      label: 'By hand',
      sentence: `New ${many} go only when somebody asks for it, one by one. Linked ones go on as before.`,
    },
  ];
}

/** What freezing synced documents means. */
export function frozenWords(
  platform: string,
  many: string,
  { removals, travels }: EntityDescriptor,
  frozen: boolean,
): string {
  if (!frozen) return `Synced ${many} can be edited on both sides; the edits are merged.`;
  const ways = removals.includes('void') ? 'voided' : 'deleted';
  const out = travels?.recall === undefined ? ways : `${ways}, or made a draft again, which removes it in QuickBooks`;
  return `Synced ${many} cannot be edited in ${platform}; one can be ${out}. An edit made in QuickBooks waits in Review, unless QuickBooks is the source.`;
}

/** What a mirror does, before it is switched on. */
export const mirrorWarning = (platform: string, many: string): string =>
  `Every field of ${many} in ${platform} becomes what QuickBooks says: edits made in ${platform} are overwritten, and what is empty in QuickBooks is emptied. Nothing is written to QuickBooks. What was overwritten stays in the history. Deletions go by their own setting.`;

export const owners = (platform: string): Worded<FieldOwner>[] => [
  { value: 'both', label: 'Both', sentence: 'Either side may change it.' },
  { value: 'platform', label: platform, sentence: `Only ${platform} changes it; an edit in QuickBooks is set back.` },
  {
    value: 'quickbooks',
    label: 'QuickBooks',
    sentence: `Only QuickBooks changes it; an edit in ${platform} is set back.`,
  },
];

/** A share of certainty as a word, for those who do not read percentages. */
export function confidenceWord(confidence: number): 'sure' | 'likely' | 'a guess' {
  if (confidence >= 0.9) return 'sure';
  return confidence >= 0.6 ? 'likely' : 'a guess';
}

/** Unpaired first (that is the work), each part by name. */
export function unmappedFirst<T extends { key: string; name: string }>(rows: T[], paired: Record<string, string>): T[] {
  return [...rows].sort(
    (a, b) => Number(paired[a.key] !== undefined) - Number(paired[b.key] !== undefined) || a.name.localeCompare(b.name),
  );
}

/** What the two buttons for all rows would do: sure and likely suggestions are linked, what has none is made. */
export function bulkOf(rows: UnpairedRecord[]): {
  suggested: { platformId: string; quickbooksId: string }[];
  missing: string[];
} {
  const likely = rows.filter(
    ({ suggestion }) => suggestion !== null && confidenceWord(suggestion.confidence) !== 'a guess',
  );
  return {
    suggested: likely.map(({ platformId, suggestion }) => ({ platformId, quickbooksId: suggestion?.id ?? '' })),
    missing: rows.filter((row) => !row.coming && row.suggestion === null).map((row) => row.platformId),
  };
}
