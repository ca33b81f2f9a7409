/** Where the token waits while the tab lives. Session storage, so that closing the tab forgets it. */
const KEY = 'plumbline.token';

export type TokenPlaces = {
  location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  history: Pick<History, 'replaceState' | 'state'>;
  storage: Pick<Storage, 'getItem' | 'setItem'>;
};

/**
 * Takes the token from the address (`#token=…`), keeps it for this tab and removes it from the address, so that it
 * appears in no history, screenshot or copied link. Without one in the address, answers the kept one, or null.
 */
export function takeToken({ location, history, storage }: TokenPlaces): string | null {
  const given = new URLSearchParams(location.hash.replace(/^#/, '')).get('token');
  if (given) {
    storage.setItem(KEY, given);
    history.replaceState(history.state, '', location.pathname + location.search);
    return given;
  }
  return storage.getItem(KEY) || null;
}

export function keepToken(storage: Pick<Storage, 'setItem'>, token: string): void {
  storage.setItem(KEY, token);
}
