import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSseParser } from '../../../../renderer/transport/sse.ts';

test('answers the data of each complete event and skips comments, ids and retries', () => {
  const parse = createSseParser();
  expect(parse('retry: 1000\n\n: here\n\nid: 4\ndata: {"a":1}\n\n')).toEqual(['{"a":1}']);
  expect(parse('data: first\ndata: second\n')).toEqual([]);
  expect(parse('\n')).toEqual(['first\nsecond']);
});

test('reads lines ended by CR LF', () => {
  expect(createSseParser()('id: 1\r\ndata: x\r\n\r\n')).toEqual(['x']);
});

test('gives the same events however the stream is cut', () => {
  const data = fc.string().map((text) => text.replace(/[\r\n]/g, ' '));
  fc.assert(
    fc.property(
      fc.array(data, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(40), { maxLength: 30 }),
      (events, cuts) => {
        const text = events.map((event, index) => `id: ${index}\ndata: ${event}\n\n`).join('');
        const parse = createSseParser();
        const found: string[] = [];
        let from = 0;
        for (const cut of [...cuts, text.length]) {
          const to = Math.min(text.length, from + cut);
          found.push(...parse(text.slice(from, to)));
          from = to;
        }
        found.push(...parse(text.slice(from)));
        expect(found).toEqual(events);
      },
    ),
  );
});
