/** Shortest password in characters. Long rather than intricate: length is what makes one hard to guess. */
export const MIN_PASSWORD = 10;
