import { randomBytes } from 'node:crypto';
import type { Random } from '../core/ports.ts';

/** A source of `count` unpredictable bytes. */
export type RandomBytes = (count: number) => Uint8Array;

/** Bytes from the system's cryptographic generator. */
export const systemRandomBytes: RandomBytes = (count) => randomBytes(count);

/** Uniform numbers in [0, 1), made of 53 random bits: as many as a double can tell apart. */
export const createRandom = (bytes: RandomBytes = systemRandomBytes): Random => ({
  next: () => {
    const seven = bytes(7);
    let value = (seven[0] ?? 0) & 0x1f;
    for (let i = 1; i < 7; i++) value = value * 256 + (seven[i] ?? 0);
    return value / 2 ** 53;
  },
});
