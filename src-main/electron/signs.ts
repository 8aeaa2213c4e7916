import { nativeImage, nativeTheme, type App } from 'electron';
import { join } from 'node:path';
import type { HostView } from '#shared/ipc/shell-api.ts';
import type { WindowAction } from '#shared/ipc/window-action.ts';
import { showBadge } from './badge.ts';
import { setAppMenu } from './menu.ts';
import { createTray } from './tray.ts';
import type { AppWindow } from './window.ts';
import type { DeskWords } from './desk-words.ts';

/** What is seen of the app besides its window: menus, the tray, the number of messages for this person. */
export interface Signs {
  /** The language, the theme or the server that runs here is another. */
  refresh(): void;
  setBadge(count: number): void;
}

export interface SignsOptions {
  readonly app: App;
  readonly window: AppWindow;
  readonly words: () => DeskWords;
  readonly host: () => HostView;
  readonly icons: string;
  readonly hasTray: boolean;
  readonly onAction: (action: WindowAction) => void;
  readonly onQuit: () => void;
}

export function createSigns(options: SignsOptions): Signs {
  const { app, window, words, host, icons, onAction, onQuit } = options;
  const isDark = (): boolean => nativeTheme.shouldUseDarkColors;
  const tray = options.hasTray ? createTray({ icons, isDark, onOpen: window.show, onQuit }) : null;
  let badge = 0;

  const showTray = (): void => tray?.show({ words: words(), host: host(), badge });
  const refresh = (): void => {
    setAppMenu({ words: words(), isMac: process.platform === 'darwin', onAction, onZoom: window.zoom, onQuit });
    showTray();
  };
  nativeTheme.on('updated', showTray);
  refresh();
  return {
    refresh,
    setBadge: (count) => {
      badge = count;
      showTray();
      const mark = nativeImage.createFromPath(join(icons, 'badge.png'));
      showBadge(app, { count, window: window.browserWindow, mark, description: words().tray.unread(count) });
    },
  };
}
