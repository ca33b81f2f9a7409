import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRevisionTracker } from '../../../../renderer/store/revision.ts';

test('events that rise by one are next, repeated ones old, jumps gaps', () => {
  const tracker = createRevisionTracker();
  expect([10, 11, 11, 10, 12, 15, 16].map((revision) => tracker.event(revision))).toEqual([
    'next', 'next', 'old', 'old', 'next', 'gap', 'next',
  ]); // biome-ignore format: reads as a row
});

test('a status read after a loss tells whether something was missed', () => {
  const tracker = createRevisionTracker();
  tracker.event(10);
  tracker.lost();
  expect(tracker.baseline(10)).toBe('next');
  tracker.lost();
  expect(tracker.baseline(14)).toBe('gap');
  expect(tracker.event(15)).toBe('next');
});

test('a status overtaken by events on its way here is no gap and sets nothing back', () => {
  const tracker = createRevisionTracker();
  tracker.event(10);
  tracker.event(11);
  expect(tracker.baseline(10)).toBe('next');
  expect(tracker.last()).toBe(11);
  expect(tracker.event(12)).toBe('next');
});

test('after a loss the host may be another one that counts from the beginning', () => {
  const byEvent = createRevisionTracker();
  byEvent.event(90);
  byEvent.lost();
  expect(byEvent.event(2)).toBe('gap');
  expect(byEvent.event(3)).toBe('next');
  const byStatus = createRevisionTracker();
  byStatus.event(90);
  byStatus.lost();
  expect(byStatus.baseline(2)).toBe('gap');
  expect(byStatus.event(3)).toBe('next');
});

test('whatever is dropped, a missed event always shows as a gap', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), fc.array(fc.boolean(), { maxLength: 50 }), (start, delivered) => {
      const tracker = createRevisionTracker();
      tracker.event(start);
      let missed = false;
      delivered.forEach((arrives, index) => {
        if (!arrives) missed = true;
        else {
          expect(tracker.event(start + 1 + index)).toBe(missed ? 'gap' : 'next');
          missed = false;
        }
      });
    }),
  );
});
