import { Menu } from 'electron';
import { menuTemplate, type MenuParts } from './menu-template.ts';

/** The menus of the app, every action with its key. Where the window shows no menu bar the keys work all the same. */
export function setAppMenu(parts: MenuParts): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(parts)));
}
