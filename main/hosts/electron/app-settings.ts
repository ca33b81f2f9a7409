import { LOCAL_OWNER } from '../../../shared/access.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import type { Companies } from '../companies/index.ts';
import type { Company } from '../company.ts';

/** What of the settings is about the app on this computer rather than about one company. */
export type OfTheApp = Pick<Settings, 'closeToTray' | 'notifications' | 'openAtLogin'>;

/** What a settings answer is before an engine gave one. */
const BEFORE_SETTINGS: OfTheApp = { closeToTray: true, notifications: true, openAtLogin: false };

/**
 * The app's own settings. Every company keeps them among its own; they are the same in all: a change in one is carried to
 * the others, and a company that comes to the list takes them over.
 *
 * @param use called with them whenever they were read
 */
export function createAppSettings(companies: Companies, use: (settings: OfTheApp) => void) {
  let settings = BEFORE_SETTINGS;
  let known = false;

  const read = async (company: Company): Promise<OfTheApp | null> => {
    const reply = await company.gate('settings.get', {}, LOCAL_OWNER);
    if (!reply.ok) return null;
    const { closeToTray, notifications, openAtLogin } = reply.value as Settings;
    return { closeToTray, notifications, openAtLogin };
  };
  const same = (a: OfTheApp, b: OfTheApp): boolean =>
    a.closeToTray === b.closeToTray && a.notifications === b.notifications && a.openAtLogin === b.openAtLogin;
  const give = async (company: Company): Promise<void> => {
    const own = await read(company);
    if (own !== null && !same(own, settings)) await company.gate('settings.set', settings, LOCAL_OWNER);
  };
  const changed = async (company: Company): Promise<void> => {
    const own = await read(company);
    if (own === null) return;
    const news = !known || !same(own, settings);
    settings = own;
    known = true;
    use(settings);
    if (news) for (const other of companies.all()) if (other !== company) await give(other);
  };

  return {
    now: (): OfTheApp => settings,
    /** A company's settings may be others now. */
    changed,
    /** A company came: the first says what they are, the others follow. */
    take: (company: Company): Promise<void> =>
      company === companies.get(null) ? changed(company) : known ? give(company) : Promise.resolve(),
  };
}
