import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../main/adapters/hash.ts';
import {
  CIRCLE_MOST,
  CIRCLE_WINDOW_MS,
  goesInCircle,
  marked,
  type WrittenMark,
  writeContent,
} from '../../../main/core/circles.ts';

const content = (
  change: Partial<Parameters<typeof writeContent>[2]> = {},
  side: 'platform' | 'quickbooks' = 'platform',
) => writeContent(sha256, side, { kind: 'update', mode: null, body: { name: 'ash' }, ...change });

describe('a write that keeps coming back', () => {
  test('is told from others by what it says, how and where', () => {
    const same = content();
    expect(content()).toBe(same);
    for (const other of [
      content({ body: { name: 'oak' } }),
      content({ kind: 'restore' }),
      content({ kind: 'remove', mode: 'void', body: null }),
      content({ kind: 'remove', mode: 'delete', body: null }),
      content({}, 'quickbooks'),
    ])
      expect(other).not.toBe(same);
  });

  test('is one too many once it was confirmed so often within a day', () => {
    let marks: WrittenMark[] = [];
    for (let n = 0; n < CIRCLE_MOST; n++) {
      expect(goesInCircle(marks, 'a', n)).toBe(false);
      marks = marked(marks, 'a', n);
    }
    expect(goesInCircle(marks, 'a', CIRCLE_MOST)).toBe(true);
    expect(goesInCircle(marks, 'b', CIRCLE_MOST)).toBe(false);
    expect(goesInCircle(marks, 'a', CIRCLE_WINDOW_MS + CIRCLE_MOST)).toBe(false);
  });

  test('as many different ones are no circle', () => {
    let marks: WrittenMark[] = [];
    for (let n = 0; n < 4 * CIRCLE_MOST; n++) marks = marked(marks, content({ body: { name: String(n) } }), n);
    expect(goesInCircle(marks, content(), 100)).toBe(false);
  });
});
