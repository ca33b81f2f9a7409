import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { Decimal } from 'decimal.js';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type EntityDescriptor, type FieldDescriptor, partyOf } from '../../../../shared/entity.ts';
import type { Body, Json } from '../../../../shared/primitives.ts';
import { useEntities, usePlatformLabel, useQuery } from '../../../store/index.ts';
import { readMoney, toCents } from '../../../ui/decimals.ts';
import { DetailDrawer, ErrorCallout, toast } from '../../../ui/index.ts';
import { appliedIn, pools, spread } from '../model/allocations.ts';
import { type FormState, fieldMode, fieldsInOrder, taxFields } from '../model/form-state.ts';
import { fromParty, withDueDate } from '../model/terms.ts';
import { AllocationsEditor } from './allocations-editor.tsx';
import { FieldInput } from './field-input.tsx';
import classes from './form.module.css';
import { LinesEditor } from './lines-editor.tsx';
import { MovedNote } from './moved-note.tsx';
import type { Option } from './ref-picker.tsx';
import { useByLine } from './use-by-line.ts';
import { type Opened, useRecordForm } from './use-record-form.ts';
import { useTerms } from './use-terms.ts';

type Props = {
  descriptor: EntityDescriptor;
  title: string;
  start: FormState;
  opened: Opened | null;
  /** The record as it is now; moves on while the form is open. */
  newest: Opened | null;
  titles: Record<string, string>;
  onStale: () => void;
  onLeave: (to?: string) => void;
};

const WIDE: ReadonlySet<FieldDescriptor['kind']> = new Set(['longText', 'address', 'lines', 'allocations']);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A form made from a descriptor. Saving is refused beside the field that is wrong; what was typed is never lost. */
export function FormBody(props: Props) {
  const { descriptor, titles } = props;
  const platform = usePlatformLabel();
  const isNew = props.opened === null;
  const [start] = useState(props.start);
  const form = useRecordForm(descriptor, start, props.opened, props.newest, props.onStale);
  const mappings = useQuery('mappings.get', {}, { topics: ['mappings'] });
  const mapped = mappings.data?.entities.find((one) => one.entity === descriptor.name);
  const methods = mappings.data?.options.paymentMethods.map((one) => one.name);
  const owners = mapped?.policy.fieldOwners ?? {};
  const byLine = useByLine(descriptor, form.state, mappings.data);
  const terms = useTerms(descriptor);
  const coming = isNew ? mapped?.numbers?.coming : null;
  const [leaving, setLeaving] = useState(false);
  const [auto, setAuto] = useState(isNew);
  const [amountTyped, setAmountTyped] = useState(!isNew);
  const box = useRef<HTMLFormElement>(null);
  const tax = taxFields(descriptor);
  const amountField = descriptor.amountField ?? '';
  const entities = useEntities();
  const { setField, setApplied } = form;
  const shares = poolsOf(descriptor, entities, form.state);

  useEffect(() => {
    if (!form.dirty) return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [form.dirty]);

  // The first field that was refused gets the focus, so that a keyboard user lands where the work is.
  const refusals = Object.keys(form.problems).join(' ');
  useEffect(() => {
    if (refusals === '') return;
    const paths = refusals.split(' ');
    const inputs = [...(box.current?.querySelectorAll<HTMLElement>('[data-path]') ?? [])];
    const first = inputs.find((input) => paths.some((path) => input.dataset.path === path));
    (first?.matches('input,textarea,select')
      ? first
      : first?.querySelector<HTMLElement>('input,textarea,select')
    )?.focus();
  }, [refusals]);

  // A tick later: the same Esc that closes the form would otherwise close the question as well.
  const close = (): void => {
    if (form.dirty) setTimeout(() => setLeaving(true));
    else props.onLeave();
  };
  const { travels } = descriptor;
  const stays = travels !== undefined && !travels.values.includes(textOf(form.state.draft[travels.field]));
  const goes = stays
    ? `A draft: it stays in ${platform}.`
    : `It is kept in ${platform} and sent to QuickBooks by itself.`;
  const save = async (): Promise<void> => {
    const saved = await form.save(allocationProblems(descriptor, entities, form.state));
    if (saved === null) return;
    const next = stays ? travels.otherwise : 'It goes to QuickBooks by itself';
    toast(saved.created ? `${descriptor.label} saved. ${next}.` : 'Changes saved.');
    props.onLeave(`/records/${descriptor.name}/${saved.key}`);
  };
  const change = (field: FieldDescriptor, value: Json, more: Body = {}): void => {
    const changes = withDueDate(descriptor, form.state.draft, { ...more, [field.name]: value }, terms);
    for (const [name, one] of Object.entries(changes)) setField(name, one);
  };
  /** A picked record may know what other fields ask for: a customer's terms and e-mail go on the document. */
  const fillFrom = (picking: FieldDescriptor, option: Option | null): void => {
    if (option === null) return;
    if (picking.entity === 'term') terms.set(option.id, option.body);
    change(picking, option.id, picking === partyOf(descriptor) ? fromParty(descriptor, option.body) : {});
    for (const field of descriptor.fields)
      if (
        field.kind === 'email' &&
        textOf(form.state.draft[field.name]) === '' &&
        textOf(option.body[field.name]) !== ''
      )
        setField(field, textOf(option.body[field.name]));
  };
  const onApplied = useCallback(
    (name: string) => (applied: Record<string, string>, byHand: boolean) => {
      const field = descriptor.fields.find((one) => one.name === name);
      // Choosing a credit says nothing of the invoices: they go on taking what there is, oldest first.
      if (byHand && !(field && givesCredit(field, entities))) setAuto(false);
      setApplied(name, applied);
    },
    [setApplied, descriptor, entities],
  );

  const input = (field: FieldDescriptor) => {
    const mode = fieldMode(descriptor, field, owners, form.state.draft[field.name] ?? null, byLine !== null);
    if (mode === 'hidden') return null;
    if (field.kind === 'lines')
      return (
        <LinesEditor
          field={field}
          lines={form.state.lines[field.name] ?? []}
          onChange={(lines) => form.setLines(field.name, lines)}
          problems={form.problems}
          titles={titles}
          byLine={byLine}
          tax={
            tax.rate && tax.percent
              ? {
                  label: tax.rate.label,
                  rate: form.state.draft[tax.rate.name] ?? null,
                  percent: form.state.draft[tax.percent.name] ?? null,
                  correction: tax.correction === null ? null : (form.state.draft[tax.correction.name] ?? null),
                  onChange: (rate, percent) => {
                    if (tax.rate) setField(tax.rate, rate);
                    if (tax.percent) setField(tax.percent, percent);
                  },
                }
              : null
          }
        />
      );
    if (field.kind === 'allocations') {
      const party = partyOf(descriptor);
      const value = party ? form.state.draft[party.name] : null;
      return (
        <Allocations
          field={field}
          party={typeof value === 'string' ? value : null}
          partyWord={party?.label.toLowerCase() ?? ''}
          amount={givesCredit(field, entities) ? shares.gives : shares.charges}
          gives={givesCredit(field, entities)}
          applied={form.state.applied[field.name] ?? {}}
          storedValue={form.stored?.[field.name]}
          auto={auto && amountTyped && !givesCredit(field, entities)}
          problems={form.problems}
          onApplied={onApplied}
          onAmount={
            amountTyped || givesCredit(field, entities)
              ? null
              : (applied) => setField(amountField, lessThan(applied, shares.given))
          }
        />
      );
    }
    return (
      <FieldInput
        field={field.name === 'number' && coming ? { ...field, help: `Leave it empty and it gets ${coming}.` } : field}
        value={form.state.draft[field.name] ?? (field.taxModel === undefined ? null : (byLine?.amountsAre ?? null))}
        onChange={(value) => {
          if (field.name === amountField) setAmountTyped(textOf(value) !== '');
          change(field, value);
        }}
        onPick={(option) => fillFrom(field, option)}
        problems={form.problems}
        titles={titles}
        choices={field.list === 'paymentMethod' ? methods : undefined}
        locked={mode === 'locked' ? 'Only QuickBooks changes this.' : null}
        recordKey={props.opened?.key ?? null}
      />
    );
  };

  const broad = descriptor.fields.some((field) => field.kind === 'lines');
  return (
    <DetailDrawer
      opened
      onClose={close}
      width={broad ? 960 : 620}
      title={props.title}
      subtitle={isNew ? goes : undefined}
      footer={
        <>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" form="record-form" loading={form.saving} disabled={!isNew && !form.dirty}>
            {isNew ? props.title.replace(/^New/, 'Save') : 'Save changes'}
          </Button>
        </>
      }
    >
      <form
        id="record-form"
        ref={box}
        noValidate
        aria-label={props.title}
        onSubmit={(event) => {
          event.preventDefault();
          if (!form.saving) void save();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && !form.saving) void save();
        }}
      >
        <Stack gap={20}>
          {form.moved.length > 0 && (
            <MovedNote
              label={descriptor.label}
              moved={form.moved}
              titles={titles}
              onTake={form.take}
              onDone={form.dismissMoved}
            />
          )}
          {form.error !== null && Object.keys(form.problems).length === 0 && <ErrorCallout error={form.error} />}
          <div className={classes.grid}>
            {fieldsInOrder(descriptor, props.start.draft).map((field) => {
              const drawn = input(field);
              return drawn === null ? null : (
                <div key={field.name} className={WIDE.has(field.kind) ? classes.wide : undefined}>
                  {drawn}
                </div>
              );
            })}
          </div>
        </Stack>
      </form>
      <Modal
        opened={leaving}
        onClose={() => setLeaving(false)}
        title="Leave without saving?"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Text c="var(--pl-text-2)" mb="lg">
          What you typed here has not been saved.
        </Text>
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={() => setLeaving(false)} data-autofocus>
            Keep editing
          </Button>
          <Button color="red" onClick={() => props.onLeave()}>
            Leave
          </Button>
        </Group>
      </Modal>
    </DetailDrawer>
  );
}

/** Binds the editor to its field without making a new function on each drawing, which would apply again for ever. */
function Allocations({
  field,
  storedValue,
  onApplied,
  ...rest
}: Omit<Parameters<typeof AllocationsEditor>[0], 'stored' | 'onChange'> & {
  storedValue: Parameters<typeof appliedIn>[1];
  onApplied: (name: string) => (applied: Record<string, string>, byHand: boolean) => void;
}) {
  const key = JSON.stringify(storedValue ?? null);
  const entity = field.entity ?? '';
  const [stored, setStored] = useState({ key, value: appliedIn(entity, storedValue) });
  if (stored.key !== key) setStored({ key, value: appliedIn(entity, storedValue) });
  const onChange = useCallback(
    (applied: Record<string, string>, byHand: boolean) => onApplied(field.name)(applied, byHand),
    [onApplied, field.name],
  );
  return <AllocationsEditor {...rest} field={field} stored={stored.value} onChange={onChange} />;
}

/** More applied than received cannot be saved; what each document still owes is checked by the engine again. */
function allocationProblems(
  descriptor: EntityDescriptor,
  entities: readonly EntityDescriptor[],
  state: FormState,
): Record<string, string> {
  const found: Record<string, string> = {};
  const shares = poolsOf(descriptor, entities, state);
  for (const [name, applied] of Object.entries(state.applied)) {
    const field = descriptor.fields.find((one) => one.name === name);
    const amount = field && givesCredit(field, entities) ? shares.gives : shares.charges;
    if (!readMoney(amount).ok) continue;
    for (const [id, problem] of Object.entries(spread(amount, applied, []).problems))
      found[id === '' ? name : `${name}.${id}`] = problem;
  }
  return found;
}

/** Whether what a field names pays, rather than being paid (a credit memo). */
const givesCredit = (field: FieldDescriptor, entities: readonly EntityDescriptor[]): boolean =>
  entities.find((one) => one.name === field.entity)?.balanceSign === 'credit';

/** What charges and credits of a payment can use of each other. */
function poolsOf(
  descriptor: EntityDescriptor,
  entities: readonly EntityDescriptor[],
  state: FormState,
): ReturnType<typeof pools> {
  const of = (gives: boolean): Record<string, string>[] =>
    descriptor.fields
      .filter((field) => field.kind === 'allocations' && givesCredit(field, entities) === gives)
      .map((field) => state.applied[field.name] ?? {});
  return pools(textOf(state.draft[descriptor.amountField ?? '']), of(false), of(true));
}

/** What is left to be paid with money. */
const lessThan = (applied: string, given: string): string => toCents(Decimal.max(0, new Decimal(applied).minus(given)));
