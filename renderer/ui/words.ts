import type { Role } from '../../shared/access.ts';
import type { HealthState, RecordState } from '../../shared/contract/app.ts';
import type { PlanAction } from '../../shared/contract/sync.ts';
import type { EntityGroup } from '../../shared/entity.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Side } from '../../shared/primitives.ts';

/** The words of the product, the same in window, tray, notifications, lists and documents. */
export const HEALTH_WORD: Record<HealthState, string> = {
  upToDate: 'Up to date',
  syncing: 'Syncing',
  paused: 'Paused',
  offline: 'Offline',
  needsYou: 'Needs you',
  error: 'Error',
};

/** Groups of records, in navigation and lists. */
export const GROUP_WORD: Record<EntityGroup, string> = { sales: 'Sales', purchases: 'Purchases', lists: 'Lists' };

export const RECORD_WORD: Record<RecordState, string> = {
  equal: 'Equal',
  differs: 'Differs',
  waiting: 'Waiting',
  sending: 'Sending',
  inReview: 'In review',
  blocked: 'Blocked',
  failed: 'Failed',
  held: 'Held',
  notSynced: 'Not synced',
  voided: 'Voided',
  deleted: 'Deleted',
};

/** Longest detail a pill takes instead of its word, in characters. */
const PILL_LENGTH = 44;

/**
 * What of a record's state detail fits a pill: words that begin like the state itself ("Blocked by Pine Ridge HOA").
 * Whole sentences stay in the drawer and on hover; the pill then says its plain word.
 */
export const stateNote = (state: RecordState, detail: string | null): string | null =>
  detail !== null && detail.length <= PILL_LENGTH && detail.startsWith(RECORD_WORD[state]) ? detail : null;

/** Order of the actions of a plan: what a person checks first comes first. */
export const PLAN_ACTIONS: readonly PlanAction[] = [
  'createInQuickbooks',
  'createInPlatform',
  'link',
  'updateInQuickbooks',
  'updateInPlatform',
  'voidInQuickbooks',
  'voidInPlatform',
  'deleteInQuickbooks',
  'deleteInPlatform',
  'deactivateInQuickbooks',
  'deactivateInPlatform',
  'duplicate',
  'review',
  'refuse',
  'leaveOut',
];

/** What a plan does with a record, as a column heading. `platform` is the platform's own label; `undoes`: it is an undo. */
export function planActionWord(action: PlanAction, platform: string, undoes = false): string {
  const words: Record<PlanAction, string> = {
    createInQuickbooks: 'Create in QuickBooks',
    createInPlatform: `Create in ${platform}`,
    link: 'Link',
    updateInQuickbooks: 'Change in QuickBooks',
    updateInPlatform: `Change in ${platform}`,
    voidInQuickbooks: 'Void in QuickBooks',
    voidInPlatform: `Void in ${platform}`,
    deleteInQuickbooks: 'Delete in QuickBooks',
    deleteInPlatform: `Delete in ${platform}`,
    deactivateInQuickbooks: 'Make inactive in QuickBooks',
    deactivateInPlatform: `Make inactive in ${platform}`,
    duplicate: 'Maybe twice',
    review: 'For review',
    refuse: undoes ? 'In the way' : 'Cannot sync',
    leaveOut: 'Left out',
  };
  return words[action];
}

/** The side an action writes to; null for those that write to neither or to both. */
export function planActionSide(action: PlanAction): Side | null {
  if (action.endsWith('InQuickbooks')) return 'quickbooks';
  if (action.endsWith('InPlatform')) return 'platform';
  return null;
}

export const ENVIRONMENT_WORD: Record<'sandboxCompany' | 'sandbox' | 'production', string> = {
  sandboxCompany: 'Sandbox company',
  sandbox: 'QuickBooks sandbox',
  production: 'Live company',
};

/** Roles of people. */
export const ROLE_WORD: Readonly<Record<Role, string>> = {
  owner: 'Owner',
  admin: 'Admin',
  basic: 'Basic',
  viewer: 'Viewer',
};

/** What helps a file that was refused: what QuickBooks refuses of a record is said of the record, and that is well. */
export const fileRemedy = ({ code, remedy }: Pick<AppError, 'code' | 'remedy'>): string =>
  code === 'quickbooks.rejected' ? 'Attach it in another form (a PDF, a picture), or remove it.' : remedy;
