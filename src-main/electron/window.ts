import { BrowserWindow, nativeTheme, screen, type BrowserWindowConstructorOptions } from 'electron';
import type { Clock } from '#shared/clock.ts';
import type { WindowFrame } from '#shared/ipc/shell-api.ts';
import type { Logger } from '#shared/logger.ts';
import type { JsonFile } from '../shell/json-file.ts';
import { pageAddress } from './page-origin.ts';
import { revivePage, type PageRevival } from './page-revival.ts';
import { nextZoomLevel, placeWindow, smallestSize, type WindowState } from './window-state.ts';

/** The one window: made, shown again, and remembered as it stood. */
export interface AppWindow {
  /** Brings it to the front, making it where there is none. */
  show(): void;
  hide(): void;
  minimize(): void;
  isFocused(): boolean;
  /** Whether there is a page that can be asked something. */
  isAnswering(): boolean;
  zoom(step: -1 | 0 | 1): void;
  /** The page, where there is a window. */
  readonly browserWindow: BrowserWindow | null;
}

export interface AppWindowOptions {
  readonly preload: string;
  /** The picture on Linux and Windows while it runs from its sources. */
  readonly icon: string;
  readonly state: JsonFile<WindowState>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onCreated: (window: BrowserWindow) => void;
  /** The window is to be closed: whether it may, or what else happens has happened. */
  readonly mayClose: () => boolean;
  readonly onFocus: () => void;
  /** The system shuts down or logs its user out, and waits for nobody. */
  readonly onSessionEnd: () => void;
}

/** Of tokens.css. */
export const barHeight = 52;
/** Of tokens.css: what shows before the page does, and the bar under the system's buttons. */
const canvas = { light: '#fcfdfc', dark: '#151a18' } as const;
const ink = { light: '#141e1a', dark: '#e6ebe8' } as const;
const buttonsAt = { x: 20, y: 19 } as const;

export function createAppWindow(options: AppWindowOptions): AppWindow {
  let window: BrowserWindow | null = null;
  let page: PageRevival | null = null;
  const frame = frameOf(process.platform);

  function create(): BrowserWindow {
    const state = options.state.read();
    const made = new BrowserWindow({
      ...placeWindow(
        state,
        screen.getAllDisplays().map(({ workArea }) => workArea),
      ),
      minWidth: smallestSize.width,
      minHeight: smallestSize.height,
      show: false,
      title: 'Hallway',
      icon: options.icon,
      backgroundColor: canvas[theme()],
      autoHideMenuBar: true,
      ...frameOptions(frame),
      webPreferences: {
        preload: options.preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        webviewTag: false,
        spellcheck: false,
        navigateOnDragDrop: false,
        enableWebSQL: false,
      },
    });
    if (state.isMaximized) made.maximize();
    made.webContents.setZoomLevel(state.zoomLevel);
    made.webContents.on('did-finish-load', () => made.webContents.setZoomLevel(options.state.read().zoomLevel));
    made.once('ready-to-show', () => {
      made.show();
    });
    made.on('focus', options.onFocus);
    made.on('close', (event) => {
      remember();
      if (!options.mayClose()) event.preventDefault();
    });
    made.on('closed', () => {
      if (window === made) window = null;
    });
    made.on('session-end', options.onSessionEnd);
    // Chromium asks nobody whether a page may empty itself.
    made.webContents.on('did-stop-loading', () => {
      if (made.webContents.mainFrame.url !== pageAddress) made.loadURL(pageAddress).catch(() => undefined);
    });
    page = revivePage(made.webContents, options.clock);
    options.onCreated(made);
    void made.loadURL(pageAddress);
    return made;
  }

  function remember(): void {
    if (window === null) return;
    const { zoomLevel } = options.state.read();
    keep({ bounds: window.getNormalBounds(), isMaximized: window.isMaximized(), zoomLevel });
  }

  /** For the next start alone: a disk that does not take it keeps nobody from closing the window. */
  function keep(state: WindowState): void {
    const kept = options.state.write(state);
    if (!kept.ok) options.log.warn('How the window stands could not be written down.', { ...kept.error });
  }

  nativeTheme.on('updated', () => {
    window?.setBackgroundColor(canvas[theme()]);
    if (frame === 'buttons_at_end') window?.setTitleBarOverlay(overlay());
  });
  return {
    get browserWindow() {
      return window;
    },
    show: () => {
      if (window === null) {
        window = create();
        return;
      }
      page?.revive();
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    hide: () => window?.hide(),
    minimize: () => window?.minimize(),
    isFocused: () => window?.isFocused() ?? false,
    isAnswering: () => window !== null && (page?.isAnswering() ?? false),
    zoom: (step) => {
      if (window === null) return;
      const zoomLevel = nextZoomLevel(window.webContents.getZoomLevel(), step);
      window.webContents.setZoomLevel(zoomLevel);
      keep({ ...options.state.read(), zoomLevel });
    },
  };
}

export function frameOf(platform: NodeJS.Platform): WindowFrame {
  if (platform === 'darwin') return 'buttons_at_start';
  return platform === 'win32' ? 'buttons_at_end' : 'outside';
}

function frameOptions(frame: WindowFrame): BrowserWindowConstructorOptions {
  if (frame === 'buttons_at_start') return { titleBarStyle: 'hiddenInset', trafficLightPosition: buttonsAt };
  return frame === 'buttons_at_end' ? { titleBarStyle: 'hidden', titleBarOverlay: overlay() } : {};
}

function overlay() {
  return { height: barHeight, color: canvas[theme()], symbolColor: ink[theme()] };
}

function theme(): 'light' | 'dark' {
  return nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
}
