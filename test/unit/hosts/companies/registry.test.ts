import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { entryOf } from '../../../../main/hosts/companies/entry.ts';
import { nameOf, openRegistry } from '../../../../main/hosts/companies/registry.ts';
import { appError } from '../../../../shared/errors.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'plumbline-list-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const open = () => openRegistry(join(dir, 'companies.json'), join(dir, 'companies'));

test('a folder from before there were several has one company: itself', () => {
  expect(open().read()).toEqual({
    next: 2,
    companies: [{ id: '1', name: null, company: null }],
    removed: [],
    opened: null,
  });
});

test('what is changed is there at the next start, and nothing is written for no change', () => {
  const registry = open();
  registry.change((state) => state);
  expect(() => readFileSync(join(dir, 'companies.json'))).toThrow();
  registry.change((state) => ({
    ...state,
    next: 3,
    companies: [...state.companies, { id: '2', name: 'Yard', company: null }],
  }));
  expect(open().read()).toEqual(registry.read());
});

test('a list that cannot be read loses no company and gives no number again', () => {
  for (const id of ['2', '10', 'other']) mkdirSync(join(dir, 'companies', id), { recursive: true });
  writeFileSync(join(dir, 'companies.json'), '{"next": 3, "comp');
  const { companies, next } = open().read();
  expect(companies.map(({ id }) => id)).toEqual(['1', '2', '10']);
  expect(next).toBe(11);
});

test('a company is called as its owner, else as QuickBooks names it', () => {
  const company = { companyId: '9', companyName: 'Craig’s Roofing', environment: 'sandbox' as const };
  expect(nameOf({ id: '2', name: 'Yard', company })).toBe('Yard');
  expect(nameOf({ id: '2', name: null, company })).toBe('Craig’s Roofing');
  expect(nameOf({ id: '2', name: null, company: null })).toBe('Company 2');
});

test('a company that could not be opened says why in the list', () => {
  const error = appError('host.dataInUse', { dir: '/d' });
  const entry = entryOf({
    listed: { id: '2', name: null, company: null },
    status: null,
    error,
    current: false,
    folder: '/d',
  });
  expect(entry.health).toEqual({ state: 'error', sentence: `${error.userSentence} ${error.remedy}` });
});
