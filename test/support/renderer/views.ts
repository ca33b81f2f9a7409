import type { OutputOf } from '../../../shared/contract/index.ts';
import type { ReviewDetail, ReviewRow } from '../../../shared/contract/review.ts';
import { appError } from '../../../shared/errors.ts';
import { DEFAULT_POLICY } from '../../../shared/policy.ts';
import type { FakeRecord } from './book.ts';
import { REFUSED_FILE } from './record-handlers.ts';

/** What the pretended engine answers about reviews, problems, activity and mappings. */

const at = (now: number, minutes: number): string => new Date(now - minutes * 60_000).toISOString();

export function reviewRows(book: readonly FakeRecord[], now: number): ReviewRow[] {
  const title = (key: string): string => book.find((one) => one.key === key)?.title ?? key;
  return [
    {
      id: 'r1',
      kind: 'fields',
      entity: 'customer',
      key: 'c3',
      title: title('c3'),
      sentence: 'Phone and e-mail were changed on both sides to different values.',
      cause: 'Edited on both sides',
      amount: null,
      createdAt: at(now, 34),
    },
    {
      id: 'r2',
      kind: 'fields',
      entity: 'customer',
      key: 'c9',
      title: title('c9'),
      sentence: 'The name was changed on both sides to different values.',
      cause: 'Edited on both sides',
      amount: null,
      createdAt: at(now, 250),
    },
    {
      id: 'r3',
      kind: 'match',
      entity: 'customer',
      key: 'c14',
      title: title('c14'),
      sentence: 'Two customers in QuickBooks could be this one.',
      cause: 'Could be the same',
      amount: null,
      createdAt: at(now, 1500),
    },
    {
      id: 'r4',
      kind: 'removal',
      entity: 'invoice',
      key: 'v22',
      title: `Invoice ${title('v22')}`,
      sentence: 'It was deleted in QuickBooks after its memo was changed here.',
      cause: 'Deleted in QuickBooks',
      amount: '1485.00',
      createdAt: at(now, 3000),
    },
    {
      id: 'r5',
      kind: 'duplicate',
      entity: 'customer',
      key: 'c6',
      title: title('c6'),
      sentence: `${title('c6')} may be in Workspace twice: same name and e-mail address as the one with id c7. Copied over, it would be in QuickBooks twice.`,
      cause: 'Maybe twice in Workspace',
      amount: null,
      createdAt: at(now, 4000),
    },
  ];
}

export function reviewDetail(row: ReviewRow, book: readonly FakeRecord[]): ReviewDetail {
  const record = book.find((one) => one.key === row.key);
  const body = record?.body ?? {};
  const text = (value: unknown): string => (value === null || value === undefined ? '–' : String(value));
  const field = (
    path: string,
    label: string,
    kind: 'text' | 'phone' | 'email',
    platform: string,
    quickbooks: string,
    conflicting = true,
  ) => ({
    path,
    label,
    kind,
    base: (body[path] ?? null) as string | null,
    platform,
    quickbooks,
    shown: { base: text(body[path]), platform, quickbooks },
    conflicting,
    suggestion: conflicting ? null : ('quickbooks' as const),
  });
  const base = {
    row,
    revision: `${row.id}.1`,
    platformLabel: 'Workspace',
    lives: { base: 'live', platform: 'live', quickbooks: 'live' },
    consequences: [] as ReviewDetail['consequences'],
    acts: [] as ReviewDetail['acts'],
    candidates: [] as ReviewDetail['candidates'],
    twins: [] as ReviewDetail['twins'],
    fields: [] as ReviewDetail['fields'],
    platform: body,
    quickbooks: record?.quickbooks ?? null,
    base: body,
    titles: {},
  } satisfies ReviewDetail;
  if (row.id === 'r1')
    return {
      ...base,
      fields: [
        field('phone', 'Phone', 'phone', '(707) 555-0170', '(707) 555-0199'),
        field('email', 'E-mail', 'email', 'service@example.com', 'office@example.com'),
        field('companyName', 'Company', 'text', text(body.companyName), 'Bay Property LLC', false),
      ],
      consequences: [
        { choice: 'platform', sentence: 'QuickBooks gets the phone and e-mail of Workspace. No money changes.' },
        { choice: 'quickbooks', sentence: 'Workspace gets the phone and e-mail of QuickBooks. No money changes.' },
      ],
    };
  if (row.id === 'r2')
    return {
      ...base,
      fields: [field('displayName', 'Name', 'text', `${row.title} HOA`, 'Ridgeview Homeowners')],
      consequences: [
        { choice: 'platform', sentence: 'The customer is renamed in QuickBooks, on 3 open invoices too.' },
      ],
    };
  if (row.kind === 'match')
    return {
      ...base,
      candidates: book.slice(4, 6).map((one, index) => ({
        quickbooksId: one.quickbooksId ?? String(index),
        title: one.title,
        confidence: index === 0 ? 0.82 : 0.55,
        reason: index === 0 ? 'Same phone, similar name' : 'Similar name',
        body: one.body,
      })),
      quickbooks: null,
      base: null,
    };
  if (row.kind === 'duplicate')
    return {
      ...base,
      lives: { base: null, platform: 'live', quickbooks: null },
      quickbooks: null,
      base: null,
      twins: [
        { key: 'c6', id: 'c6', title: row.title, both: false, belongs: 0 },
        { key: 'c7', id: 'c7', title: row.title, both: true, belongs: 14 },
      ],
      acts: [
        {
          id: 'leave',
          label: 'Leave this one out',
          sentence: `${row.title} stays in Workspace only and is asked about again when it changes.`,
          danger: false,
        },
        {
          id: 'keepAll',
          label: 'Keep both',
          sentence: 'They are different records: each is synced, and QuickBooks gets one of each.',
          danger: false,
        },
      ],
    };
  return {
    ...base,
    lives: { base: 'live', platform: 'live', quickbooks: 'deleted' },
    quickbooks: null,
    acts: [
      { id: 'recreate', label: 'Create again in QuickBooks', sentence: 'It comes back with a new id.', danger: false },
      {
        id: 'remove',
        label: 'Delete in Workspace too',
        sentence: 'Receivables fall by $1,485.00 in Workspace.',
        danger: true,
      },
    ],
  };
}

export function problemGroups(book: readonly FakeRecord[], now: number): OutputOf<'problems.list'> {
  const title = (key: string): string => book.find((one) => one.key === key)?.title ?? key;
  const common = { attempts: 3, firstAt: at(now, 190), lastAt: at(now, 12), nextAttemptAt: null, requestId: 'f3a9c1' };
  const duplicate = (key: string, by: string) => ({
    ...common,
    id: `x-${key}`,
    entity: 'invoice',
    key,
    title: `Invoice ${title(key)}`,
    state: 'failed' as const,
    act: 'Create in QuickBooks',
    blocks: [],
    error: appError(
      'quickbooks.duplicateNumber',
      { title: `invoice ${title(key)}`, by },
      {
        native: {
          httpStatus: 400,
          faultCode: '6140',
          element: 'DocNumber',
          detail: 'Duplicate Document Number Error',
          intuitTid: '1-6740a1b2-3c4d5e6f',
        },
      },
    ),
  });
  const name = {
    ...common,
    id: 'x-c20',
    entity: 'customer',
    key: 'c20',
    title: title('c20'),
    state: 'failed' as const,
    act: 'Create in QuickBooks',
    blocks: [{ entity: 'invoice', key: 'v63', title: `Invoice ${title('v63')}` }],
    error: appError(
      'quickbooks.duplicateName',
      { title: title('c20') },
      { native: { httpStatus: 400, faultCode: '6240' } },
    ),
  };
  const closed = {
    ...common,
    id: 'x-v12',
    entity: 'invoice',
    key: 'v12',
    title: `Invoice ${title('v12')}`,
    state: 'held' as const,
    act: 'Change in QuickBooks',
    blocks: [],
    error: appError('quickbooks.closedPeriod', { title: `Invoice ${title('v12')}` }),
  };
  const group = (heading: string, problems: OutputOf<'problems.list'>['groups'][number]['problems']) => ({
    cause: problems[0]?.error.code ?? '',
    heading,
    remedy: problems[0]?.error.remedy ?? '',
    count: problems.length,
    firstAt: at(now, 190),
    lastAt: at(now, 12),
    problems,
  });
  return {
    total: 5,
    groups: [
      group('Number already used in QuickBooks', [
        duplicate('v61', ' by another invoice (Weiskopf Consulting, $375.00)'),
        duplicate('v62', ''),
      ]),
      group('Name already used in QuickBooks', [name]),
      group('Dated in a closed period', [closed]),
    ],
    files: [{ entity: 'invoice', key: 'v10', title: 'Invoice 1010', file: REFUSED_FILE }],
  };
}

const ACTS = [
  ['Sync', 'Created in QuickBooks', 'quickbooks', 'done'],
  ['QuickBooks', 'Payment applied, balance is $0.00', 'platform', 'done'],
  ['You', 'Phone changed to (707) 555-0144', 'quickbooks', 'done'],
  ['Sync', 'Compared with QuickBooks: equal', null, 'info'],
  ['Sync', 'QuickBooks refused it: the number is already used', 'quickbooks', 'failed'],
  ['QuickBooks', 'Due date changed to the terms of the customer', 'platform', 'done'],
] as const;

export function activity(book: readonly FakeRecord[], now: number): OutputOf<'activity.list'>['entries'] {
  return Array.from({ length: 240 }, (_, index) => {
    const [actor, what, side, result] = ACTS[(index * 5) % ACTS.length] ?? ACTS[0];
    const record = book[(index * 31) % book.length];
    return {
      seq: 240 - index,
      at: at(now, index * index * 0.7 + 1),
      actor,
      entity: record?.entity ?? null,
      title: record ? (record.entity === 'invoice' ? `Invoice ${record.title}` : record.title) : null,
      platformId: record?.platformId ?? null,
      quickbooksId: record?.quickbooksId ?? null,
      what,
      side,
      result,
      runId: `run-${Math.floor(index / 6)}`,
      changes: what.startsWith('Phone')
        ? [{ field: 'phone', label: 'Phone', before: '(707) 555-0101', after: '(707) 555-0144' }]
        : [],
      error: result === 'failed' ? appError('quickbooks.duplicateNumber', { title: 'invoice 1061', by: '' }) : null,
      requestId: 'f3a9c1',
      intuitTid: '1-6740a1b2-3c4d5e6f',
      why: 'Workspace: version 131',
      act: result !== 'done' ? null : what.startsWith('Created') ? 'create' : 'update',
    };
  });
}

export function mappings(): OutputOf<'mappings.get'> {
  const entity = (name: string, label: string) => ({
    entity: name,
    label,
    policy: {
      ...DEFAULT_POLICY,
      ...(name === 'invoice' ? { numbering: { on: true, prefix: 'INV-', next: '1062' } } : {}),
    },
    numbers: name === 'invoice' ? { coming: 'INV-1062', quickbooksGives: true } : null,
  });
  return {
    entities: [
      entity('customer', 'Customers'),
      entity('item', 'Items'),
      entity('invoice', 'Invoices'),
      entity('payment', 'Payments'),
    ],
    lists: {
      defaultIncomeAccount: '79',
      depositAccount: null,
      defaultExpenseAccount: null,
      categoryAccounts: { 91: { income: '82', expense: null } },
      taxCodes: { petaluma: '2' },
      defaultTaxCode: null,
      customFields: [
        {
          key: 'crew',
          name: 'Crew',
          type: 'text',
          choices: [],
          entities: ['invoice', 'estimate'],
          quickbooks: { sales: '1', purchase: null },
        },
        {
          key: 'season',
          name: 'Season',
          type: 'choice',
          choices: ['Spring', 'Fall'],
          entities: ['invoice', 'customer'],
          quickbooks: { sales: null, purchase: null },
        },
      ],
    },
    options: {
      incomeAccounts: [
        { id: '79', name: 'Sales of Product Income', detail: 'Income' },
        { id: '82', name: 'Roofing Labor', detail: 'Income: Services' },
      ],
      paymentMethods: [
        { id: '2', name: 'Check', detail: null },
        { id: '3', name: 'Credit Card', detail: null },
      ],
      expenseAccounts: [{ id: '80', name: 'Cost of Goods Sold', detail: 'Cost of Goods Sold' }],
      depositAccounts: [
        { id: '4', name: 'Undeposited Funds', detail: 'Other current asset' },
        { id: '35', name: 'Checking', detail: 'Bank' },
      ],
      payablesAccounts: [{ id: '33', name: 'Accounts Payable (A/P)', detail: 'Accounts Payable' }],
      categories: [
        { id: '91', name: 'Roofing', detail: null, above: null },
        { id: '92', name: 'Skylights', detail: 'Roofing', above: '91' },
        { id: '93', name: 'Flashing kits', detail: 'Roofing:Skylights', above: '92' },
      ],
      taxCodes: [
        { id: '2', name: 'California', detail: '9.5%' },
        { id: '3', name: 'Out of state', detail: '0%' },
      ],
      customFields: [
        { form: 'sales' as const, id: '1', name: 'Crew #' },
        { form: 'sales' as const, id: '2', name: 'Season' },
        { form: 'sales' as const, id: '3', name: 'Job site' },
      ],
    },
    customSuggestions: [{ key: 'season', form: 'sales' as const, id: '2', confidence: 0.95, reason: 'Same name' }],
    customEntities: [
      { entity: 'customer', label: 'Customers', form: null },
      { entity: 'item', label: 'Items', form: null },
      { entity: 'estimate', label: 'Estimates', form: 'sales' as const },
      { entity: 'invoice', label: 'Invoices', form: 'sales' as const },
      { entity: 'payment', label: 'Payments', form: null },
    ],
    taxRates: [
      {
        key: 'petaluma',
        name: 'Petaluma',
        percent: '9.5',
        suggestion: { id: '2', confidence: 0.94, reason: 'Same rate' },
      },
      { key: 'sonoma', name: 'Sonoma County', percent: '9.25', suggestion: null },
    ],
    incomeAccountSuggestion: { id: '79', confidence: 0.8, reason: 'Used by most items in QuickBooks' },
  };
}
