import { Button, NativeSelect, Select } from '@mantine/core';
import { ArrowRight, CircleCheck, CircleDashed, Sparkles } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { OutputOf } from '../../../shared/contract/index.ts';
import type { AmountsAre, ListMapping } from '../../../shared/policy.ts';
import { useCommand } from '../../store/index.ts';
import { formatShare, Panel, PlanFirst, SideLabel, toast } from '../../ui/index.ts';
import classes from './mappings.module.css';
import { confidenceWord, unmappedFirst } from './words.ts';

type Mappings = OutputOf<'mappings.get'>;
type ListOption = Mappings['options']['taxCodes'][number];
type Suggestion = Mappings['incomeAccountSuggestion'];

/** Accounts and tax codes: ours on the left, QuickBooks' on the right, what is not paired yet first. */
export function ListPairs({ mappings }: { mappings: Mappings }) {
  const command = useCommand('mappings.setLists');
  const preview = useCommand('mappings.previewLists');
  const [wanted, setWanted] = useState<Partial<ListMapping>>({});
  const { lists, options, taxRates } = mappings;
  const set = async (patch: Partial<ListMapping>): Promise<void> => {
    setWanted(patch);
    const answer = await command.run(patch);
    if (answer.ok) toast('Mapping saved.', { id: 'lists' });
  };
  const busy = command.pending;
  const rates = unmappedFirst(taxRates, lists.taxCodes);
  const open =
    rates.filter((rate) => lists.taxCodes[rate.key] === undefined).length +
    (lists.defaultIncomeAccount === null ? 1 : 0);
  return (
    <section aria-label="What stands for what">
      <h2 className={classes.heading}>
        What stands for what
        {open > 0 && <span className={classes.todo}>{open} to choose</span>}
      </h2>
      {command.error !== null && (
        <div className={classes.error}>
          <PlanFirst
            error={preview.error ?? command.error}
            planning={preview.pending}
            onPlan={async () => (await preview.run(wanted)).ok}
          />
        </div>
      )}
      <div className={classes.pairPanels}>
        <Panel title="Sales tax" flush>
          <PairHead />
          <ul className={classes.pairs}>
            {rates.length === 0 && <li className={classes.none}>There are no tax rates to pair.</li>}
            {rates.map((rate) => (
              <Pair
                key={rate.key}
                name={rate.name}
                note={`${rate.percent}%`}
                label={`QuickBooks tax code for ${rate.name}`}
                value={lists.taxCodes[rate.key] ?? null}
                options={options.taxCodes}
                suggestion={rate.suggestion}
                busy={busy}
                onChange={(id) => {
                  const next = { ...lists.taxCodes };
                  if (id === null) delete next[rate.key];
                  else next[rate.key] = id;
                  void set({ taxCodes: next });
                }}
              />
            ))}
            <Pair
              name="Any other rate"
              note="Taxable documents whose rate has no pair"
              label="QuickBooks tax code for any other rate"
              value={lists.defaultTaxCode}
              options={options.taxCodes}
              suggestion={null}
              optional="No tax code: they wait"
              busy={busy}
              onChange={(id) => void set({ defaultTaxCode: id })}
            />
            {mappings.tax !== undefined && (
              <Pair
                name="Lines without tax"
                note="What their tax code is"
                label="QuickBooks tax code for lines without tax"
                value={lists.untaxedCode ?? null}
                options={options.taxCodes}
                suggestion={mappings.tax.untaxedSuggestion}
                optional={untaxedWord(mappings)}
                busy={busy}
                onChange={(id) => void set({ untaxedCode: id })}
              />
            )}
          </ul>
          {mappings.tax !== undefined && (
            <div className={classes.amounts}>
              <NativeSelect
                label="Amounts of new documents are"
                disabled={busy}
                value={lists.amountsAre ?? 'exclusive'}
                onChange={(event) => void set({ amountsAre: event.currentTarget.value as AmountsAre })}
                data={[
                  { value: 'exclusive', label: 'Before tax' },
                  { value: 'inclusive', label: 'With the tax inside' },
                  { value: 'none', label: 'Without tax' },
                ]}
              />
            </div>
          )}
        </Panel>
        <Panel title="Accounts" flush>
          <PairHead />
          <ul className={classes.pairs}>
            <Pair
              name="New items"
              note="The income account their sales are booked to"
              label="Default income account"
              value={lists.defaultIncomeAccount}
              options={options.incomeAccounts}
              suggestion={mappings.incomeAccountSuggestion}
              busy={busy}
              onChange={(id) => void set({ defaultIncomeAccount: id })}
            />
            <Pair
              name="New items that are bought"
              note="The expense account their purchases are booked to"
              label="Default expense account"
              value={lists.defaultExpenseAccount}
              options={options.expenseAccounts}
              suggestion={null}
              optional="None: new items are only sold"
              busy={busy}
              onChange={(id) => void set({ defaultExpenseAccount: id })}
            />
            <Pair
              name="Payments and refunds"
              note="The account money is deposited to and refunded from"
              label="Deposit account"
              value={lists.depositAccount}
              options={options.depositAccounts}
              suggestion={null}
              optional="QuickBooks’ own default (Undeposited Funds)"
              busy={busy}
              onChange={(id) => void set({ depositAccount: id })}
            />
          </ul>
        </Panel>
      </div>
    </section>
  );
}

/** What no choice means for lines without tax. */
const untaxedWord = ({ tax, options }: Mappings): string => {
  const guessed = options.taxCodes.find((one) => one.id === tax?.untaxedSuggestion?.id);
  return guessed === undefined ? 'No tax code: they wait' : `${guessed.name}, the code of 0%`;
};

const PairHead = () => (
  <div className={classes.pairHead} aria-hidden>
    <SideLabel side="platform" />
    <span />
    <SideLabel side="quickbooks" />
  </div>
);

/** One of ours facing one of theirs. */
function Pair({
  name,
  note,
  label,
  value,
  options,
  suggestion,
  optional,
  busy,
  onChange,
}: {
  name: string;
  note: ReactNode;
  label: string;
  value: string | null;
  options: ListOption[];
  suggestion: Suggestion;
  /** What no choice means, where that is a choice. */
  optional?: string;
  busy: boolean;
  onChange: (id: string | null) => void;
}) {
  const paired = value !== null || optional !== undefined;
  const offered =
    suggestion === null || suggestion.id === value ? null : options.find((one) => one.id === suggestion.id);
  const known = value === null || options.some((one) => one.id === value);
  return (
    <li className={classes.pair} data-open={paired ? undefined : true}>
      <div className={classes.ours}>
        {paired ? (
          <CircleCheck size={16} className={classes.ok} aria-hidden />
        ) : (
          <CircleDashed size={16} className={classes.missing} aria-hidden />
        )}
        <div>
          <div className={classes.name}>{name}</div>
          <div className={classes.quiet}>{note}</div>
        </div>
      </div>
      <ArrowRight size={16} className={classes.arrow} aria-hidden />
      <div className={classes.theirs}>
        <Select
          aria-label={label}
          placeholder={optional ?? 'Choose one'}
          searchable
          clearable={value !== null}
          clearButtonProps={{ 'aria-label': `Clear ${label}` }}
          disabled={busy}
          value={value}
          onChange={onChange}
          nothingFoundMessage="Nothing is called that"
          data={[
            ...options.map((one) => ({ value: one.id, label: one.detail ? `${one.name} · ${one.detail}` : one.name })),
            // Chosen earlier, but no longer offered by QuickBooks.
            ...(known || value === null ? [] : [{ value, label: `No longer in QuickBooks (${value})` }]),
          ]}
        />
        {!known && <p className={classes.gone}>QuickBooks no longer offers what was chosen. Choose another.</p>}
        {offered !== null && offered !== undefined && suggestion !== null && (
          <div className={classes.suggestion}>
            <Sparkles size={14} aria-hidden />
            <span>
              <b>{offered.name}</b>: {confidenceWord(suggestion.confidence)} ({formatShare(suggestion.confidence)}).{' '}
              {suggestion.reason}
            </span>
            <Button size="compact-xs" variant="light" disabled={busy} onClick={() => onChange(offered.id)}>
              Use suggestion
            </Button>
          </div>
        )}
      </div>
    </li>
  );
}
