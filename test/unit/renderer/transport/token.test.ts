import { expect, test } from 'vitest';
import { takeToken } from '../../../../renderer/transport/token.ts';

const places = (hash: string, kept: string | null = null) => {
  const stored = new Map<string, string>(kept === null ? [] : [['plumbline.token', kept]]);
  const addresses: string[] = [];
  return {
    stored,
    addresses,
    given: {
      location: { hash, pathname: '/records/invoice', search: '?state=failed' },
      history: {
        state: { scroll: 12 },
        replaceState: (_state: unknown, _title: string, address?: string | URL | null) =>
          void addresses.push(String(address)),
      },
      storage: {
        getItem: (key: string) => stored.get(key) ?? null,
        setItem: (key: string, value: string) => void stored.set(key, value),
      },
    },
  };
};

test('takes the token from the address, keeps it for the tab and removes it from the address', () => {
  const { given, stored, addresses } = places('#token=s3cret_-x');
  expect(takeToken(given)).toBe('s3cret_-x');
  expect(stored.get('plumbline.token')).toBe('s3cret_-x');
  expect(addresses).toEqual(['/records/invoice?state=failed']);
});

test('without one in the address, answers the kept one and leaves the address alone', () => {
  const { given, addresses } = places('', 'kept');
  expect(takeToken(given)).toBe('kept');
  expect(addresses).toEqual([]);
});

test('a newer token in the address replaces the kept one', () => {
  const { given, stored } = places('#token=new', 'old');
  expect(takeToken(given)).toBe('new');
  expect(stored.get('plumbline.token')).toBe('new');
});

test('without any, answers null', () => {
  expect(takeToken(places('#main').given)).toBeNull();
});
