import type { MenuItemConstructorOptions } from 'electron';

/**
 * The application menu, or null for none. macOS takes copy, paste and quit from it; on other systems the window has all it
 * needs, and a menu would only bring back reload and developer tools.
 */
export const appMenu = (platform: NodeJS.Platform): MenuItemConstructorOptions[] | null =>
  platform === 'darwin' ? [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }] : null;
