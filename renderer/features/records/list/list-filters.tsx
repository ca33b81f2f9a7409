import type { ReactNode } from 'react';
import type { RecordState } from '../../../../shared/contract/app.ts';
import type { EntityDescriptor } from '../../../../shared/entity.ts';
import { FilterChip, FixedChip, RECORD_WORD, SearchBox, type UrlPatch } from '../../../ui/index.ts';
import { type ListFilters as Filters, STATE_ORDER } from '../model/list.ts';
import classes from './record-list.module.css';

/** Search, then what narrows the list: open documents, states that occur, one customer. */
export function ListFilters({
  descriptor,
  filters,
  stateCounts,
  customer,
  party,
  onSearch,
  onChange,
}: {
  descriptor: EntityDescriptor;
  filters: Filters;
  stateCounts: Partial<Record<RecordState, number>>;
  customer: ReactNode;
  /** "Customer", "Vendor". */
  party: string;
  onSearch: (search: string) => void;
  onChange: (patch: UrlPatch) => void;
}) {
  const many = descriptor.labelPlural.toLowerCase();
  const toggle = (state: RecordState): void => {
    const states = filters.states.includes(state)
      ? filters.states.filter((one) => one !== state)
      : [...filters.states, state];
    onChange({ state: states.join(',') });
  };
  const offered = STATE_ORDER.filter((state) => (stateCounts[state] ?? 0) > 0 || filters.states.includes(state));
  return (
    <search className={classes.filters}>
      <SearchBox key={descriptor.name} label={`Search ${many}`} value={filters.search} onChange={onSearch} />
      <div className={classes.chips}>
        {filters.customer !== null && (
          <FixedChip name={party} value={customer} onClear={() => onChange({ customer: null })} />
        )}
        {descriptor.balanceField !== undefined && (
          <FilterChip on={filters.open} onToggle={() => onChange({ open: filters.open ? null : '1' })}>
            {descriptor.balanceSign === 'credit' ? 'Credit left' : 'Open balance'}
          </FilterChip>
        )}
        {offered.map((state) => (
          <FilterChip
            key={state}
            on={filters.states.includes(state)}
            count={stateCounts[state] ?? 0}
            onToggle={() => toggle(state)}
          >
            {RECORD_WORD[state]}
          </FilterChip>
        ))}
      </div>
    </search>
  );
}
