/**
 * The lists a new book begins with. Tax rates are those of the demo company's area, so that an invoice can be taxed on the
 * first day; a real business replaces them by its own.
 */
export const STARTER_TAX_RATES = [
  { key: 'petaluma', name: 'Petaluma sales tax', percent: '9.5' },
  { key: 'sonoma', name: 'Sonoma County sales tax', percent: '8.5' },
  { key: 'marin', name: 'Marin County sales tax', percent: '8.25' },
];

export const STARTER_PAYMENT_METHODS = [
  { id: 'cash', name: 'Cash' },
  { id: 'check', name: 'Check' },
  { id: 'card', name: 'Visa' },
  { id: 'ach', name: 'ACH' },
];
