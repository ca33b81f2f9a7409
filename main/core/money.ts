/** Sums of money as decimal strings. Minor units in a BigInt: exact, and far quicker than a decimal library for sums. */

/** "-12.30" to -1230n; tolerates missing or short decimals. Anything that is no number counts as zero. */
export function toCents(amount: string | null | undefined): bigint {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(amount ?? '');
  if (!match) return 0n;
  const [, sign, whole = '0', fraction = ''] = match;
  const cents = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0').slice(0, 2) || '0');
  return sign ? -cents : cents;
}

/** -1230n to "-12.30". */
export function fromCents(cents: bigint): string {
  const absolute = cents < 0n ? -cents : cents;
  return `${cents < 0n ? '-' : ''}${absolute / 100n}.${String(absolute % 100n).padStart(2, '0')}`;
}

/** Adds amounts to the cent. */
export const sumMoney = (amounts: Iterable<string | null | undefined>): string => {
  let total = 0n;
  for (const amount of amounts) total += toCents(amount);
  return fromCents(total);
};

/** "$1,234.50" for sentences; other currencies keep their code in front. */
export function showMoney(amount: string, currency = 'USD'): string {
  const cents = toCents(amount);
  const [whole = '0', fraction = '00'] = fromCents(cents < 0n ? -cents : cents).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const sign = cents < 0n ? '−' : '';
  return currency === 'USD' ? `${sign}$${grouped}.${fraction}` : `${sign}${currency} ${grouped}.${fraction}`;
}
