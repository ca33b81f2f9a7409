import type { EntityDescriptor } from '../../../shared/entity.ts';

/** What the window and the engine know of payment terms. */
export const termDescriptor: EntityDescriptor = {
  name: 'term',
  group: 'lists',
  label: 'Payment term',
  labelPlural: 'Payment terms',
  quickbooksLabel: 'Terms',
  rank: 6,
  isDocument: false,
  fields: [
    { name: 'name', label: 'Name', kind: 'text', required: true, maxLength: 31 },
    {
      name: 'type',
      label: 'Due',
      kind: 'choice',
      choices: [
        { value: 'days', label: 'Days after the date' },
        { value: 'dayOfMonth', label: 'Day of the month' },
      ],
      required: true,
      initial: 'days',
    },
    { name: 'dueDays', label: 'Days', kind: 'decimal', whole: true, help: 'Of days after the date: 30 for "Net 30".' },
    {
      name: 'dayOfMonth',
      label: 'Day of the month',
      kind: 'decimal',
      whole: true,
      help: 'Of a day of the month. In shorter months it is the last day.',
    },
    {
      name: 'nextMonthDays',
      label: 'Next month within',
      kind: 'decimal',
      whole: true,
      help: 'Of a day of the month: what is dated fewer days before it is due in the month after.',
    },
    { name: 'discountPercent', label: 'Early payment discount', kind: 'decimal', help: 'Percent off when paid early.' },
    { name: 'discountDays', label: 'Discount within', kind: 'decimal', whole: true, help: 'Days to pay early.' },
  ],
  titleField: 'name',
  columns: ['name', 'type', 'dueDays', 'dayOfMonth'],
  searchFields: ['name'],
  removals: ['deactivate'],
};
