import type { Clock, Ids } from '../core/ports.ts';
import { type RandomBytes, systemRandomBytes } from './random.ts';

/** Crockford's base 32: no I, L, O, U, so that an id read aloud or typed is not mistaken. Sorts like the number. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;

/**
 * Ids in the ULID form: 26 characters, 48 bits of time and 80 random bits, sortable by time of making. Within one
 * millisecond, and when the clock steps back, the random part counts up instead, so ids of one maker always rise.
 */
export function createIds(clock: Clock, bytes: RandomBytes = systemRandomBytes): Ids {
  let time = -1;
  let tail: number[] = [];

  /** The time in letters, for as long as it stays. */
  let head = { of: -1, text: '' };
  const headOf = (at: number): string => {
    if (head.of === at) return head.text;
    let text = '';
    for (let rest = at, i = 0; i < TIME_CHARACTERS; i++) {
      text = ALPHABET.charAt(rest % 32) + text;
      rest = Math.floor(rest / 32);
    }
    head = { of: at, text };
    return text;
  };

  const fresh = (): number[] => {
    const digits: number[] = [];
    const random = bytes(RANDOM_CHARACTERS);
    for (let i = 0; i < RANDOM_CHARACTERS; i++) digits.push((random[i] ?? 0) & 31);
    return digits;
  };

  /** Adds one to the random part; false when it was already the largest. */
  const countUp = (): boolean => {
    for (let i = tail.length - 1; i >= 0; i--) {
      const digit = tail[i] ?? 0;
      if (digit < 31) {
        tail[i] = digit + 1;
        return true;
      }
      tail[i] = 0;
    }
    return false;
  };

  return {
    next: () => {
      const now = Math.floor(clock.now());
      if (now > time) {
        time = now;
        tail = fresh();
      } else if (!countUp()) {
        time += 1;
        tail = fresh();
      }
      let id = headOf(time);
      for (const digit of tail) id += ALPHABET.charAt(digit);
      return id;
    },
  };
}
