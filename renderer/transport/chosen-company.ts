/** Where the tab remembers which company it shows. Session storage, so that two tabs can show two companies. */
const KEY = 'plumbline.company';

type Places = {
  location: Pick<Location, 'hash'>;
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
};

/** The company of this tab: from the address (`#company=2`, for a link somebody keeps), else the kept one, or null. */
export function takeCompany({ location, storage }: Places): string | null {
  const given = new URLSearchParams(location.hash.replace(/^#/, '')).get('company');
  if (given !== null && /^[1-9]\d{0,8}$/.test(given)) storage.setItem(KEY, given);
  return storage.getItem(KEY) || null;
}

/** Keeps another company for this tab; null: whichever is the first. */
export function keepCompany(storage: Places['storage'], id: string | null): void {
  if (id === null) storage.removeItem(KEY);
  else storage.setItem(KEY, id);
}
