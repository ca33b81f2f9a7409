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

  const fresh = (): number[] => Array.from(bytes(RANDOM_CHARACTERS), (byte) => byte & 31).slice(0, RANDOM_CHARACTERS);

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
      let head = '';
      for (let rest = time, i = 0; i < TIME_CHARACTERS; i++) {
        head = ALPHABET[rest % 32] + head;
        rest = Math.floor(rest / 32);
      }
      return head + tail.map((digit) => ALPHABET[digit]).join('');
    },
  };
}
