/** Document numbers as texts that end in digits. */

/** One more, with as many digits at least: "0099" gives "0100", "INV-9" gives "INV-10"; null where no digits end it. */
export function following(number: string): string | null {
  const match = /^(.*?)(\d+)$/.exec(number);
  if (!match) return null;
  const [, prefix = '', digits = ''] = match;
  return prefix + String(BigInt(digits) + 1n).padStart(digits.length, '0');
}
