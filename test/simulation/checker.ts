/**
 * Judges the end of a run. Its own code: it reads both sides by hand and the ledger of what people typed, and knows
 * nothing of planner, merge or outbox. What the engine says of itself counts only as an excuse (a record that waits in
 * Review or Problems may differ), and the excuse is judged too.
 */
import type { Life } from '../../shared/entity.ts';
import type { Side } from '../../shared/primitives.ts';
import { believed } from './beliefs.ts';
import type { Face } from './faces.ts';
import { type FileEvidence, judgeFiles } from './file-rule.ts';
import { partyFieldOf } from './kinds.ts';
import { endedBy, type Ledger, type Subject, settledBy, type Value } from './ledger.ts';
import { judgeMoney } from './money-rule.ts';
import type { Policies } from './policies.ts';
import type { Making } from './shown.ts';
import type { Snapshot } from './sides.ts';
import { judgeUndos, type UndoEvidence } from './undo-rule.ts';
import { asKnown } from './unseen.ts';

/** The promises, by the numbers of the field notes' list. */
export const INVARIANTS = {
  noDuplicates: '(1) one record on each side for one real thing',
  noLostUpdate: '(2) what one side alone edited stands on both',
  oneReview: '(3) edited differently on both sides: one review, or the winner the settings name',
  neverBlanked: '(4) no value is emptied that nobody emptied',
  noResurrection: '(5) what was ended stays ended',
  equalMoney: '(6) open receivables equal to the cent, per customer',
  nothingUnseen: '(7) no change was passed over',
  noBlindRepeat: '(8) no uncertain create was repeated',
  tokensKept: '(9) a new token pair is stored before it is used',
  closedBooksKept: '(10) nothing is written into closed books',
  noEcho: '(11) a further run and a full comparison write nothing',
  emptyPlan: '(12) a plan after everything was done is empty',
  terminates: '(13) the engine comes to rest',
  undoWhole: '(14) an undo puts back what it promised, each record whole, or says that it did not',
  draftsStay: '(15) a draft stays on the platform',
  filesFollow: '(16) a file lies on both sides of its record, once and byte for byte, and nobody loses one',
  hintsOnly: '(w) a notification is a hint: forged ones are refused, a signed one brings a read at once',
  excusesHold: '(x) whatever waits for a person has a good reason',
} as const;
export type Invariant = keyof typeof INVARIANTS;
export type Violation = { invariant: Invariant; what: string };

/** A record that the engine says waits for a person; what a review thinks it could be waits beside it. */
export type Excuse = {
  entity: string;
  key: string;
  kind: 'review' | 'problem' | 'candidate';
  cause: string;
  /** The record whose review names this one. */
  of?: string;
};

export type Evidence = {
  ledger: Ledger;
  end: Snapshot;
  /** Settings of each entity through the run. */
  policies: Policies;
  excuses: Excuse[];
  /** Records that stood there before anybody in the script came, by `entity/id`; they are nobody's. */
  furniture: ReadonlySet<string>;
  misusedRefreshes: number;
  /** Notifications of a forger that were taken for QuickBooks', and whether a signed one was followed by a read (null: none came). */
  forgedTaken: number;
  hintRead: boolean | null;
  /** Documents that the app wrote into closed books. */
  closedWrites: number;
  /** The last day of closed books at the end; null when they are open. */
  closedUntil: string | null;
  /** The app's clock was set forwards or back. */
  clockMoved: boolean;
  /** Names the app made in QuickBooks, by `entity/id`, and what it had been shown when it did. */
  makings: ReadonlyMap<string, Making>;
  /** What people were shown and found wrong on the spot. */
  complaints: Violation[];
  files: FileEvidence;
  undone: UndoEvidence;
  /** Null when the engine never came to rest; then the rest cannot be judged. */
  rest: { echoWrites: number; plannedActions: string[] } | null;
};

export type Judgement = { violations: Violation[]; checked: Record<Invariant, number> };

export type Pair = { platform: Face | null; quickbooks: Face | null };

const gone = (life: Life | undefined): boolean => life === undefined || life === 'deleted' || life === 'void';

/** QuickBooks refused what an undo wants back; the undo says so. */
const undoIsStuck = ({ undone }: Evidence, subject: Subject, { kind }: Excuse): boolean =>
  kind === 'problem' &&
  undone.asked.some((undo) =>
    undo.records.some(
      (record) => record.subject === subject && undone.stuck.get(`${undo.id}/${record.entity}/${record.key}`) === true,
    ),
  );

export function judge(evidence: Evidence): Judgement {
  const violations: Violation[] = [...evidence.complaints];
  const checked = Object.fromEntries(Object.keys(INVARIANTS).map((name) => [name, 0])) as Judgement['checked'];
  const must = (invariant: Invariant, holds: boolean, what: () => string): void => {
    checked[invariant] += 1;
    if (!holds) violations.push({ invariant, what: what() });
  };
  const { ledger, end, rest } = evidence;

  must('terminates', rest !== null, () => 'the engine did not come to rest');
  must(
    'tokensKept',
    evidence.misusedRefreshes === 0,
    () => `${evidence.misusedRefreshes} used refresh tokens were used again`,
  );
  must('hintsOnly', evidence.forgedTaken === 0, () => `${evidence.forgedTaken} forged notifications were taken`);
  must('hintsOnly', evidence.hintRead !== false, () => 'a notification was not followed by a read');
  must('closedBooksKept', evidence.closedWrites === 0, () => `${evidence.closedWrites} were written`);
  if (rest === null) return { violations, checked };
  must('noEcho', rest.echoWrites === 0, () => `${rest.echoWrites} writes were sent though nothing had changed`);
  must('emptyPlan', rest.plannedActions.length === 0, () => `still planned: ${rest.plannedActions.join(', ')}`);

  for (const face of [...end.platform, ...end.quickbooks])
    if (!evidence.furniture.has(`${face.entity}/${face.id}`) && face.life !== 'deleted')
      must(
        'noDuplicates',
        face.tag !== null && ledger.subjects.has(face.tag),
        () => `${face.entity} ${face.id} belongs to nobody`,
      );

  const excusesByTag = excusesOf(evidence);
  const pairs = new Map<string, Pair>();
  const subjects: Subject[] = [];
  for (const entered of ledger.subjects.values()) {
    const faces = end.byTag.get(entered.tag) ?? { platform: [], quickbooks: [] };
    const { subject, found } = asKnown(entered, faces, evidence.makings);
    subjects.push(subject);
    pairs.set(subject.tag, { platform: shown(found.platform), quickbooks: shown(found.quickbooks) });
    for (const side of ['platform', 'quickbooks'] as const) {
      const living = found[side].filter((face) => face.life !== 'deleted');
      must(
        'noDuplicates',
        living.length <= 1 || subject.apart,
        () => `${subject.tag} stands ${living.length} times on ${side}`,
      );
      must(
        'noBlindRepeat',
        found[side].length <= 1 || subject.apart,
        () => `${subject.tag} was created ${found[side].length} times on ${side}`,
      );
    }
  }
  for (const subject of subjects) excuseWinners(subject, pairs, excusesByTag);
  for (const subject of subjects)
    judgeSubject(evidence, subject, pairs.get(subject.tag) as Pair, excusesByTag.get(subject.tag) ?? [], must);
  judgeMoney(ledger, pairs, new Set(excusesByTag.keys()), (holds, what) => must('equalMoney', holds, what));
  const settled = (tag: string): boolean => staysOne(ledger, tag) && !excusesByTag.has(tag);
  judgeFiles(evidence.files, pairs, settled, (holds, what) => must('filesFollow', holds, what));
  judgeUndos(evidence.undone, pairs, new Set(excusesByTag.keys()), (holds, what) => must('undoWhole', holds, what));
  return { violations, checked };
}

/** Whether a record has been the same pair all along: never ended, parted, merged or entered twice. */
function staysOne(ledger: Ledger, tag: string): boolean {
  const subject = ledger.subjects.get(tag);
  if (!subject || subject.apart || subject.parted !== null || subject.doubleOf !== null || subject.lives.length > 0)
    return false;
  return ![...ledger.subjects.values()].some(
    (other) => other.doubleOf === tag || other.lives.some(({ into }) => into === tag),
  );
}

/** The one that counts of several faces: the living before the dead. */
const shown = (faces: Face[]): Face | null => faces.find((face) => face.life !== 'deleted') ?? faces[0] ?? null;

function excusesOf({ end, excuses }: Pick<Evidence, 'end' | 'excuses'>): Map<string, Excuse[]> {
  const tags = new Map<string, string>();
  for (const face of end.platform) if (face.tag !== null) tags.set(`${face.entity}/${face.id}`, face.tag);
  for (const face of end.quickbooks) if (face.tag !== null) tags.set(`${face.entity}/qb:${face.id}`, face.tag);
  const byTag = new Map<string, Excuse[]>();
  const tagOf = (entity: string, key: string): string => tags.get(`${entity}/${key}`) ?? `?${entity}/${key}`;
  for (const excuse of excuses) {
    const tag = tagOf(excuse.entity, excuse.key);
    const of = excuse.of === undefined ? {} : { of: tagOf(excuse.entity, excuse.of) };
    byTag.set(tag, [...(byTag.get(tag) ?? []), { ...excuse, ...of }]);
  }
  return byTag;
}

/** While nobody decided on a merged record, the one it went into waits where the platform has none of it. */
function excuseWinners(subject: Subject, pairs: Map<string, Pair>, byTag: Map<string, Excuse[]>): void {
  const asked = byTag.get(subject.tag)?.find((one) => one.kind === 'review' && one.cause === 'removal');
  const into = subject.lives.findLast((act) => act.kind === 'merge')?.into;
  if (!asked || into === undefined || pairs.get(into)?.platform) return;
  const waits: Excuse = { ...asked, kind: 'candidate', of: subject.tag };
  byTag.set(into, [...(byTag.get(into) ?? []), waits]);
}

type Must = (invariant: Invariant, holds: boolean, what: () => string) => void;

function judgeSubject(evidence: Evidence, subject: Subject, pair: Pair, excuses: Excuse[], must: Must): void {
  const { ledger } = evidence;
  const { platform, quickbooks } = pair;
  must(
    'oneReview',
    excuses.filter((one) => one.kind === 'review').length <= 1,
    () => `${subject.tag} has several reviews`,
  );
  for (const excuse of excuses) {
    // Why it waits may lie in what the app learned only later.
    const whole = ledger.subjects.get(subject.tag) ?? subject;
    const holds = believed(excuse, whole, pair, evidence) || undoIsStuck(evidence, subject, excuse);
    must('excusesHold', holds, () => `${subject.tag} waits as ${excuse.kind} "${excuse.cause}" without a reason`);
  }
  for (const side of ['platform', 'quickbooks'] as const) {
    const act = endedBy(subject, side);
    if (act && !subject.apart)
      must(
        'noResurrection',
        pair[side]?.life !== 'live',
        () => `${subject.tag} was ended on ${side} (${act.kind}) and is live there`,
      );
  }
  if (subject.parted !== null && !subject.apart) judgeParted(ledger, subject, pair, must);
  if (excuses.length > 0 || subject.apart || subject.parted !== null) return;
  if (platform?.life === 'live' && platform.fields.status === 'draft') {
    const other = quickbooks?.life;
    must('draftsStay', other === undefined, () => `${subject.tag} is a draft, and ${other} in QuickBooks`);
    return;
  }

  // From here on both sides owe each other equality.
  if (!platform || !quickbooks) {
    const only = (platform ?? quickbooks) as Face;
    // What was over before it was ever carried over need not be.
    must(
      'nothingUnseen',
      only.life !== 'live',
      () => `${subject.tag} is missing on ${platform ? 'quickbooks' : 'platform'}`,
    );
    return;
  }
  if (gone(platform.life) || gone(quickbooks.life)) {
    must(
      'nothingUnseen',
      platform.life !== 'live' && quickbooks.life !== 'live',
      () => `${subject.tag} is ${platform.life} on the platform, ${quickbooks.life} in QuickBooks`,
    );
    return;
  }
  must(
    'nothingUnseen',
    platform.life === quickbooks.life,
    () => `${subject.tag} is ${platform.life} on the platform, ${quickbooks.life} in QuickBooks`,
  );
  const history = evidence.policies[subject.entity] ?? [];
  const fields = new Set([...subject.edits.keys(), ...Object.keys(platform.fields), ...Object.keys(quickbooks.fields)]);
  const loose = looseFields(subject, ledger, [...fields]);
  for (const field of fields)
    if (subject.regrouped.some((one) => field === one || field.startsWith(`${one}/`))) loose.add(field);
  for (const field of fields) {
    const p = meant(ledger, field, platform.fields[field]);
    const q = meant(ledger, field, quickbooks.fields[field]);
    const shownAs = (): string => `${subject.tag} ${field}: platform ${show(p)}, QuickBooks ${show(q)}`;
    if (loose.has(field)) {
      must('noLostUpdate', p === q, () => `${shownAs()} differ`);
      continue;
    }
    const expected = ledger.expected(subject, field, history);
    if (expected.kind === 'either' || expected.kind === 'mayReview')
      must('noLostUpdate', p === q, () => `${shownAs()} differ`);
    else if (expected.kind === 'free')
      must('noLostUpdate', p === q, () => `${shownAs()} differ, and nobody typed either`);
    else if (expected.kind === 'review')
      must(
        'oneReview',
        false,
        () =>
          `${shownAs()}; typed ${show(expected.values.platform)} and ${show(expected.values.quickbooks)}, and no review stands`,
      );
    else {
      const wanted = meant(ledger, field, expected.value);
      if (wanted !== null)
        must('neverBlanked', p !== null && q !== null, () => `${shownAs()}; ${show(expected.value)} was never emptied`);
      const holds = p === wanted && q === wanted;
      must('noLostUpdate', holds, () => `${shownAs()}; expected ${show(expected.value)} (${expected.why})`);
    }
  }
  if (paidByWaiting(evidence, subject)) return;
  for (const name of Object.keys({ ...platform.money, ...quickbooks.money }))
    must(
      'equalMoney',
      platform.money[name] === quickbooks.money[name],
      () => `${subject.tag} ${name}: platform ${platform.money[name]}, QuickBooks ${quickbooks.money[name]}`,
    );
}

/** Fields that name another record. */
const NAMES_ANOTHER = /^(customer|parent|vendor|estimate)$|\/(item|customer)$/;

/** A value as it is compared: what people made one thing has one name. */
const meant = (ledger: Ledger, field: string, value: Value | undefined): Value =>
  value !== null && value !== undefined && NAMES_ANOTHER.test(field) ? ledger.canonical(value) : (value ?? null);

/** Kept apart by a person: what somebody typed on a side since then stands there, and nothing of the other side does. */
function judgeParted(ledger: Ledger, subject: Subject, pair: Pair, must: Must): void {
  const parted = subject.parted ?? 0;
  for (const side of ['platform', 'quickbooks'] as const)
    for (const field of subject.edits.keys()) {
      const edit = ledger.latest(subject, field, side);
      const face = pair[side];
      if (!edit || edit.at <= parted || face?.life !== 'live') continue;
      const value = face.fields[field] ?? null;
      must(
        'noLostUpdate',
        value === edit.value,
        () => `${subject.tag} ${field} was parted, and on ${side} ${show(edit.value)} became ${show(value)}`,
      );
    }
}

const show = (value: Value): string => (value === null ? '∅' : `"${value}"`);

/**
 * Fields whose value two rules could explain, so that only equality is asked: a line that one side took away while the
 * other edited it, and money applied to a document that somebody ended.
 */
function looseFields(subject: Subject, ledger: Ledger, fields: string[]): Set<string> {
  const loose = new Set<string>();
  const lineOf = (field: string): string | null => /^(lines\/.+)\/[^/]+$/.exec(field)?.[1] ?? null;
  for (const line of new Set(fields.map(lineOf))) {
    if (line === null) continue;
    const members = fields.filter((field) => lineOf(field) === line);
    const removedBy = (side: Side): boolean =>
      members.some((field) => ledger.latest(subject, field, side)?.value === null);
    const editedBy = (side: Side): boolean =>
      members.some((field) => (ledger.latest(subject, field, side)?.value ?? null) !== null);
    if ((removedBy('platform') && editedBy('quickbooks')) || (removedBy('quickbooks') && editedBy('platform')))
      for (const member of members) loose.add(member);
  }
  for (const field of fields) {
    // QuickBooks takes the link off an invoice whose estimate goes.
    const offer = field === 'estimate' ? subject.edits.get(field)?.at(-1)?.value : null;
    if (offer && (ledger.subjects.get(offer)?.lives.length ?? 1) > 0) loose.add(field);
    const document = settledBy(field);
    if (document === null) continue;
    const settled = ledger.subjects.get(document);
    // The invoice went to somebody else before the payment came: QuickBooks cannot apply it any more.
    // An undo that puts back whom it is for is read whole, not value by value.
    const regrouped = settled?.regrouped.includes(partyFieldOf(settled.entity)) === true;
    const moved = settled !== undefined && (regrouped || partyOf(settled) !== partyOf(subject));
    if (moved || (settled?.lives.length ?? 1) > 0) loose.add(field);
  }
  return loose;
}

/** Whom a document was last said to be for, or from. */
const partyOf = (subject: Subject): Value => subject.edits.get(partyFieldOf(subject.entity))?.at(-1)?.value ?? null;

/** Whether money that waits for a person settles this document: until then its balance differs. */
const paidByWaiting = ({ ledger, excuses, end }: Evidence, subject: Subject): boolean => {
  const waiting = excusesOf({ end, excuses });
  return [...ledger.subjects.values()].some(
    (other) =>
      (waiting.has(other.tag) || other.apart || other.parted !== null) &&
      [...other.edits.keys()].some((field) => settledBy(field) === subject.tag),
  );
};
