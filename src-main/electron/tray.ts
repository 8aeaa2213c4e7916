import { Menu, nativeImage, Tray } from 'electron';
import { join } from 'node:path';
import type { HostView } from '#shared/ipc/shell-api.ts';
import type { DeskWords } from './desk-words.ts';

/** The app's place beside the clock. */
export interface AppTray {
  show(state: TrayState): void;
}

export interface TrayState {
  readonly words: DeskWords;
  readonly host: HostView;
  /** Messages meant for this person and not read yet. */
  readonly badge: number;
}

export interface TrayOptions {
  /** Where the pictures lie that build/icons.ts makes. */
  readonly icons: string;
  readonly isDark: () => boolean;
  readonly onOpen: () => void;
  readonly onQuit: () => void;
}

export function createTray({ icons, isDark, onOpen, onQuit }: TrayOptions): AppTray {
  const picture = (isUnread: boolean) =>
    nativeImage.createFromPath(join(icons, trayPicture({ isUnread, isDark: isDark() })));
  const tray = new Tray(picture(false));
  tray.setToolTip('Hallway');
  tray.on('click', onOpen);
  return {
    show: ({ words, host, badge }) => {
      tray.setImage(picture(badge > 0));
      tray.setToolTip(badge > 0 ? `Hallway · ${words.tray.unread(badge)}` : 'Hallway');
      const hosting = host.type === 'running' ? [{ label: words.tray.hosting(host.name), enabled: false }] : [];
      tray.setContextMenu(
        Menu.buildFromTemplate([
          ...hosting,
          { label: words.tray.open, click: onOpen },
          { type: 'separator' },
          { label: words.window.quit, click: onQuit },
        ]),
      );
    },
  };
}

/** One for each theme. macOS has none of them: there the app stays in the dock. */
function trayPicture({ isUnread, isDark }: { isUnread: boolean; isDark: boolean }): string {
  return `tray-${isDark ? 'dark' : 'light'}${isUnread ? '-unread' : ''}.png`;
}
