/** Vendors, employees, classes and locations. */
import { describe, expect, test } from 'vitest';
import { ask, fault, fresh } from './ask.ts';
import { buying } from './buying.ts';

describe('vendors', () => {
  test('are named by their parts when no name is sent, and without any name refused', () => {
    const { post } = fresh();
    const named = post('/vendor', { Title: 'Mx', GivenName: 'Robin', FamilyName: 'Alder', Suffix: 'II' }).body.Vendor;
    expect(named).toMatchObject({ DisplayName: 'Mx Robin Alder II', PrintOnCheckName: 'Mx Robin Alder II' });
    expect(fault(post('/vendor', { CompanyName: 'Nobody' })).code).toBe('6080');
    expect(fault(post('/vendor', { DisplayName: 'A:B' })).code).toBe('2040');
    expect(fault(post('/vendor', { DisplayName: 'A', GivenName: 'x'.repeat(101) })).code).toBe('2050');
  });

  test('checks are made out to the company, else to the name; a sparse update keeps what is printed', () => {
    const { post } = fresh();
    const vendor = post('/vendor', { DisplayName: 'Alder', CompanyName: 'Alder Works' }).body.Vendor;
    expect(vendor.PrintOnCheckName).toBe('Alder Works');
    const sparse = { Id: vendor.Id, SyncToken: '0', sparse: true, CompanyName: 'Alder & Co' };
    expect(post('/vendor', sparse).body.Vendor.PrintOnCheckName).toBe('Alder Works');
    const full = { Id: vendor.Id, SyncToken: '1', DisplayName: 'Alder' };
    expect(post('/vendor', full).body.Vendor).toMatchObject({ PrintOnCheckName: 'Alder', Active: true });
  });

  test('share their names with customers and employees, whatever the case; an inactive one frees its name', () => {
    const { post, customer } = fresh();
    expect(fault(post('/vendor', { DisplayName: 'ADA MORENO' }))).toMatchObject({
      code: '6240',
      detail: 'The name supplied already exists. : null',
    });
    const { Id } = post('/vendor', { DisplayName: 'Quill' }).body.Vendor;
    expect(Number(Id)).toBe(Number(customer) + 1);
    expect(fault(post('/vendor', { DisplayName: 'quill' })).detail).toBe(
      `The name supplied already exists. : Id=${Id}`,
    );
    expect(fault(post('/employee', { GivenName: 'Quill' })).code).toBe('6240');
    const gone = post('/vendor', { Id, SyncToken: '0', sparse: true, Active: false }).body.Vendor;
    expect(gone).toMatchObject({ DisplayName: 'Quill (deleted)', Active: false, SyncToken: '1' });
    expect(post('/customer', { DisplayName: 'Quill' }).status).toBe(200);
    expect(fault(post('/vendor', { Id, SyncToken: '1', sparse: true, Active: true })).code).toBe('6240');
  });

  test('cannot go while something is owed, are not deleted, and hide from plain queries once inactive', () => {
    const { post, query, bill, vendor, remove, read } = buying();
    const owed = bill(40).body.Bill.Id;
    const off = () => post('/vendor', { Id: vendor, SyncToken: '0', sparse: true, Active: false });
    expect(fault(off()).code).toBe('6220');
    expect(remove('Bill', owed).status).toBe(200);
    expect(off().status).toBe(200);
    expect(query('select * from Vendor').body.QueryResponse).toEqual({});
    expect(query('select * from Vendor where Active in (true, false)').body.QueryResponse.Vendor).toHaveLength(1);
    expect(fault(bill(1)).code).toBe('610');
    expect(fault(remove('Vendor', vendor))).toMatchObject({ status: 400, code: '500' });
    expect(read('Vendor', vendor).DisplayName).toBe('Stone & Slate (deleted)');
  });

  test('show a tax number once; sent back masked it stays what it was', () => {
    const { post, get, query } = fresh();
    const made = post('/vendor', { DisplayName: 'Taxed', TaxIdentifier: '12-3456789' }).body.Vendor;
    expect(made.TaxIdentifier).toBe('12-3456789');
    const read = get(`/vendor/${made.Id}`).body.Vendor;
    expect(read.TaxIdentifier).toBe('XXXXXX6789');
    const same = post('/vendor', read).body.Vendor;
    expect(same).toMatchObject({ SyncToken: '0' });
    expect(query('select * from Vendor').body.QueryResponse.Vendor[0].TaxIdentifier).toBe('XXXXXX6789');
  });

  test('show rates of nothing when read, not in lists', () => {
    const { post, query, get } = fresh();
    const { Id } = post('/vendor', { DisplayName: 'Idle' }).body.Vendor;
    post('/vendor', { DisplayName: 'Paid', BillRate: 25 });
    expect(get(`/vendor/${Id}`).body.Vendor).toMatchObject({ BillRate: 0, CostRate: 0 });
    const [idle, paid] = query('select * from Vendor').body.QueryResponse.Vendor;
    expect(idle).not.toHaveProperty('BillRate');
    expect(paid.BillRate).toBe(25);
  });

  test('may be asked for by balance and name parts, not by e-mail', () => {
    const { query, bill } = buying();
    bill(40);
    const found = "select * from Vendor where Balance > '39.99' and DisplayName like 'stone%' orderby DisplayName";
    expect(query(found).body.QueryResponse.Vendor).toHaveLength(1);
    expect(fault(query("select * from Vendor where PrimaryEmailAddr = 'a@b.example'")).code).toBe('4001');
    expect(fault(query("select * from Vendor where AcctNum = '1'")).code).toBe('4001');
  });
});

describe('employees', () => {
  test('take their name from its parts and never show a digit of the SSN', () => {
    const { post, get } = fresh();
    const made = post('/employee', { GivenName: 'Uma', FamilyName: 'Brandt', SSN: '444-55-6666' }).body.Employee;
    expect(made).toMatchObject({ DisplayName: 'Uma Brandt', SSN: 'XXX-XX-XXXX', BillableTime: false, Active: true });
    const back = { ...get(`/employee/${made.Id}`).body.Employee, HiredDate: '2026-03-02' };
    expect(post('/employee', back).body.Employee).toMatchObject({ SSN: 'XXX-XX-XXXX', HiredDate: '2026-03-02' });
    expect(fault(post('/employee', { SSN: '1' })).code).toBe('6080');
    expect(fault(post('/employee', { GivenName: 'A', Gender: 'Other' })).code).toBe('2170');
  });

  test('become inactive and come back under their own name', () => {
    const { post } = fresh();
    const { Id } = post('/employee', { GivenName: 'Uma' }).body.Employee;
    const set = (SyncToken: string, Active: boolean) =>
      post('/employee', { Id, SyncToken, sparse: true, Active }).body.Employee.DisplayName;
    expect(set('0', false)).toBe('Uma (deleted)');
    expect(set('1', true)).toBe('Uma');
  });
});

describe.each([
  { entity: 'Class', sub: 'SubClass' },
  { entity: 'Department', sub: 'SubDepartment' },
])('$entity', ({ entity, sub }) => {
  const path = `/${entity.toLowerCase()}`;

  test('stands in a tree of full names; the same name may stand under another parent', () => {
    const { post, get } = fresh();
    const top = post(path, { Name: 'North' }).body[entity];
    expect(top).toMatchObject({ [sub]: false, FullyQualifiedName: 'North' });
    const below = post(path, { Name: 'Crew', ParentRef: { value: top.Id } }).body[entity];
    expect(below).toMatchObject({ [sub]: true, FullyQualifiedName: 'North:Crew', ParentRef: { value: top.Id } });
    expect(post(path, { Name: 'Crew' }).status).toBe(200);
    expect(fault(post(path, { Name: 'crew', ParentRef: { value: top.Id } })).code).toBe('6240');
    post(path, { Id: top.Id, SyncToken: '0', sparse: true, Name: 'South' });
    expect(get(`${path}/${below.Id}`).body[entity]).toMatchObject({
      FullyQualifiedName: 'South:Crew',
      SyncToken: '0',
    });
  });

  test('needs a name without a colon, a parent that exists, and at most five levels', () => {
    const { post } = fresh();
    expect(fault(post(path, {})).code).toBe('2020');
    expect(fault(post(path, { Name: 'a:b' })).code).toBe('2040');
    expect(fault(post(path, { Name: 'a', ParentRef: { value: '99' } })).code).toBe('2500');
    let parent = post(path, { Name: 'L1' }).body[entity].Id;
    for (const Name of ['L2', 'L3', 'L4', 'L5']) {
      parent = post(path, { Name, ParentRef: { value: parent } }).body[entity].Id;
    }
    expect(fault(post(path, { Name: 'L6', ParentRef: { value: parent } })).code).toBe('6180');
  });

  test('takes what stands below along when it becomes inactive, and no form can name it then', () => {
    const { post, get, act } = fresh();
    const top = post(path, { Name: 'North' }).body[entity].Id;
    const below = post(path, { Name: 'Crew', ParentRef: { value: top } }).body[entity].Id;
    act({ act: 'deactivate', entity, id: top });
    expect(get(`${path}/${below}`).body[entity]).toMatchObject({ Active: false, Name: 'Crew (deleted)' });
    expect(fault(post(path, { Id: top, SyncToken: '1' }, { operation: 'delete' })).code).toBe('500');
  });
});

test('classes and locations are of the larger plans', () => {
  const { post } = fresh({ profile: { plan: 'essentials' } });
  expect(fault(post('/class', { Name: 'North' })).code).toBe('5020');
  expect(fault(post('/department', { Name: 'Yard' })).code).toBe('5020');
  expect(post('/vendor', { DisplayName: 'Anyone' }).status).toBe(200);
});

test('a company without records is not called as the demo company is', () => {
  const named = (seed: 'demo' | 'empty') => ask(seed).company.name();
  expect(named('empty')).toBe('Juniper Lane Contracting');
  expect(named('demo')).not.toBe(named('empty'));
});
