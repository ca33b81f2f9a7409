import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { OutputOf } from '../../../shared/contract/index.ts';
import type { AmountsAre, ListMapping } from '../../../shared/policy.ts';
import { useCommand } from '../../store/index.ts';
import { Panel, PlanFirst, toast } from '../../ui/index.ts';
import { AccountPairs } from './account-pairs.tsx';
import classes from './mappings.module.css';
import { Pair, PairHead } from './pair.tsx';
import { unmappedFirst } from './words.ts';

type Mappings = OutputOf<'mappings.get'>;

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
        <AccountPairs mappings={mappings} busy={busy} onChange={(patch) => void set(patch)} />
      </div>
    </section>
  );
}

/** What no choice means for lines without tax. */
const untaxedWord = ({ tax, options }: Mappings): string => {
  const guessed = options.taxCodes.find((one) => one.id === tax?.untaxedSuggestion?.id);
  return guessed === undefined ? 'No tax code: they wait' : `${guessed.name}, the code of 0%`;
};
