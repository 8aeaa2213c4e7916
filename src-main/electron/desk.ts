import { nativeTheme, powerMonitor, type App } from 'electron';
import { join } from 'node:path';
import type { Clock } from '#shared/clock.ts';
import type { ClientContract } from '#shared/ipc/client-control.ts';
import type { RpcClient } from '#shared/ipc/rpc.ts';
import type { QuestionAnswer, Settings, ShellDescription } from '#shared/ipc/shell-api.ts';
import type { Logger } from '#shared/logger.ts';
import { endPort } from '../ipc/channel-end.ts';
import { jsonFile } from '../shell/json-file.ts';
import type { Shell } from '../shell/shell.ts';
import { webLink } from '../shell/web-link.ts';
import { createWaitingAsks } from '../shell/waiting-asks.ts';
import { offerContextMenu } from './context-menu.ts';
import { createLeaving, type Leaving } from './leaving.ts';
import { openAppMenu } from './menu.ts';
import { createNotifications } from './notifications.ts';
import { watchPower } from './power.ts';
import { createSigns } from './signs.ts';
import type { ElectronChild } from './utility-children.ts';
import { serveWindowPorts } from './window-ports.ts';
import { firstWindowState, windowStateSchema } from './window-state.ts';
import { createAppWindow, type AppWindow } from './window.ts';
import type { DeskWords } from './desk-words.ts';
import { deskWords } from './words.ts';

/** Everything around the page that a desktop has: window, menus, tray, notifications, and the ways out. */
export interface Desk {
  readonly window: AppWindow;
  readonly leaving: Leaving;
  /** Somebody opened a link to a server. */
  askToJoin(line: string): void;
  onClientControl(control: RpcClient<ClientContract>): void;
  onSettings(settings: Settings): void;
  onAnswer(answer: QuestionAnswer): void;
  /** The page asks for the menus. */
  onMenu(): void;
  onHostChange(): void;
}

export interface DeskOptions {
  readonly app: App;
  readonly clock: Clock;
  readonly log: Logger;
  readonly shell: Shell<ElectronChild>;
  readonly dataFolder: string;
  readonly staysIn: ShellDescription['staysIn'];
  /** Where dist/main and build/icons lie. */
  readonly folders: { readonly main: string; readonly icons: string };
  /** Shows a page of the web outside of here. */
  readonly openLink: (url: URL) => Promise<boolean>;
  readonly onShown: () => void;
}

export function openDesk(options: DeskOptions): Desk {
  const { app, clock, shell, staysIn, folders } = options;
  const asks = createWaitingAsks(shell.service);
  const words = (): DeskWords => deskWords(shell.settings.read().language, app.getPreferredSystemLanguages());

  const window = createAppWindow({
    preload: join(folders.main, 'preload.cjs'),
    icon: join(folders.icons, '512.png'),
    clock,
    log: options.log,
    state: jsonFile(join(options.dataFolder, 'window.json'), windowStateSchema, firstWindowState),
    onCreated: (made) => {
      offerContextMenu(made.webContents, { words, openLink: (url) => openWebLink(url, options.openLink) });
      made.once('ready-to-show', options.onShown);
    },
    mayClose: () => leaving.mayClose(),
    onSessionEnd: () => {
      leaving.quitNow();
    },
    onFocus: () => {
      notifications.takeAllBack();
    },
  });
  const leaving = createLeaving({ app, shell, asks, staysIn, window: () => window });
  const notifications = createNotifications({
    clock,
    words,
    isWanted: () => shell.settings.read().notifies && !window.isFocused(),
    onClick: ({ serverId, roomId, messageKey }) => {
      window.show();
      asks.ask('message.asked', { serverId, roomId, messageKey });
    },
    onKnockClick: ({ serverId, knock }) => {
      window.show();
      asks.ask('knock.asked', { serverId, knock });
    },
  });

  const signs = createSigns({
    app,
    window,
    words,
    icons: folders.icons,
    hasTray: staysIn === 'tray',
    host: shell.host.view,
    onAction: (action) => {
      window.show();
      shell.service.emit('action.chosen', { action });
    },
    onQuit: leaving.quit,
  });

  serveWindowPorts(
    (contents) => contents === window.browserWindow?.webContents,
    (name, give) => {
      if (name === 'shell') {
        const port = endPort(give());
        shell.service.serve(port);
        port.onClose(asks.deliver());
        return;
      }
      shell.client.onceServing((client) => {
        if (client === null) give().close();
        else client.handPort('chat', give());
      });
    },
  );
  watchPower(powerMonitor, clock, shell);
  nativeTheme.themeSource = shell.settings.read().theme;
  // Nobody is asked anything while the computer shuts down, which waits until everybody in the server here was told (D13).
  // Electron's types leave the event out.
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    leaving.quitNow();
  });
  app.on('activate', window.show);
  // It stays: whether it goes is decided where a window is closed.
  app.on('window-all-closed', () => undefined);

  return {
    window,
    leaving,
    askToJoin: (line) => {
      window.show();
      asks.ask('join.asked', { line });
    },
    onClientControl: (control) => {
      notifications.follow(control);
      control.on('badge.changed', ({ count }) => {
        signs.setBadge(count);
      });
    },
    onSettings: ({ theme }) => {
      nativeTheme.themeSource = theme;
      signs.refresh();
    },
    onAnswer: leaving.answer,
    onMenu: () => {
      openAppMenu(window.browserWindow);
    },
    onHostChange: signs.refresh,
  };
}

function openWebLink(url: string, openLink: DeskOptions['openLink']): void {
  const link = webLink(url);
  if (link !== null) void openLink(link);
}
