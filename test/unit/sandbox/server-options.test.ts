/** The command line of the sandbox server, and the short spelling of faults. */
import { describe, expect, test } from 'vitest';
import { readOptions } from '../../../main/sandbox/server/cli-options.ts';
import { createFaultPlan, parseFaults } from '../../../main/sandbox/server/fault-plan.ts';
import { asXml, wantsXml } from '../../../main/sandbox/server/xml.ts';

describe('options', () => {
  test('nothing given: the demo company, no limits, no faults', () => {
    expect(readOptions([])).toEqual({
      help: false,
      json: false,
      server: { port: 0, company: { kind: 'demo' }, switches: {} },
    });
  });

  test('everything given', () => {
    const line =
      '--port 8080 --json --company generated --customers 5 --invoices 7 --seed 3 --persist a.json --cache /tmp/c --plan essentials --country CA --currency CAD --multi-currency --tax global --custom-numbers --close-books 2026-06-30 --closing-password --limits on --latency 50-400 --faults throttle=0.5 --stale 30 --batch-order shuffled --language fr --without-accept json --webhook http://localhost:9/x --webhook-format legacy --webhook-delay 0';
    expect(readOptions(line.split(' '))).toEqual({
      help: false,
      json: true,
      server: {
        port: 8080,
        company: { kind: 'generated', customers: 5, invoices: 7, seed: 3 },
        persist: 'a.json',
        cacheDir: '/tmp/c',
        profile: {
          plan: 'essentials',
          country: 'CA',
          currency: 'CAD',
          multiCurrency: true,
          tax: 'global',
          customTxnNumbers: true,
          bookCloseDate: '2026-06-30',
          closingPassword: true,
        },
        switches: {
          limits: 'on',
          latency: { from: 50, to: 400 },
          staleSeconds: 30,
          batchOrder: 'shuffled',
          language: 'fr',
          withoutAccept: 'json',
        },
        faults: { probability: { throttle: 0.5 }, seed: 1 },
        webhooks: { url: 'http://localhost:9/x', format: 'legacy', delay: 0, duplicates: 0, disorder: 0, seed: 1 },
      },
    });
    expect(readOptions(['--no-cache']).server.cacheDir).toBeNull();
    expect(readOptions(['--latency', '70']).server.switches?.latency).toEqual({ from: 70, to: 70 });
  });

  test.each([
    ['--company castle'],
    ['--customers 1.5 --company generated'],
    ['--port 70000'],
    ['--plan gold'],
    ['--country Canada'],
    ['--limits maybe'],
    ['--latency fast'],
    ['--latency 400-50'],
    ['--close-books yesterday'],
    ['--faults bang'],
    ['--faults throttle=2'],
    ['--faults @/no/such/file'],
    ['--webhook https://example.com/'],
    ['--stale -1'],
    ['--what'],
    ['stray'],
  ])('%s is refused', (line) => {
    expect(() => readOptions(line.split(' '))).toThrow();
  });
});

describe('faults in short', () => {
  test('probabilities, scripts and JSON', () => {
    expect(parseFaults('throttle=0.05, lose-after=.02,seed=7')).toEqual({
      probability: { throttle: 0.05, 'lose-after': 0.02 },
      seed: 7,
    });
    expect(parseFaults('lose-after@POST:/invoice*3,outage,timeout:/query')).toEqual({
      script: [
        { kind: 'lose-after', method: 'POST', path: '/invoice', times: 3, after: 0 },
        { kind: 'outage', times: 1, after: 0 },
        { kind: 'timeout', path: '/query', times: 1, after: 0 },
      ],
      seed: 1,
    });
    expect(parseFaults('{"script":[{"kind":"truncated"}]}').script).toHaveLength(1);
    for (const bad of ['', 'throttle=', 'lose-after@PUT', '{"script":1}', '{', 'seed'])
      expect(() => parseFaults(bad)).toThrow();
  });

  test('a script strikes what it names, in order, as often as it says; chance strikes about as often as it says', () => {
    const plan = createFaultPlan();
    plan.set(parseFaults('lose-after@POST:/invoice*2,outage'));
    expect(plan.next('GET', '/invoice')).toBeUndefined();
    expect([
      plan.next('POST', '/invoice'),
      plan.next('POST', '/invoice'),
      plan.next('GET', '/x'),
      plan.next('GET', '/x'),
    ]).toEqual(['lose-after', 'lose-after', 'outage', undefined]);
    plan.set(parseFaults('throttle=0.25,seed=5'));
    let struck = 0;
    for (let call = 0; call < 4000; call += 1) if (plan.next('GET', '/x') === 'throttle') struck += 1;
    expect(struck).toBeGreaterThan(850);
    expect(struck).toBeLessThan(1150);
    expect(plan.state().struck).toEqual({ throttle: struck });
  });
});

describe('XML', () => {
  test('references, attributes, lists, characters XML cannot hold', () => {
    const body = {
      Invoice: {
        domain: 'QBO',
        sparse: false,
        Id: '1',
        CustomerRef: { value: '2', name: 'A & B' },
        Line: [
          { Id: '1', Amount: 2.5 },
          { DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} },
        ],
        PrivateNote: 'x\u0001<y>',
      },
      time: 't',
    };
    expect(asXml(JSON.stringify(body))).toBe(
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse xmlns="http://schema.intuit.com/finance/v3" time="t"><Invoice domain="QBO" sparse="false"><Id>1</Id><CustomerRef name="A &amp; B">2</CustomerRef><Line><Id>1</Id><Amount>2.5</Amount></Line><Line><DetailType>SubTotalLineDetail</DetailType><SubTotalLineDetail/></Line><PrivateNote>x&lt;y&gt;</PrivateNote></Invoice></IntuitResponse>',
    );
  });

  test.each([
    [undefined, true],
    ['', true],
    ['application/xml', true],
    ['text/xml; charset=utf-8', true],
    ['*/*', false],
    ['application/json', false],
    ['application/json, application/xml', false],
    ['text/html', false],
    ['application/pdf', false],
  ])('Accept %s: %s', (accept, xml) => {
    expect(wantsXml(accept)).toBe(xml);
  });
});
