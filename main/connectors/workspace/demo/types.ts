/** The demo book as a person would tell it; `enter.ts` makes records of it. Keys name entries inside this book only. */
export type DemoAddress = readonly [line1: string, city: string, postalCode: string];

export type DemoCustomer = {
  readonly key: string;
  readonly displayName: string;
  readonly companyName?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly mobile?: string;
  readonly billing?: DemoAddress;
  readonly service?: DemoAddress;
  readonly notes?: string;
  /** Default true. */
  readonly taxable?: boolean;
  /** Key of the client it is a project of. */
  readonly parent?: string;
  /** Of a project: billed with its client. */
  readonly billWithParent?: boolean;
};

export type DemoItem = {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly type: 'service' | 'nonInventory';
  readonly unitPrice: string;
  readonly purchaseCost?: string;
  readonly taxable: boolean;
  readonly sku?: string;
};

/** An item and how many; the price is the item's unless given. */
export type DemoLine = {
  readonly item: string;
  readonly quantity: string;
  readonly unitPrice?: string;
  readonly description?: string;
  /** Default: as the item says, if the customer pays tax. */
  readonly taxable?: boolean;
};

export type DemoInvoice = {
  readonly number: string;
  readonly customer: string;
  readonly date: string;
  readonly dueDate: string;
  readonly lines: readonly DemoLine[];
  /** Key of a tax rate. */
  readonly taxRate?: string;
  readonly memo?: string;
};

/** An offer; a draft is still being written. */
export type DemoEstimate = Omit<DemoInvoice, 'dueDate'> & {
  readonly status: 'draft' | 'pending' | 'accepted';
  readonly expiryDate: string;
};

export type DemoCredit = Omit<DemoInvoice, 'dueDate'>;

export type DemoPayment = {
  readonly customer: string;
  readonly date: string;
  readonly amount: string;
  readonly reference?: string;
  readonly method: string;
  /** Number of the invoice and what it gets of the money. */
  readonly applied: readonly (readonly [invoice: string, amount: string])[];
};
