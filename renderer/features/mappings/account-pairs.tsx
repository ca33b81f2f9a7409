import type { OutputOf } from '../../../shared/contract/index.ts';
import type { CategoryAccounts, ListMapping } from '../../../shared/policy.ts';
import { Panel } from '../../ui/index.ts';
import { usualAccount } from './category-accounts.ts';
import classes from './mappings.module.css';
import { Pair, PairHead } from './pair.tsx';

type Mappings = OutputOf<'mappings.get'>;
type Props = { mappings: Mappings; busy: boolean; onChange: (patch: Partial<ListMapping>) => void };

/** The accounts of QuickBooks that money is booked to where a record names none itself. */
export function AccountPairs({ mappings, busy, onChange }: Props) {
  const { lists, options } = mappings;
  const deposit = options.depositAccounts.find((one) => one.id === lists.depositAccount)?.name;
  return (
    <>
      <Panel title="Accounts" flush>
        <PairHead />
        <ul className={classes.pairs}>
          <Pair
            name="New items"
            note="The income account their sales are booked to, unless the item or one of its categories has one"
            label="Default income account"
            value={lists.defaultIncomeAccount}
            options={options.incomeAccounts}
            suggestion={mappings.incomeAccountSuggestion}
            busy={busy}
            onChange={(id) => onChange({ defaultIncomeAccount: id })}
          />
          <Pair
            name="New items that are bought"
            note="The expense account their purchases are booked to, unless the item or one of its categories has one"
            label="Default expense account"
            value={lists.defaultExpenseAccount}
            options={options.expenseAccounts}
            suggestion={null}
            optional="None: new items are only sold"
            busy={busy}
            onChange={(id) => onChange({ defaultExpenseAccount: id })}
          />
          <Pair
            name="Payments"
            note="The account money is deposited to"
            label="Deposit account"
            value={lists.depositAccount}
            options={options.depositAccounts}
            suggestion={null}
            optional="QuickBooks’ own default (Undeposited Funds)"
            busy={busy}
            onChange={(id) => onChange({ depositAccount: id })}
          />
          <Pair
            name="Refunds"
            note="The account money is paid back from"
            label="Refund account"
            value={lists.refundAccount ?? null}
            options={options.depositAccounts}
            suggestion={null}
            optional={
              deposit === undefined
                ? 'The one payments are deposited to; without it refunds wait'
                : `The one payments are deposited to (${deposit})`
            }
            busy={busy}
            onChange={(id) => onChange({ refundAccount: id })}
          />
          <Pair
            name="Discounts"
            note="The income account that discounts on new documents lower"
            label="Discount account"
            value={lists.discountAccount ?? null}
            options={options.incomeAccounts}
            suggestion={null}
            optional="The one QuickBooks has for discounts"
            busy={busy}
            onChange={(id) => onChange({ discountAccount: id })}
          />
          <Pair
            name="New bills, vendor credits and purchase orders"
            note="The payables account (A/P) they are owed on"
            label="Payables account"
            value={lists.payablesAccount ?? null}
            options={options.payablesAccounts}
            suggestion={null}
            optional="QuickBooks’ own (Accounts Payable)"
            busy={busy}
            onChange={(id) => onChange({ payablesAccount: id })}
          />
        </ul>
        <p className={`${classes.panelWords} ${classes.panelFoot}`}>
          Shipping on documents is booked to the account QuickBooks has for it; it is chosen there, in the settings for
          sales.
        </p>
      </Panel>
      {options.categories.length > 0 && <CategoryPairs mappings={mappings} busy={busy} onChange={onChange} />}
    </>
  );
}

const NONE: CategoryAccounts = { income: null, expense: null };

/** Accounts by category: before those for all new items, behind what an item names itself. */
function CategoryPairs({ mappings, busy, onChange }: Props) {
  const { lists, options } = mappings;
  const { incomeAccounts, expenseAccounts } = options;
  const set = (id: string, patch: Partial<CategoryAccounts>): void => {
    const next = { ...lists.categoryAccounts, [id]: { ...NONE, ...lists.categoryAccounts?.[id], ...patch } };
    if (next[id]?.income === null && next[id]?.expense === null) delete next[id];
    onChange({ categoryAccounts: next });
  };
  return (
    <Panel title="Accounts by category" flush>
      <p className={classes.panelWords}>
        What new items of a category, and of the categories below it, are booked to. Where more than one has an account,
        the nearest counts. Items that are in QuickBooks already keep their accounts.
      </p>
      <PairHead />
      <ul className={classes.pairs}>
        {options.categories.map(({ id, name, detail }) => {
          const full = detail === null ? name : `${detail.replaceAll(':', ': ')}: ${name}`;
          const chosen = lists.categoryAccounts?.[id] ?? NONE;
          return [
            <Pair
              key={`${id} income`}
              name={full}
              note="Income from sales"
              label={`Income account of ${full}`}
              value={chosen.income}
              options={incomeAccounts}
              suggestion={null}
              optional={usualAccount(mappings, id, 'income', incomeAccounts)}
              busy={busy}
              onChange={(income) => set(id, { income })}
            />,
            <Pair
              key={`${id} expense`}
              name={full}
              note="Cost of what is bought"
              label={`Expense account of ${full}`}
              value={chosen.expense}
              options={expenseAccounts}
              suggestion={null}
              optional={usualAccount(mappings, id, 'expense', expenseAccounts)}
              busy={busy}
              onChange={(expense) => set(id, { expense })}
            />,
          ];
        })}
      </ul>
    </Panel>
  );
}
