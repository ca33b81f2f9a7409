import { describe, expect, test } from 'vitest';
import { demoCustomers } from '../../../main/sandbox/company/demo/customers.ts';
import { seededRandom } from '../../../main/sandbox/company/generate.ts';
import { fromCents, percentOf, product, shareOf, toCents } from '../../../main/sandbox/company/money.ts';
import {
  addDays,
  dayOf,
  isDay,
  pacificOffset,
  parseInstant,
  stamp,
  stampMs,
} from '../../../main/sandbox/company/time.ts';
import { decodeUtf8 } from '../../../main/sandbox/company/utf8.ts';
import { createFaultPlan } from '../../../main/sandbox/server/fault-plan.ts';
import { createTokens } from '../../../main/sandbox/server/tokens.ts';
import { ask } from './ask.ts';

describe('the company clock', () => {
  test.each([
    ['2026-03-08T09:59:59Z', -8],
    ['2026-03-08T10:00:00Z', -7],
    ['2026-11-01T08:59:59Z', -7],
    ['2026-11-01T09:00:00Z', -8],
    ['2027-03-14T10:00:00Z', -7],
    ['2026-01-01T00:00:00Z', -8],
  ])('%s is at %i hours', (instant, hours) => {
    expect(pacificOffset(Date.parse(instant))).toBe(hours);
    const written = new Intl.DateTimeFormat('en-US', {
      timeZone: 'America/Los_Angeles',
      timeZoneName: 'longOffset',
    }).format(Date.parse(instant));
    expect(written).toContain(`GMT-0${-hours}:00`);
  });

  test('writes stamps with and without milliseconds', () => {
    const instant = Date.parse('2026-05-05T09:08:54.543Z');
    expect(stamp(instant)).toBe('2026-05-05T02:08:54-07:00');
    expect(stampMs(instant)).toBe('2026-05-05T02:08:54.543-07:00');
    expect(dayOf(Date.parse('2026-05-05T06:59:59Z'))).toBe('2026-05-04');
  });

  test('reads days and times, and nothing else', () => {
    expect(parseInstant('2026-05-05')).toBe(Date.parse('2026-05-05T07:00:00Z'));
    expect(parseInstant('2026-12-05')).toBe(Date.parse('2026-12-05T08:00:00Z'));
    expect(parseInstant('2026-05-05T01:02:03-07:00')).toBe(Date.parse('2026-05-05T08:02:03Z'));
    expect(parseInstant('2026-05-05T01:02:03')).toBe(Date.parse('2026-05-05T08:02:03Z'));
    for (const wrong of ['2026-02-30', '5/5/2026', '2026-05-05T25:00:00Z', '2026-05-05T01:02:03 07:00', ''])
      expect(parseInstant(wrong)).toBeUndefined();
    expect(isDay('2028-02-29')).toBe(true);
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });
});

describe('money', () => {
  test('is exact and rounds half up', () => {
    expect(toCents('0.005')).toBe(1);
    expect(toCents(1.005)).toBe(101);
    expect(toCents(-1.005)).toBe(-101);
    expect(product(3, '0.333335')).toBe(100);
    expect(percentOf(449_516, '9.975')).toBe(44_839);
    expect(shareOf(1000, 1, 3)).toBe(333);
    expect(fromCents(1010)).toBe(10.1);
  });
});

describe('utf-8', () => {
  test.each([[[0xc0, 0x80]], [[0xed, 0xa0, 0x80]], [[0xf5, 0x80, 0x80, 0x80]], [[0xe2, 0x82]], [[0x80]]])(
    '%j is refused',
    (bytes) => {
      expect(() => decodeUtf8(new Uint8Array(bytes))).toThrow(/Invalid UTF-8/);
    },
  );
  test('what is well formed is read as it is', () => {
    const text = `${'é€😀 '.repeat(3000)}end`;
    expect(decodeUtf8(new TextEncoder().encode(text))).toBe(text);
  });
});

describe('tokens', () => {
  const make = () => {
    const clock = { at: Date.parse('2026-11-20T12:00:00Z') };
    let count = 0;
    const token = (prefix: string) => {
      count += 1;
      return prefix + count;
    };
    const tokens = createTokens(() => clock.at, { token });
    return { clock, tokens };
  };
  const HOUR = 3_600_000;

  test('a code works once; using it again kills what it gave', () => {
    const { tokens } = make();
    const code = tokens.newCode('9', 's', 'http://localhost/cb');
    expect(tokens.exchange(code, 'http://localhost/other', false).status).toBe(400);
    const first = tokens.exchange(code, 'http://localhost/cb', false);
    expect(first.body).toMatchObject({ token_type: 'bearer', expires_in: 3600, x_refresh_token_expires_in: 8_726_400 });
    expect(tokens.exchange(code, 'http://localhost/cb', false).body.error).toBe('invalid_grant');
    expect(tokens.check(String(first.body.access_token))).toEqual({ problem: 'unknown' });
    expect(tokens.refresh(String(first.body.refresh_token), false).body.error).toBe('invalid_grant');
  });

  test('an access token lives an hour; the refresh string changes after a day and the old one is dead', () => {
    const { clock, tokens } = make();
    const grant = { ...tokens.grant('9', 's') };
    clock.at += HOUR;
    expect(tokens.check(grant.access)).toEqual({ problem: 'expired' });
    const same = tokens.refresh(grant.refresh, true);
    expect(same.body.refresh_token).toBe(grant.refresh);
    expect(same.body.x_refresh_token_hard_expires_in).toBe(5 * 365 * 86_400 - 3600);
    clock.at += 24 * HOUR;
    const next = tokens.refresh(grant.refresh, false);
    expect(next.body.refresh_token).not.toBe(grant.refresh);
    expect(next.body.x_refresh_token_hard_expires_in).toBeUndefined();
    expect(tokens.refresh(grant.refresh, false)).toEqual({
      status: 400,
      body: { error_description: 'Incorrect or invalid refresh token', error: 'invalid_grant' },
    });
    expect(tokens.refresh(String(next.body.refresh_token), false).status).toBe(200);
  });

  test('unused for 101 days, or older than five years, the chain is dead', () => {
    const { clock, tokens } = make();
    const grant = { ...tokens.grant('9', 's') };
    clock.at += 102 * 24 * HOUR;
    expect(tokens.refresh(grant.refresh, false).body.error).toBe('invalid_grant');
    const other = tokens.grant('9', 's');
    for (let month = 0; month < 61; month += 1) {
      clock.at += 30 * 24 * HOUR;
      tokens.refresh(other.refresh, false);
    }
    clock.at += 6 * 24 * HOUR + HOUR;
    expect(tokens.refresh(other.refresh, false).body.error).toBe('invalid_grant');
  });

  test('revoking either token ends both', () => {
    const { tokens } = make();
    const grant = tokens.grant('9', 's');
    expect(tokens.revoke(grant.access)).toBe(true);
    expect(tokens.check(grant.access)).toEqual({ problem: 'unknown' });
    expect(tokens.revoke(grant.refresh)).toBe(false);
  });
});

describe('faults', () => {
  test('a script strikes in turn, only what it names', () => {
    const plan = createFaultPlan();
    plan.set({
      script: [
        { kind: 'lose-after', times: 1, method: 'POST', path: '/invoice', after: 1 },
        { kind: 'throttle', times: 2, after: 0 },
      ],
      seed: 1,
    });
    const next = (method: string, path: string) => plan.next(method, path);
    expect([
      next('GET', '/invoice/1'),
      next('POST', '/customer'),
      next('POST', '/invoice'),
      next('POST', '/invoice'),
    ]).toEqual([undefined, undefined, undefined, 'lose-after']);
    expect([next('GET', '/a'), next('GET', '/a'), next('GET', '/a')]).toEqual(['throttle', 'throttle', undefined]);
    expect(plan.state()).toEqual({ remaining: 0, struck: { 'lose-after': 1, throttle: 2 } });
  });

  test('probabilities repeat for the same seed', () => {
    const run = (seed: number) => {
      const plan = createFaultPlan();
      plan.set({ probability: { throttle: 0.2, 'lose-after': 0.1 }, seed });
      return Array.from({ length: 200 }, () => plan.next('POST', '/x'));
    };
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
    expect(run(7).filter((kind) => kind !== undefined).length).toBeGreaterThan(20);
  });
});

describe('seeds', () => {
  test('the demo book is the same every time, balanced, and older than its clock', () => {
    const [one, two] = [ask('demo'), ask('demo')];
    expect(JSON.stringify(one.company.snapshot())).toBe(JSON.stringify(two.company.snapshot()));
    const { records, trialBalance } = one.company.summary();
    expect(trialBalance).toBe(0);
    expect(records).toMatchObject({
      Customer: { live: 42 },
      Item: { live: 26 },
      Invoice: { live: 60 },
      Payment: { live: 55 },
      Estimate: { live: 3 },
      CreditMemo: { live: 1 },
      Account: { live: 47 },
    });
    const open = one.query("select * from Invoice where Balance > '0' maxresults 1000").body.QueryResponse.Invoice;
    expect(open.length).toBeGreaterThan(8);
    expect(new Set(demoCustomers.map((customer) => customer.key)).size).toBe(demoCustomers.length);
  });

  test('a generated company depends on its seed alone', () => {
    const make = (seed: number) =>
      JSON.stringify(ask({ kind: 'generated', customers: 40, invoices: 60, seed }).company.snapshot());
    expect(make(5)).toBe(make(5));
    expect(make(5)).not.toBe(make(6));
    const random = seededRandom(1);
    const drawn = Array.from({ length: 1000 }, () => random());
    expect(drawn.every((value) => value >= 0 && value < 1)).toBe(true);
  });
});
