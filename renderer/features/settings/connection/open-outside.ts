/** Opens a web address in the person's browser; anything that is not one is left alone. */
export function openOutside(address: string): void {
  const { protocol } = new URL(address);
  if (protocol === 'https:' || protocol === 'http:') window.open(address, '_blank', 'noopener,noreferrer');
}
