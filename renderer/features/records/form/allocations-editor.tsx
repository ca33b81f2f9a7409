import { Button, Checkbox, TextInput } from '@mantine/core';
import { Decimal } from 'decimal.js';
import { useEffect, useMemo } from 'react';
import type { RecordRow } from '../../../../shared/contract/records.ts';
import type { FieldDescriptor } from '../../../../shared/entity.ts';
import { useQuery } from '../../../store/index.ts';
import { readMoney, shownDecimal, toCents } from '../../../ui/decimals.ts';
import { formatDate, formatMoney, isZero, Money } from '../../../ui/index.ts';
import { type Applied, applyOldestFirst, type OpenDocument, spread } from '../model/allocations.ts';
import type { Problems } from '../model/changes.ts';
import classes from './form.module.css';

/** The most the engine answers at once; more open documents of one customer are worked off in turns. */
const LIMIT = 500;

type Props = {
  field: FieldDescriptor;
  /** Whose documents these are. */
  party: string | null;
  /** "customer", "vendor". */
  partyWord: string;
  /** What there is to share out: money received, or what is charged where credits are used. */
  amount: string;
  /** The documents give (credits) rather than take. */
  gives: boolean;
  applied: Applied;
  /** Allocations as stored: their share counts as open again while this payment is edited. */
  stored: Applied;
  /** Amounts follow the payment, oldest first, until a person sets one. */
  auto: boolean;
  problems: Problems;
  onChange: (applied: Applied, byHand: boolean) => void;
  /** Nothing was typed as the amount yet: it follows what is ticked. */
  onAmount: ((amount: string) => void) | null;
};

const asDocument = (row: RecordRow, stored: Applied): OpenDocument => ({
  id: row.key,
  title: row.title,
  date: row.date,
  dueDate: typeof row.body.dueDate === 'string' ? row.body.dueDate : null,
  total: row.amount,
  open: toCents(new Decimal(row.balance ?? '0').plus(stored[row.key] ?? '0')),
});

/** Which documents of the customer this money settles, and how much of each. */
export function AllocationsEditor(props: Props) {
  const { field, party, partyWord, amount, gives, applied, stored, auto, problems, onChange, onAmount } = props;
  const entity = field.entity ?? 'invoice';
  const base = { entity, limit: LIMIT, sort: { field: 'date', descending: false } };
  const open = useQuery('records.list', party === null ? null : { ...base, customer: party, open: true }, {
    topics: ['records'],
  });
  // Documents this payment settled in full are no longer open, but they are still its own.
  const all = useQuery(
    'records.list',
    party === null || Object.keys(stored).length === 0 ? null : { ...base, customer: party },
    { topics: ['records'] },
  );
  const documents = useMemo(() => {
    const rows = new Map((open.data?.rows ?? []).map((row) => [row.key, row]));
    for (const row of all.data?.rows ?? []) if (stored[row.key] !== undefined) rows.set(row.key, row);
    return [...rows.values()]
      .filter((row) => row.life === 'live')
      .map((row) => asDocument(row, stored))
      .sort((a, b) => (a.date ?? '').localeCompare(b.date ?? ''));
  }, [open.data, all.data, stored]);

  const ready = party === null || open.data !== null;
  useEffect(() => {
    if (!auto || !ready) return;
    const next = applyOldestFirst(amount, documents);
    if (JSON.stringify(next) !== JSON.stringify(applied)) onChange(next, false);
  }, [auto, ready, amount, documents, applied, onChange]);

  const result = spread(amount, applied, documents);
  const set = (id: string, typed: string): void => {
    const next = { ...applied, [id]: typed };
    if (typed.trim() === '') delete next[id];
    onChange(next, true);
    onAmount?.(spread('', next, documents).applied);
  };
  /** Ticked: all of it, or what is left of the money. */
  const tick = (document: OpenDocument, on: boolean): void => {
    if (!on) {
      set(document.id, '');
      return;
    }
    const left = new Decimal(result.unapplied);
    const whole = onAmount !== null || left.gte(document.open);
    set(document.id, whole ? document.open : toCents(Decimal.max(left, 0)));
  };

  return (
    <section aria-label={field.label} className={classes.allocations}>
      <div className={classes.sectionHead}>
        <h3 className={classes.sectionTitle}>{field.label}</h3>
        {documents.length > 0 && !gives && (
          <Button
            size="compact-xs"
            variant="subtle"
            disabled={!readable(amount)}
            onClick={() => onChange(applyOldestFirst(amount, documents), true)}
          >
            Apply oldest first
          </Button>
        )}
      </div>
      {party === null ? (
        <p className={classes.hint}>Choose a {partyWord} to see what is open.</p>
      ) : open.error !== null && open.data === null ? (
        <p className={classes.problem}>{open.error.userSentence}</p>
      ) : documents.length === 0 ? (
        <p className={classes.hint}>
          {ready
            ? `${gives ? `This ${partyWord} has no credit left.` : `Nothing of this ${partyWord} is open. The money stays on account.`}`
            : 'Reading what is open…'}
        </p>
      ) : (
        <table className={classes.documents}>
          <thead>
            <tr>
              <th scope="col">
                <span className="pl-visually-hidden">Apply</span>
              </th>
              <th scope="col">Document</th>
              <th scope="col" className={classes.wideOnly}>
                Date
              </th>
              <th scope="col" className={`${classes.right} ${classes.wideOnly}`}>
                Total
              </th>
              <th scope="col" className={classes.right}>
                {gives ? 'Left' : 'Open'}
              </th>
              <th scope="col" className={classes.right}>
                {gives ? 'Used' : 'Applied'}
              </th>
            </tr>
          </thead>
          <tbody>
            {documents.map((document) => {
              const typed = applied[document.id] ?? '';
              const problem = result.problems[document.id];
              return (
                <tr key={document.id}>
                  <td>
                    <Checkbox
                      size="xs"
                      aria-label={`Apply to ${document.title}`}
                      checked={typed !== '' && !isZero(typed)}
                      onChange={(event) => tick(document, event.currentTarget.checked)}
                    />
                  </td>
                  <td className={classes.documentTitle}>{document.title}</td>
                  <td className={classes.wideOnly}>{document.date === null ? '' : formatDate(document.date)}</td>
                  <td className={`${classes.right} ${classes.wideOnly}`}>
                    <Money value={document.total} muted />
                  </td>
                  <td className={classes.right}>
                    <Money value={document.open} />
                  </td>
                  <td className={classes.applied}>
                    <TextInput
                      size="xs"
                      inputMode="decimal"
                      autoComplete="off"
                      placeholder="0.00"
                      aria-label={`Amount for ${document.title}`}
                      data-path={`${field.name}.${document.id}`}
                      classNames={{ input: classes.number ?? '' }}
                      error={problem}
                      value={typed}
                      onChange={(event) => set(document.id, event.currentTarget.value)}
                      onBlur={() => {
                        const read = readMoney(typed);
                        if (read.ok && read.value !== null && read.value !== typed)
                          set(document.id, shownDecimal(read.value, 'money'));
                      }}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {problems[field.name] !== undefined && <p className={classes.problem}>{problems[field.name]}</p>}
      <dl className={classes.sums} aria-live="polite">
        <div>
          <dt>{gives ? 'Used' : 'Applied'}</dt>
          <dd>
            <Money value={result.applied} />
          </dd>
        </div>
        {!gives && (
          <div className={result.problems[''] === undefined ? undefined : classes.over}>
            <dt>Not applied</dt>
            <dd>
              <Money value={result.unapplied} />
            </dd>
          </div>
        )}
      </dl>
      {result.problems[''] !== undefined ? (
        <p className={classes.problem} role="alert">
          {formatMoney(result.unapplied.replace('-', ''))} more is{' '}
          {gives ? 'used than is applied to invoices' : 'applied than was received'}.
        </p>
      ) : (
        !gives &&
        !isZero(result.unapplied) && (
          <p className={classes.hint}>
            What is not applied stays on the {partyWord}’s account and can be applied later.
          </p>
        )
      )}
    </section>
  );
}

const readable = (amount: string): boolean => {
  const read = readMoney(amount);
  return read.ok && read.value !== null && !isZero(read.value);
};
