import { Menu, type BrowserWindow } from 'electron';
import { barHeight } from './window.ts';
import { menuTemplate, type MenuParts } from './menu-template.ts';

/** The menus of the app, every action with its key. Where the window shows no menu bar the keys work all the same. */
export function setAppMenu(parts: MenuParts): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(parts)));
}

/** The same menus in one, from the start of the bar that the page draws: a window without the system's bar has no menu bar. */
export function openAppMenu(window: BrowserWindow | null): void {
  if (window !== null) Menu.getApplicationMenu()?.popup({ window, x: 0, y: barHeight });
}
