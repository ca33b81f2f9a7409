/** The PDF of a form: a file whose table of objects is right and whose pages hold what the form holds. */
import { describe, expect, test } from 'vitest';
import { type Asked, ask, fault, fresh, line } from './ask.ts';

const pdf = ({ company }: Asked, path: string) =>
  company.handle({ method: 'GET', path: `/v3/company/${company.realmId}${path}/pdf`, query: {}, headers: {} });

/** Reads the file as a reader does: from the end, through the table, object by object. Returns the texts by page. */
function pagesOf(file: string): string[][] {
  expect(file.startsWith('%PDF-1.4\n')).toBe(true);
  expect([...file].every((letter) => letter.charCodeAt(0) < 0x80)).toBe(true);
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(file)?.[1]);
  const [, count = '', table = ''] =
    /^xref\n0 (\d+)\n((?:\d{10} \d{5} [fn] \n)+)trailer\n/.exec(file.slice(start)) ?? [];
  const offsets = table.match(/.{20}/gs) ?? [];
  expect(offsets).toHaveLength(Number(count));
  const objects = offsets.slice(1).map((entry, index) => {
    const at = Number(entry.slice(0, 10));
    const head = `${index + 1} 0 obj\n`;
    expect(file.slice(at, at + head.length)).toBe(head);
    return file.slice(at + head.length, file.indexOf('\nendobj\n', at));
  });
  const object = (reference: string | undefined) => objects[Number(reference) - 1] ?? '';
  const catalog = object(/\/Root (\d+) 0 R/.exec(file.slice(start))?.[1]);
  const tree = object(/\/Pages (\d+) 0 R/.exec(catalog)?.[1]);
  const kids = [...(/\/Kids \[([^\]]*)\]/.exec(tree)?.[1] ?? '').matchAll(/(\d+) 0 R/g)];
  expect(kids).toHaveLength(Number(/\/Count (\d+)/.exec(tree)?.[1]));
  return kids.map(([, kid]) => {
    const content = object(/\/Contents (\d+) 0 R/.exec(object(kid))?.[1]);
    const [, length, stream = ''] = /^<< \/Length (\d+) >>\nstream\n(.*)\nendstream$/s.exec(content) ?? [];
    expect(stream.length).toBe(Number(length));
    return [...stream.matchAll(/\(((?:[^()\\]|\\.)*)\) Tj/g)].map(([, text = '']) =>
      text
        .replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))
        .replace(/\\([()\\])/g, '$1'),
    );
  });
}

describe('the PDF of an invoice', () => {
  test('holds its number, customer, lines and totals', () => {
    const world = ask();
    const { Invoice } = world.get('/invoice/5').body;
    const answer = pdf(world, '/invoice/5');
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/pdf' } });
    const [texts = []] = pagesOf(String(answer.body));
    expect(texts).toEqual(
      expect.arrayContaining(['INVOICE', 'Larkspur Roofing & Exteriors', Invoice.DocNumber, Invoice.CustomerRef.name]),
    );
    expect(texts).toEqual(
      expect.arrayContaining(['Service call', '149.00', '1.5', '125.00', '187.50', '383.31', '-383.31']),
    );
    expect(texts.slice(texts.indexOf('BALANCE DUE'), texts.indexOf('BALANCE DUE') + 2)).toEqual([
      'BALANCE DUE',
      '0.00',
    ]);
  });

  test('writes what PDF strings must escape, and letters beyond ASCII; what the font lacks is a question mark', () => {
    const world = fresh();
    const Description = 'Back\\slash (twice) – “Señor” 屋根 5 €';
    const { Id } = world.post('/invoice', {
      CustomerRef: { value: world.customer },
      Line: [{ ...line(world.item, 1, 1234567.5), Description }],
    }).body.Invoice;
    const [texts = []] = pagesOf(String(pdf(world, `/invoice/${Id}`).body));
    expect(texts).toContain('Back\\slash (twice) \u0096 \u0093Se\u00f1or\u0094 ?? 5 \u0080');
    expect(texts).toContain('1,234,567.50');
  });

  test('goes on over as many pages as it needs, columns named on each', () => {
    const world = fresh();
    const Description =
      'A long description that does not fit on one line of the column and is broken at its spaces. '.repeat(2);
    const Line = Array.from({ length: 90 }, (_, index) => ({ ...line(world.item, 1, index + 1), Description }));
    const { Id } = world.post('/invoice', { CustomerRef: { value: world.customer }, Line }).body.Invoice;
    const pages = pagesOf(String(pdf(world, `/invoice/${Id}`).body));
    expect(pages.length).toBeGreaterThan(4);
    for (const [index, texts] of pages.entries()) {
      expect(texts).toContain('ACTIVITY');
      expect(texts).toContain(`Page ${index + 1} of ${pages.length}`);
    }
    const amounts = pages.flat().filter((text) => /^\d+\.00$/.test(text));
    for (let amount = 1; amount <= 90; amount += 1) expect(amounts).toContain(`${amount}.00`);
    expect(pages.at(-1)).toContain('4,095.00');
  });
});

test('every form that can be printed is; others, and what is gone, are refused', () => {
  const world = fresh();
  const bank = world.query("select * from Account where AccountType = 'Bank'").body.QueryResponse.Account[0].Id;
  const materials = world.query("select * from Account where Name = 'Job Materials'").body.QueryResponse.Account[0].Id;
  const vendor = world.post('/vendor', { DisplayName: 'Shingle Depot' }).body.Vendor.Id;
  const sale = {
    CustomerRef: { value: world.customer },
    Line: [line(world.item, 2, 50)],
    DepositToAccountRef: { value: bank },
  };
  const forms: [string, string, unknown][] = [
    ['estimate', 'ESTIMATE', sale],
    ['creditmemo', 'CREDIT MEMO', sale],
    ['salesreceipt', 'SALES RECEIPT', sale],
    ['refundreceipt', 'REFUND RECEIPT', sale],
    ['payment', 'RECEIPT OF PAYMENT', { CustomerRef: { value: world.customer }, TotalAmt: 100 }],
    [
      'purchaseorder',
      'PURCHASE ORDER',
      {
        VendorRef: { value: vendor },
        Line: [
          {
            Amount: 100,
            DetailType: 'AccountBasedExpenseLineDetail',
            AccountBasedExpenseLineDetail: { AccountRef: { value: materials } },
          },
        ],
      },
    ],
  ];
  for (const [path, title, body] of forms) {
    const [[name = '', made] = []] = Object.entries(world.post(`/${path}`, body).body) as [string, { Id: string }][];
    expect(name.toLowerCase()).toBe(path);
    const [texts] = pagesOf(String(pdf(world, `/${path}/${made?.Id}`).body));
    expect(texts).toEqual(expect.arrayContaining([title, '100.00']));
    world.post(`/${path}`, { Id: made?.Id, SyncToken: '0' }, { operation: 'delete' });
    const gone = pdf(world, `/${path}/${made?.Id}`);
    expect([gone.status, JSON.parse(String(gone.body)).Fault.Error[0].code]).toEqual([400, '610']);
  }
  expect(fault(world.get(`/customer/${world.customer}/pdf`)).code).toBe('500');
});
