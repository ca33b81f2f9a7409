import { z } from 'zod';

/**
 * Every failure the app can tell, by code. A code without an entry here is a type error, so no failure can reach a
 * person without a sentence and a remedy. `{name}` parts are filled from the error's `values`.
 */
export const ERROR_CATALOGUE = {
  // Input and access
  'input.invalid': { sentence: '{field}: {problem}.', remedy: 'Correct that field and try again.', retryable: false },
  'input.unknownCommand': {
    sentence: 'There is no command or query called "{name}".',
    remedy: 'See GET /api for the list.',
    retryable: false,
  },
  'input.tooLarge': {
    sentence: 'The request is larger than {limit}.',
    remedy: 'Send less at a time.',
    retryable: false,
  },
  'access.token': {
    sentence: 'You are not signed in, or your session has ended.',
    remedy: 'Sign in again. Scripts use the token printed when Plumbline started.',
    retryable: false,
  },
  'access.origin': {
    sentence: 'This address ({origin}) may not talk to Plumbline.',
    remedy: 'Open Plumbline at the address it printed.',
    retryable: false,
  },
  'access.wrongPassword': {
    sentence: 'This user name and password do not belong together.',
    remedy: 'Check both; an Admin can give you a new password.',
    retryable: false,
  },
  'access.locked': {
    sentence: 'Too many wrong passwords: signing in is closed for {wait}.',
    remedy: 'Wait until then, or ask an Admin for a new password.',
    retryable: true,
  },
  'access.busy': {
    sentence: 'Too many people are signing in at this moment.',
    remedy: 'Try again in a few seconds.',
    retryable: true,
  },
  'access.passwordFirst': {
    sentence: 'Your password was chosen by somebody else.',
    remedy: 'Choose one of your own, then go on.',
    retryable: false,
  },
  'access.apiKey': {
    sentence: 'This API key is not known here, or was revoked.',
    remedy: 'Make one in Plumbline with apiKeys.create and send it as "Authorization: Bearer <key>".',
    retryable: false,
  },
  'access.scope': {
    sentence: 'This API key may not {what}.',
    remedy: 'Make a key with the scope {scope}.',
    retryable: false,
  },
  'access.tooMany': {
    sentence: 'Too many requests come with this API key.',
    remedy: 'Wait as long as Retry-After says, then go on.',
    retryable: true,
  },
  'access.notAllowed': {
    sentence: 'This takes {need}.',
    remedy: 'Ask {who} to do it, or to allow it.',
    retryable: false,
  },
  'people.owner': {
    sentence: 'The owner of this installation stays its owner.',
    remedy: 'Only the owner changes their own name and sign-in, under People.',
    retryable: false,
  },
  'people.taken': {
    sentence: '{field}: {value} is already taken by somebody else here.',
    remedy: 'Choose another one.',
    retryable: false,
  },
  'people.notFound': {
    sentence: 'That person is not there any more.',
    remedy: 'Look at the list again.',
    retryable: false,
  },
  'people.noHash': {
    sentence: 'This build of Plumbline cannot store passwords.',
    remedy: 'Add people in the browser version: npm run serve.',
    retryable: false,
  },
  'record.notFound': {
    sentence: 'There is no {entity} with id {id}.',
    remedy: 'It may have been removed; refresh the list.',
    retryable: false,
  },
  'record.stale': {
    sentence: 'This {entity} was changed by someone else while you were editing it.',
    remedy: 'Look at the new version and save again.',
    retryable: false,
  },
  'record.inUse': {
    sentence: '{title} cannot be removed: {reason}.',
    remedy: 'Remove what depends on it first.',
    retryable: false,
  },
  'record.converted': {
    sentence: '{title} is invoiced in full already: {by}.',
    remedy: 'Open what was made of it; void or delete that first to make it anew.',
    retryable: false,
  },
  'record.frozen': {
    sentence: '{title} is frozen, because it was synced.',
    remedy: '{out} Or let synced {many} be edited, in Mappings.',
    retryable: false,
  },
  'record.issued': {
    sentence: '{title} cannot become a draft again: {reason}.',
    remedy:
      'Take off what is applied to it, or let both sides become equal, and try again. Voiding it is the other way.',
    retryable: false,
  },
  'link.stale': {
    sentence: 'That link no longer exists.',
    remedy: 'Refresh the list and choose again.',
    retryable: false,
  },
  'link.busy': {
    sentence: '{title} is being written right now.',
    remedy: 'Try again in a moment.',
    retryable: true,
  },
  'review.gone': {
    sentence: 'That review was already settled or has changed.',
    remedy: 'Refresh Review and look again.',
    retryable: false,
  },
  'plan.stale': {
    sentence: 'The plan is out of date: {reason}.',
    remedy: 'Look at what changed in Preview, then apply the plan as it is now.',
    retryable: false,
  },
  'plan.needed': {
    sentence: 'This would change {count} records at once.',
    remedy: 'Look at the plan of it, then apply that.',
    retryable: false,
  },
  'import.running': {
    sentence: 'An import is still under way.',
    remedy: 'Wait until it is done, or cancel it first.',
    retryable: true,
  },
  'import.notFound': {
    sentence: 'There is no such import, or it is not one that can be {done}.',
    remedy: 'Look at the list of imports.',
    retryable: false,
  },
  'import.unreadable': { sentence: '{name} cannot be read: {problem}.', remedy: '{out}', retryable: false },
  'import.tooLarge': {
    sentence: '{name} has more than {limit}, which is as much as is checked in one go.',
    remedy: 'Split it into several files, each with the row of names on top, and bring them one after another.',
    retryable: false,
  },
  'import.fileGone': {
    sentence: 'The file is not at hand any more.',
    remedy: 'Choose it again. What was imported of it already is recognised.',
    retryable: false,
  },
  'import.changed': {
    sentence: 'Something changed since the rows were checked, so the check does not hold any more.',
    remedy: 'Check the file again and look at what is different.',
    retryable: false,
  },
  'undo.changedSince': {
    sentence: 'In {label}, {what} of {title} was changed after this.',
    remedy: 'Undo the newer change together with it, or leave the record out.',
    retryable: false,
  },
  'undo.cannotRestore': {
    sentence: '{title} was {how} in {label}, which cannot bring it back.',
    remedy: 'Leave it out. To have it again, make a new one with its values.',
    retryable: false,
  },
  'undo.twoValues': {
    sentence: 'The {what} of {title} was not the same on the two sides before.',
    remedy: 'Undo the action on the one side whose value you want: both sides then take it.',
    retryable: false,
  },
  'undo.gone': {
    sentence: '{title} is not there any more in {label}.',
    remedy: 'Leave the record out.',
    retryable: false,
  },
  'undo.referred': {
    sentence: '{by} refers to {title}, so it cannot be taken back.',
    remedy: 'Undo or remove that first, or leave the record out.',
    retryable: false,
  },
  'undo.notAllowed': {
    sentence: 'Mappings do not let {what} of {title} be written in {label}.',
    remedy: 'Change it there by hand, or leave the record out.',
    retryable: false,
  },
  'undo.refused': {
    sentence: 'Nothing was undone, because it could not be undone as a whole: {count} in the way.',
    remedy: 'Leave those records out and look at the preview of the others, or clear what is in the way.',
    retryable: false,
  },
  'undo.nothing': {
    sentence: 'There is nothing to undo: everything stands as it was before.',
    remedy: 'Choose another run or action in Activity.',
    retryable: false,
  },
  'undo.kept': {
    sentence: 'Everything of {title} was put back but its {what}, of which the other side keeps its own value.',
    remedy: 'Look at the record: both sides say the same. Change it by hand if you want another value.',
    retryable: false,
  },
  'undo.over': {
    sentence: '{title} was left as it is: {what} was changed in {label} before it could be put back.',
    remedy: 'Look at the record and change it by hand if you still want the old value.',
    retryable: false,
  },
  'plan.notFound': { sentence: 'That plan does not exist any more.', remedy: 'Make a new preview.', retryable: false },
  // Connection
  'connection.none': {
    sentence: 'No QuickBooks company is connected.',
    remedy: 'Connect one in Settings, or try a sandbox company.',
    retryable: false,
  },
  'companies.elsewhere': {
    sentence: 'Companies are added, named and taken off the list by the owner, at their own window.',
    remedy: 'Ask the owner of this installation.',
    retryable: false,
  },
  'companies.gone': {
    sentence: 'That company is not in the list.',
    remedy: 'Choose one of the list; a removed one can be brought back there.',
    retryable: false,
  },
  'companies.last': {
    sentence: 'This is the only company, so it stays in the list.',
    remedy: 'Disconnect it to stop syncing, or add another company first.',
    retryable: false,
  },
  'companies.taken': {
    sentence: '{found} is already synced here, as {name}.',
    remedy: 'Open {name} instead: two books on one QuickBooks company would copy every record of each other.',
    retryable: false,
  },
  'companies.takenBefore': {
    sentence: '{found} was synced here before, as {name}, which was taken off the list.',
    remedy: 'Bring {name} back under Companies; it goes on where it stopped.',
    retryable: false,
  },
  'connection.already': {
    sentence: 'A QuickBooks company is already connected.',
    remedy: 'Disconnect it first.',
    retryable: false,
  },
  'connection.credentials': {
    sentence: 'QuickBooks refused the sign-in: the connection was revoked or has expired.',
    remedy: 'Reconnect to QuickBooks.',
    retryable: false,
  },
  'connection.notKept': {
    sentence: 'The sign-in to {company} is not on this computer any more.',
    remedy: 'Reconnect to QuickBooks.',
    retryable: false,
  },
  'connection.client': {
    sentence: 'QuickBooks does not know this app: the client id or secret is wrong.',
    remedy: 'Check the client id and secret and connect again.',
    retryable: false,
  },
  'connection.permission': {
    sentence: 'The person who connected has no access to this company any more.',
    remedy: 'Ask a company admin to reconnect.',
    retryable: false,
  },
  'connection.wrongCompany': {
    sentence: 'This is {found}, but this book has been synced with {expected}.',
    remedy: 'Choose {expected}, or start clean with another company.',
    retryable: false,
  },
  'connection.wrongEnvironment': {
    sentence: 'These keys belong to another QuickBooks environment.',
    remedy: 'Check whether it is a sandbox or a real company.',
    retryable: false,
  },
  'connection.state': {
    sentence: 'The answer from QuickBooks did not belong to this sign-in.',
    remedy: 'Start connecting again from Plumbline.',
    retryable: false,
  },
  'connection.refused': {
    sentence: 'Access was not given in QuickBooks.',
    remedy: 'Connect again and choose Allow.',
    retryable: false,
  },
  'connection.subscription': {
    sentence: 'The QuickBooks subscription has ended or has a billing problem, so nothing can be added.',
    remedy: 'Renew the subscription in QuickBooks.',
    retryable: false,
  },
  'connection.readBudget': {
    sentence: 'The {budget} reads of QuickBooks allowed for this month are used up.',
    remedy: 'Syncing goes on by itself on {resets}. To go on now, allow more in Settings, Sync.',
    retryable: true,
  },
  'connection.offline': {
    sentence: 'QuickBooks cannot be reached.',
    remedy: 'Nothing is lost; Plumbline tries again by itself.',
    retryable: true,
  },
  'connection.throttled': {
    sentence: 'QuickBooks asked us to slow down.',
    remedy: 'Plumbline continues by itself in about a minute.',
    retryable: true,
  },
  'connection.outage': {
    sentence: 'QuickBooks is having trouble answering.',
    remedy: 'Plumbline tries again by itself.',
    retryable: true,
  },
  // QuickBooks refusals of one record
  'quickbooks.stale': {
    sentence: '{title} was changed in QuickBooks at the same moment.',
    remedy: 'Plumbline reads it again and merges.',
    retryable: true,
  },
  'quickbooks.duplicateNumber': {
    sentence: 'QuickBooks refused {title}: that number is already used{by}.',
    remedy: 'Give it another number, link the two, or skip it.',
    retryable: false,
  },
  'quickbooks.duplicateName': {
    sentence: 'QuickBooks refused {title}: that name is already used by another customer, vendor, employee or item.',
    remedy: 'Link it to the existing record or rename it.',
    retryable: false,
  },
  'quickbooks.missing': {
    sentence: '{title} refers to something that was deleted or made inactive in QuickBooks.',
    remedy: 'Make it active again in QuickBooks, or choose another.',
    retryable: false,
  },
  'quickbooks.closedPeriod': {
    sentence: '{title} is dated in a period whose books are closed.',
    remedy: 'Change the date, or ask the accountant to reopen the period.',
    retryable: false,
  },
  'quickbooks.hasBalance': {
    sentence: '{title} cannot be made inactive: it still has a balance.',
    remedy: 'Settle the balance first.',
    retryable: false,
  },
  'quickbooks.hasPayments': {
    sentence: '{title} cannot be voided or deleted in QuickBooks: {by} applied to it.',
    remedy: 'Take the payment off it in QuickBooks first; it then goes by itself.',
    retryable: false,
  },
  'quickbooks.losesPayments': {
    sentence: '{title} cannot go to another {who} in QuickBooks: {by} applied to it would be taken off.',
    remedy: 'Take the payment off it in QuickBooks first; it then goes by itself.',
    retryable: false,
  },
  'quickbooks.deposited': {
    sentence: '{title} is part of a bank deposit in QuickBooks.',
    remedy: 'Remove it from the deposit first.',
    retryable: false,
  },
  'quickbooks.bankMatched': {
    sentence: '{title} is matched to a bank transaction in QuickBooks.',
    remedy: 'Undo the match in QuickBooks first.',
    retryable: false,
  },
  'quickbooks.notAllowed': {
    sentence: 'This QuickBooks plan or user may not do that: {title}.',
    remedy: 'Use a plan that has the feature, or switch it off in Mappings.',
    retryable: false,
  },
  'attachments.type': {
    sentence: 'QuickBooks takes no files like {name}.',
    remedy: 'Attach a PDF, a picture (JPEG, PNG, GIF, TIFF), a spreadsheet, a text or a CSV file.',
    retryable: false,
  },
  'attachments.tooLarge': {
    sentence: '{name} is larger than 20 MB.',
    remedy: 'Make it smaller (a scan with less detail), or attach it in parts.',
    retryable: false,
  },
  'attachments.lost': {
    sentence: 'The content of {name} is not on this computer any more.',
    remedy: 'Attach the file again, or remove it here. If it is in QuickBooks, it can be opened there.',
    retryable: false,
  },
  'documents.notThere': {
    sentence: '{title} is not in QuickBooks yet, so it cannot be sent or printed from there.',
    remedy: 'Wait until it has arrived. A draft has to be issued first.',
    retryable: false,
  },
  'documents.unsettled': {
    sentence: '{title} is not the same on both sides yet, and QuickBooks would send what it has.',
    remedy: 'Let it sync, or settle what waits, then send it.',
    retryable: true,
  },
  'documents.notSent': {
    sentence: 'QuickBooks gave no answer, and {title} does not say it was sent to {to}.',
    remedy: 'Send it again.',
    retryable: true,
  },
  'documents.uncertain': {
    sentence: 'QuickBooks gave no answer, so {title} may have gone to {to} or not.',
    remedy: 'Look at it in QuickBooks before you send it again.',
    retryable: false,
  },
  'quickbooks.wrongAccount': {
    sentence: 'QuickBooks refused {title}: {detail}',
    remedy:
      'Give the item it buys an expense account (on the item, or for new items in Mappings), or choose an account of the right kind. Then retry.',
    retryable: false,
  },
  'quickbooks.lacksFeature': {
    sentence: 'QuickBooks does not take {title}: {needs}.',
    remedy: 'Have it there, then retry; or switch {kind} off in Mappings.',
    retryable: false,
  },
  'quickbooks.rejected': {
    sentence: 'QuickBooks refused {title}: {detail}',
    remedy: 'Correct the record, then retry.',
    retryable: false,
  },
  'quickbooks.gone': {
    sentence: '{title} no longer exists in QuickBooks.',
    remedy: 'Decide in Review whether to remove or recreate it.',
    retryable: false,
  },
  'platform.rejected': {
    sentence: '{label} refused {title}: {detail}',
    remedy: 'Correct the record, then retry.',
    retryable: false,
  },
  'platform.offline': {
    sentence: '{label} cannot be reached.',
    remedy: 'Nothing is lost; Plumbline tries again by itself.',
    retryable: true,
  },
  'platform.cursor': {
    sentence: 'The change feed cannot go on from that cursor: {reason}.',
    remedy: 'Take a new cursor, then list everything once.',
    retryable: false,
  },
  'platform.keyUsed': {
    sentence: 'This idempotency key was used for another write before.',
    remedy: 'Give every write a key of its own; send the same key only with the same write.',
    retryable: false,
  },
  'platform.credentials': {
    sentence: '{label} refused the API key: {detail}',
    remedy: 'Make a new key there, and start once with it in PLUMBLINE_PLATFORM_KEY.',
    retryable: false,
  },
  'platform.throttled': {
    sentence: '{label} asked us to slow down.',
    remedy: 'Plumbline continues by itself in a moment.',
    retryable: true,
  },
  'platform.protocol': {
    sentence: '{label} answered something the Platform API does not know: {detail}',
    remedy: 'Ask its maker to run the conformance suite (npm run conformance) against it.',
    retryable: true,
  },
  'platform.otherCompany': {
    sentence: 'This data folder is synced with {expected}, not with {found}.',
    remedy: 'Start it as before, or choose another folder with --data.',
    retryable: false,
  },
  'platform.noKey': {
    sentence: 'There is no API key for {url} on this computer.',
    remedy: 'Start once with the key in PLUMBLINE_PLATFORM_KEY; it is then kept in the keychain.',
    retryable: false,
  },
  // Sync
  'sync.blocked': {
    sentence: '{title} waits for {blocker}.',
    remedy: 'It goes by itself as soon as {blocker} is settled.',
    retryable: true,
  },
  'sync.needsMapping': {
    sentence: '{title} needs a mapping: {what}.',
    remedy: 'Choose it in Mappings.',
    retryable: false,
  },
  'sync.notTranslatable': {
    sentence: '{title} cannot be carried over: {detail}',
    remedy: 'Correct the record, then retry.',
    retryable: false,
  },
  'sync.noLines': {
    sentence: '{title} would be left without lines: each side took out what the other kept.',
    remedy: 'Put a line back on either side, or void the document.',
    retryable: false,
  },
  'sync.circle': {
    sentence: '{label} accepted the same change to {title} again and again, and still shows something else.',
    remedy: 'Make both sides say the same by hand, or look for another program that changes it, then retry.',
    retryable: false,
  },
  'sync.brake': {
    sentence: 'This run would {what}, more than usual, so it stopped.',
    remedy: 'Look at the plan and confirm it, or undo the change that caused it.',
    retryable: false,
  },
  'sync.uncertain': {
    sentence: 'The answer for {title} was lost; Plumbline is finding out whether it arrived.',
    remedy: 'Nothing to do.',
    retryable: true,
  },
  'sync.unsure': {
    sentence: 'The answer for {title} was lost, and {detail}',
    remedy: 'Link the right one, or retry to send it as a new one.',
    retryable: false,
  },
  'sync.paused': { sentence: 'Sync is paused.', remedy: 'Resume it when you are ready.', retryable: false },
  // This computer
  'host.dataInUse': {
    sentence: 'Another Plumbline is already using {dir}.',
    remedy: 'Use that one, or choose another folder with --data.',
    retryable: false,
  },
  'host.dataUnusable': {
    sentence: 'The folder {dir} cannot be used: {reason}.',
    remedy: 'Free space or choose another folder with --data.',
    retryable: false,
  },
  'host.diskFull': {
    sentence: 'The disk that holds {dir} is full.',
    remedy: 'Free space on it. Nothing is lost: what waits goes as soon as it can be written down.',
    retryable: true,
  },
  'host.readOnly': {
    sentence: 'The folder {dir} cannot be written: it is read-only.',
    remedy: 'Allow writing there again. Nothing is lost: what waits goes as soon as it can be written down.',
    retryable: true,
  },
  'host.damaged': {
    sentence: 'The database {file} in {dir} is damaged: {reason}.',
    remedy:
      'Start Plumbline with --restore to go back to the backup of {backup} (UTC). What happened since is found again by comparing both sides; nothing is doubled.',
    retryable: false,
  },
  'host.noBackup': {
    sentence: 'The database {file} in {dir} is damaged ({reason}), and there is no sound backup of it.',
    remedy: 'Put a copy of the folder back if there is one. Plumbline changes nothing in it until then.',
    retryable: false,
  },
  'host.migration': {
    sentence: 'The stored data could not be brought up to date: {reason}.',
    remedy: 'The backup {backup} is untouched; send us the log.',
    retryable: false,
  },
  'host.noKeychain': {
    sentence: 'This computer has no keychain that Plumbline can use.',
    remedy: 'Unlock one, or choose the encrypted file with --secrets file.',
    retryable: false,
  },
  'host.secretsLocked': {
    sentence: 'The encrypted secrets file could not be opened: {reason}.',
    remedy: 'Give the right passphrase.',
    retryable: false,
  },
  'host.portInUse': {
    sentence: 'Port {port} is already used by another program.',
    remedy: 'Choose another with --port.',
    retryable: false,
  },
  'internal.unexpected': {
    sentence: 'Plumbline met a fault of its own.',
    remedy: 'Try again; if it repeats, send us the log with the reference {reference}.',
    retryable: false,
  },
} as const satisfies Record<string, { sentence: string; remedy: string; retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;
export const errorCodeSchema = z.enum(Object.keys(ERROR_CATALOGUE) as [ErrorCode, ...ErrorCode[]]);

/** What the other system said, for the details drawer and support. Never holds a token. */
export const nativeErrorSchema = z.object({
  httpStatus: z.number().int().optional(),
  faultCode: z.string().optional(),
  element: z.string().optional(),
  detail: z.string().optional(),
  /** QuickBooks' trace id (`intuit_tid`). */
  intuitTid: z.string().optional(),
});
export type NativeError = z.infer<typeof nativeErrorSchema>;

/** A failure as data: it can be stored, sent to the window and shown as it is. */
export const appErrorSchema = z.object({
  code: errorCodeSchema,
  retryable: z.boolean(),
  userSentence: z.string(),
  remedy: z.string(),
  /** The values that filled the sentence: `field`, `title`, `entity`, `id`… */
  values: z.record(z.string(), z.string()),
  native: nativeErrorSchema.optional(),
  /** Wait at least this long before trying again, in milliseconds. */
  retryAfterMs: z.number().int().nonnegative().optional(),
});
export type AppError = z.infer<typeof appErrorSchema>;

const fill = (template: string, values: Record<string, string>): string =>
  template.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');

/** Builds an error from the catalogue. */
export function appError(
  code: ErrorCode,
  values: Record<string, string> = {},
  more: { native?: NativeError; retryAfterMs?: number } = {},
): AppError {
  const entry = ERROR_CATALOGUE[code];
  return {
    code,
    retryable: entry.retryable,
    userSentence: fill(entry.sentence, values),
    remedy: fill(entry.remedy, values),
    values,
    ...(more.native ? { native: more.native } : {}),
    ...(more.retryAfterMs === undefined ? {} : { retryAfterMs: more.retryAfterMs }),
  };
}

/** A fault of this computer (disk, folder, keychain) rather than of a record or the other side. */
export const isHostFault = (error: AppError): boolean => error.code.startsWith('host.');

/** The same failure as something to throw; `Failure.of(x)` turns anything thrown into an AppError. */
export class Failure extends Error {
  readonly error: AppError;
  constructor(error: AppError, options?: ErrorOptions) {
    super(error.userSentence, options);
    this.name = 'Failure';
    this.error = error;
  }
}

/** Throws a catalogued failure. */
export function fail(
  code: ErrorCode,
  values: Record<string, string> = {},
  more: Parameters<typeof appError>[2] = {},
): never {
  throw new Failure(appError(code, values, more));
}

/** A failure or a value; used where failing is part of the normal path. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: AppError };
