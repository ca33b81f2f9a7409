import type { Menu, NativeImage, nativeImage as NativeImages, Tray } from 'electron';
import type { HealthState } from '../../../shared/contract/app.ts';
import { markPng } from './icon/marks.ts';
import type { TrayAct, TrayModel } from './tray-model.ts';

export type TrayDeps = {
  Tray: typeof Tray;
  Menu: typeof Menu;
  nativeImage: typeof NativeImages;
  platform: NodeJS.Platform;
  /** What was chosen; with the company it is about, where the menu names several. */
  onAct(act: TrayAct, company?: string): void;
};

export type TrayIcon = { show(model: TrayModel): void; destroy(): void };

/** Points of the tray's square on each system; macOS bars are 22 points high with room around the icon. */
const POINTS: Readonly<Partial<Record<NodeJS.Platform, number>>> = { darwin: 18, win32: 16 };

/** Scales for screens of 100 to 300 percent. */
const SCALES = [1, 1.5, 2, 3];

/** The tray icon, brought to what a model says. */
export function createTray({ Tray, Menu, nativeImage, platform, onAct }: TrayDeps): TrayIcon {
  const images = new Map<HealthState, NativeImage>();
  const points = POINTS[platform] ?? 22;
  const mac = platform === 'darwin';

  const imageOf = (state: HealthState): NativeImage => {
    const known = images.get(state);
    if (known !== undefined) return known;
    const image = nativeImage.createEmpty();
    for (const scaleFactor of SCALES)
      image.addRepresentation({ scaleFactor, buffer: markPng(state, Math.round(points * scaleFactor), mac) });
    if (mac) image.setTemplateImage(true);
    images.set(state, image);
    return image;
  };

  let tray: Tray | null = null;
  let shown = '';

  return {
    show: (model) => {
      // Progress comes many times a second; a menu that is made anew closes under the pointer.
      const key = JSON.stringify(model);
      if (key === shown) return;
      shown = key;
      if (tray === null) {
        tray = new Tray(imageOf(model.state));
        // Linux shows the menu on every click; elsewhere a click opens the window.
        tray.on('click', () => onAct('open'));
      } else tray.setImage(imageOf(model.state));
      tray.setToolTip(model.tooltip);
      tray.setContextMenu(
        Menu.buildFromTemplate(
          model.menu.map((item) => {
            if (item.kind === 'separator') return { type: 'separator' };
            if (item.kind === 'text') return { label: item.label, enabled: false };
            return { label: item.label, enabled: item.enabled, click: () => onAct(item.act, item.company) };
          }),
        ),
      );
    },
    destroy: () => {
      tray?.destroy();
      tray = null;
    },
  };
}
