/**
 * Whom the demo company buys from and who works for it. DATA ONLY; add at the end: the position decides the Id.
 * Telephone numbers are of the reserved 555-01xx range, e-mails of example domains.
 */
import type { DemoAddress } from './customers.ts';

export type DemoVendor = {
  readonly key: string;
  readonly displayName: string;
  readonly company?: string;
  readonly given?: string;
  readonly family?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly address?: DemoAddress;
  /** Key of a term in accounts.ts. */
  readonly term?: string;
  /** The number the vendor knows the company by. */
  readonly account?: string;
  /** Subcontractors get a 1099. */
  readonly contractor?: boolean;
  readonly inactive?: boolean;
};

const at = (line1: string, city: string, zip: string): DemoAddress => ({ line1, city, state: 'CA', zip });

export const demoVendors: readonly DemoVendor[] = [
  {
    key: 'north-coast',
    displayName: 'North Coast Roofing Supply',
    company: 'North Coast Roofing Supply',
    given: 'Wendell',
    family: 'Pruitt',
    email: 'orders@northcoastroofing.example',
    phone: '(707) 555-0150',
    address: at('2200 Industrial Dr', 'Santa Rosa', '95403'),
    term: 'net30',
    account: 'LRE-4410',
  },
  {
    key: 'bayside-membrane',
    displayName: 'Bayside Membrane Co.',
    company: 'Bayside Membrane Co.',
    email: 'ar@baysidemembrane.example',
    phone: '(415) 555-0151',
    address: at('18 Pier Rd', 'San Rafael', '94901'),
    term: 'net30',
    account: '70093',
  },
  {
    key: 'transfer-station',
    displayName: 'Redwood Transfer & Recycling',
    company: 'Redwood Transfer & Recycling',
    phone: '(707) 555-0152',
    address: at('500 Meacham Rd', 'Petaluma', '94952'),
    term: 'net15',
  },
  {
    key: 'landlord',
    displayName: 'Lakeville Yard Partners',
    company: 'Lakeville Yard Partners',
    email: 'rent@lakevilleyard.example',
    address: at('321 Lakeville St, Ste A', 'Petaluma', '94952'),
    term: 'receipt',
  },
  {
    key: 'insurer',
    displayName: 'Golden Poppy Insurance Services',
    company: 'Golden Poppy Insurance Services',
    phone: '(916) 555-0153',
    address: at('900 K St', 'Sacramento', '95814'),
    term: 'net15',
    account: 'GP-118820',
  },
  {
    key: 'telecom',
    displayName: 'Tamal Telecom',
    phone: '(415) 555-0154',
    term: 'net15',
    account: '415-77102',
  },
  {
    key: 'gutter-crew',
    displayName: 'Ferro Gutter Crew',
    given: 'Luca',
    family: 'Ferro',
    email: 'luca@ferrogutters.example',
    phone: '(707) 555-0155',
    address: at('77 Orchard Ln', 'Cotati', '94931'),
    contractor: true,
  },
  {
    key: 'siding-crew',
    displayName: 'Hana Okada Siding',
    given: 'Hana',
    family: 'Okada',
    phone: '(707) 555-0156',
    address: at('4 Quarry St', 'Sebastopol', '95472'),
    contractor: true,
  },
  { key: 'fuel', displayName: 'Lakeville Fuel Stop' },
  { key: 'tools', displayName: 'Ridgeback Tool Rental', phone: '(707) 555-0157' },
  { key: 'safety', displayName: 'Marin Safety Supply', email: 'sales@marinsafety.example', term: 'net30' },
  { key: 'permits', displayName: 'City Permit Office' },
  { key: 'print', displayName: 'Copper Kettle Printing', inactive: true },
];

export type DemoEmployee = {
  readonly key: string;
  readonly given: string;
  readonly family: string;
  readonly phone: string;
  readonly address: DemoAddress;
};

export const demoEmployees: readonly DemoEmployee[] = [
  {
    key: 'lead',
    given: 'Teodoro',
    family: 'Salcedo',
    phone: '(707) 555-0158',
    address: at('61 Webster St', 'Petaluma', '94952'),
  },
  {
    key: 'foreman',
    given: 'Bridget',
    family: 'Amundsen',
    phone: '(707) 555-0159',
    address: at('9 Cherry Ct', 'Penngrove', '94951'),
  },
  {
    key: 'apprentice',
    given: 'Ikaika',
    family: 'Nunes',
    phone: '(707) 555-0160',
    address: at('212 Keokuk St', 'Petaluma', '94952'),
  },
];
