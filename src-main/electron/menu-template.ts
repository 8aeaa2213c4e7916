import type { MenuItemConstructorOptions } from 'electron';
import { actionKeys, type WindowAction } from '#shared/ipc/window-action.ts';
import type { DeskWords } from './desk-words.ts';

export interface MenuParts {
  readonly words: DeskWords;
  readonly isMac: boolean;
  /** Something that the page does. */
  readonly onAction: (action: WindowAction) => void;
  /** +1 or -1 a step, 0 for the size it has by itself. */
  readonly onZoom: (step: -1 | 0 | 1) => void;
  readonly onQuit: () => void;
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

/** The menus of the app, every action with its key. */
export function menuTemplate(parts: MenuParts): MenuItemConstructorOptions[] {
  const { isMac, words } = parts;
  return [
    ...(isMac ? [appMenu(parts)] : []),
    fileMenu(parts),
    editMenu(parts),
    viewMenu(parts),
    goMenu(parts),
    { label: words.menus.window, role: 'windowMenu', submenu: windowItems(parts) },
  ];
}

function action({ words, onAction }: MenuParts, name: WindowAction): MenuItemConstructorOptions {
  return {
    label: words.actions[name],
    accelerator: actionKeys[name],
    click: () => {
      onAction(name);
    },
  };
}

function quit({ words, onQuit }: MenuParts): MenuItemConstructorOptions {
  return { label: words.window.quit, accelerator: 'CmdOrCtrl+Q', click: onQuit };
}

function appMenu(parts: MenuParts): MenuItemConstructorOptions {
  const { window, menus } = parts.words;
  return {
    label: menus.app,
    submenu: [
      action(parts, 'settings'),
      separator,
      { role: 'hide', label: window.hide },
      { role: 'hideOthers', label: window.hideOthers },
      { role: 'unhide', label: window.showAll },
      separator,
      quit(parts),
    ],
  };
}

function fileMenu(parts: MenuParts): MenuItemConstructorOptions {
  const own = [
    action(parts, 'direct.open'),
    action(parts, 'room.create'),
    action(parts, 'room.browse'),
    action(parts, 'room.invite'),
    separator,
    action(parts, 'server.invite'),
    action(parts, 'members'),
    separator,
    action(parts, 'find'),
    separator,
    { role: 'close', label: parts.words.window.close } as const,
  ];
  const rest = [separator, action(parts, 'settings'), quit(parts)];
  return { label: parts.words.menus.file, submenu: parts.isMac ? own : [...own, ...rest] };
}

function editMenu({ words: { edit, menus } }: MenuParts): MenuItemConstructorOptions {
  return {
    label: menus.edit,
    submenu: [
      { role: 'undo', label: edit.undo },
      { role: 'redo', label: edit.redo },
      separator,
      { role: 'cut', label: edit.cut },
      { role: 'copy', label: edit.copy },
      { role: 'paste', label: edit.paste },
      { role: 'pasteAndMatchStyle', label: edit.pastePlain },
      { role: 'selectAll', label: edit.selectAll },
    ],
  };
}

function viewMenu(parts: MenuParts): MenuItemConstructorOptions {
  const { view, menus } = parts.words;
  const zoom = (label: string, accelerator: string, step: -1 | 0 | 1): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => {
      parts.onZoom(step);
    },
  });
  return {
    label: menus.view,
    submenu: [
      action(parts, 'details'),
      separator,
      zoom(view.zoomIn, 'CmdOrCtrl+Plus', 1),
      // The key of the plus sign without Shift.
      { ...zoom(view.zoomIn, 'CmdOrCtrl+=', 1), visible: false, acceleratorWorksWhenHidden: true },
      zoom(view.zoomOut, 'CmdOrCtrl+-', -1),
      zoom(view.zoomReset, 'CmdOrCtrl+0', 0),
      separator,
      { role: 'togglefullscreen', label: view.fullScreen },
    ],
  };
}

function goMenu(parts: MenuParts): MenuItemConstructorOptions {
  const names = [
    'room.previous',
    'room.next',
    'room.nextUnread',
    'pane.next',
    'pane.previous',
    'diagnostics',
    'shortcuts',
  ] as const;
  return {
    label: parts.words.menus.go,
    submenu: [action(parts, 'palette'), separator, ...names.map((name) => action(parts, name))],
  };
}

function windowItems({ words, isMac }: MenuParts): MenuItemConstructorOptions[] {
  const own: MenuItemConstructorOptions[] = [{ role: 'minimize', label: words.window.minimize }];
  return isMac ? [...own, separator, { role: 'front', label: words.window.front }] : own;
}
