/** Seeded randomness: one seed gives one sequence, on every machine. */
export type Dice = {
  /** Uniform in [0, 1). */
  next(): number;
  /** Whole number in [low, high], both included. */
  int(low: number, high: number): number;
  /** So many random bytes. */
  bytes(count: number): Uint8Array;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of them; the list must not be empty. */
  pick<T>(list: readonly T[]): T;
  /** One of them, or undefined of an empty list. */
  maybe<T>(list: readonly T[]): T | undefined;
  /** One key by its weight; weights of 0 never come. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
  /**
   * Dice of their own for one purpose. What one purpose draws does not move what another draws, so a changed fault plan
   * leaves the people's script as it was.
   */
  fork(purpose: string): Dice;
};

/** 32-bit mix of a text (FNV-1a with a final avalanche), to start a stream from a name. */
function mix(text: string, start: number): number {
  let hash = (0x811c9dc5 ^ start) >>> 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** sfc32 (small fast counter, 128 bits of state): passes the common batteries and is exact in 32-bit arithmetic. */
export function createDice(seed: number, purpose = 'root'): Dice {
  let a = mix(purpose, seed);
  let b = mix(`${purpose}/b`, seed + 1);
  let c = mix(`${purpose}/c`, seed ^ 0x5bf03635);
  let counter = 1;
  const word = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) word();
  const next = (): number => word() / 4_294_967_296;
  const dice: Dice = {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    bytes: (count) => {
      const bytes = new Uint8Array(count);
      for (let i = 0; i < count; i++) bytes[i] = word() >>> 24;
      return bytes;
    },
    chance: (probability) => next() < probability,
    pick: (list) => {
      const index = Math.floor(next() * list.length);
      if (index >= list.length) throw new Error('Nothing to pick from.');
      return list[index] as never;
    },
    maybe: (list) => (list.length === 0 ? undefined : dice.pick(list)),
    weighted: (weights) => {
      const entries = Object.entries(weights) as [never, number][];
      let rest = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [key, weight] of entries) {
        rest -= weight;
        if (rest < 0) return key;
      }
      return entries.at(-1)?.[0] as never;
    },
    fork: (name) => createDice(seed, `${purpose}/${name}`),
  };
  return dice;
}
