/** Items, accounts, tax, terms and payment methods of the demo company. DATA ONLY; add at the end. */
export type DemoItem = {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly type: 'Service' | 'NonInventory' | 'Inventory';
  /** Sales price, decimal string. */
  readonly price: string;
  /** Purchase cost, decimal string. */
  readonly cost?: string;
  readonly taxable: boolean;
  /** Key of an account in accounts.ts. */
  readonly income: string;
  readonly sku?: string;
  /** On hand at the start, for Inventory. */
  readonly qty?: number;
};

export const demoItems: readonly DemoItem[] = [
  {
    key: 'tearoff',
    name: 'Tear-off',
    description: 'Remove existing roofing, per square',
    type: 'Service',
    price: '85.00',
    taxable: false,
    income: 'roofing-labor',
  },
  {
    key: 'install-shingle',
    name: 'Shingle installation',
    description: 'Install architectural shingles, per square (labor)',
    type: 'Service',
    price: '165.00',
    taxable: false,
    income: 'roofing-labor',
  },
  {
    key: 'install-tpo',
    name: 'TPO installation',
    description: 'Install 60 mil TPO membrane, per square (labor)',
    type: 'Service',
    price: '240.00',
    taxable: false,
    income: 'roofing-labor',
  },
  {
    key: 'repair-hour',
    name: 'Repair labor',
    description: 'Roof repair, per hour',
    type: 'Service',
    price: '125.00',
    taxable: false,
    income: 'repair-income',
  },
  {
    key: 'service-call',
    name: 'Service call',
    description: 'Trip charge and first half hour',
    type: 'Service',
    price: '149.00',
    taxable: false,
    income: 'repair-income',
  },
  {
    key: 'inspection',
    name: 'Roof inspection',
    description: 'Inspection with written report and photos',
    type: 'Service',
    price: '225.00',
    taxable: false,
    income: 'inspection-income',
  },
  {
    key: 'drone',
    name: 'Drone survey',
    description: 'Aerial survey and measurements',
    type: 'Service',
    price: '310.00',
    taxable: false,
    income: 'inspection-income',
  },
  {
    key: 'gutter-clean',
    name: 'Gutter cleaning',
    description: 'Clean gutters and downspouts, per linear foot',
    type: 'Service',
    price: '1.85',
    taxable: false,
    income: 'gutter-income',
  },
  {
    key: 'gutter-install',
    name: 'Gutter installation',
    description: 'Seamless gutter installed, per linear foot (labor)',
    type: 'Service',
    price: '9.75',
    taxable: false,
    income: 'gutter-income',
  },
  {
    key: 'siding-labor',
    name: 'Siding installation',
    description: 'Install fiber cement siding, per square foot (labor)',
    type: 'Service',
    price: '6.40',
    taxable: false,
    income: 'siding-income',
  },
  {
    key: 'skylight-install',
    name: 'Skylight installation',
    description: 'Cut, flash and set one skylight',
    type: 'Service',
    price: '680.00',
    taxable: false,
    income: 'roofing-labor',
  },
  {
    key: 'permit',
    name: 'Permit handling',
    description: 'City permit, at cost plus handling',
    type: 'Service',
    price: '395.00',
    taxable: false,
    income: 'other-income-sales',
  },
  {
    key: 'disposal',
    name: 'Disposal fee',
    description: 'Dump fees, per load',
    type: 'Service',
    price: '275.00',
    taxable: false,
    income: 'other-income-sales',
  },
  {
    key: 'maint-plan',
    name: 'Maintenance plan',
    description: 'Twice-yearly roof maintenance, per year',
    type: 'Service',
    price: '540.00',
    taxable: false,
    income: 'maintenance-income',
  },
  {
    key: 'emergency',
    name: 'Emergency tarp',
    description: 'Emergency tarp-over, after hours',
    type: 'Service',
    price: '650.00',
    taxable: false,
    income: 'repair-income',
  },
  {
    key: 'shingle',
    name: 'Architectural shingles',
    description: 'Architectural shingles, per square',
    type: 'NonInventory',
    price: '148.50',
    cost: '104.00',
    taxable: true,
    income: 'material-sales',
    sku: 'SH-ARCH',
  },
  {
    key: 'underlay',
    name: 'Synthetic underlayment',
    description: 'Synthetic underlayment, roll of 10 squares',
    type: 'NonInventory',
    price: '119.95',
    cost: '78.50',
    taxable: true,
    income: 'material-sales',
    sku: 'UL-SYN10',
  },
  {
    key: 'tpo',
    name: 'TPO membrane',
    description: '60 mil TPO membrane, per square',
    type: 'NonInventory',
    price: '132.00',
    cost: '91.00',
    taxable: true,
    income: 'material-sales',
    sku: 'TPO-60',
  },
  {
    key: 'flashing',
    name: 'Step flashing',
    description: 'Galvanized step flashing, bundle',
    type: 'NonInventory',
    price: '42.75',
    cost: '24.10',
    taxable: true,
    income: 'material-sales',
    sku: 'FL-STEP',
  },
  {
    key: 'ridge-vent',
    name: 'Ridge vent',
    description: 'Ridge vent, 4 ft section',
    type: 'NonInventory',
    price: '18.35',
    cost: '10.20',
    taxable: true,
    income: 'material-sales',
    sku: 'RV-4',
  },
  {
    key: 'gutter',
    name: 'Seamless gutter',
    description: '5 inch aluminum gutter, per linear foot',
    type: 'NonInventory',
    price: '7.15',
    cost: '3.90',
    taxable: true,
    income: 'material-sales',
    sku: 'GT-5AL',
  },
  {
    key: 'siding',
    name: 'Fiber cement siding',
    description: 'Fiber cement lap siding, per square foot',
    type: 'NonInventory',
    price: '4.15',
    cost: '2.60',
    taxable: true,
    income: 'material-sales',
    sku: 'SD-FC',
  },
  {
    key: 'skylight',
    name: 'Skylight 2x4',
    description: 'Deck-mounted skylight, 2 ft by 4 ft',
    type: 'Inventory',
    price: '489.00',
    cost: '318.00',
    taxable: true,
    income: 'material-sales',
    sku: 'SK-24',
    qty: 14,
  },
  {
    key: 'vent-fan',
    name: 'Solar attic fan',
    description: 'Solar attic fan, 30 watt',
    type: 'Inventory',
    price: '415.00',
    cost: '262.00',
    taxable: true,
    income: 'material-sales',
    sku: 'AF-30',
    qty: 9,
  },
  {
    key: 'sealant',
    name: 'Roof sealant',
    description: 'Polyurethane sealant, tube',
    type: 'NonInventory',
    price: '12.49',
    cost: '6.95',
    taxable: true,
    income: 'material-sales',
    sku: 'SL-PU',
  },
];

/** Bundles: several items on one line of a form. DATA ONLY; add at the end. They are written last of the whole book. */
export const demoBundles: readonly DemoBundle[] = [
  {
    name: 'Leak visit',
    description: 'Service call, an hour of repair and a bundle of step flashing',
    parts: [
      ['service-call', 1],
      ['repair-hour', 1],
      ['flashing', 1],
    ],
  },
];

export type DemoBundle = {
  readonly name: string;
  readonly description: string;
  /** Keys of items, and how many of each. */
  readonly parts: readonly (readonly [item: string, quantity: number])[];
};
