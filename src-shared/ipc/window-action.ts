/**
 * What a person can do from anywhere in the window, and its key, once for all: the page listens to these keys itself, since a
 * browser has no menu of ours, and the menus of a desktop show them.
 */
export const actionKeys = {
  palette: 'CmdOrCtrl+K',
  find: 'CmdOrCtrl+Shift+S',
  'direct.open': 'CmdOrCtrl+Shift+K',
  'room.create': 'CmdOrCtrl+Shift+E',
  'room.browse': 'CmdOrCtrl+Shift+L',
  'room.invite': 'CmdOrCtrl+Shift+U',
  'server.invite': 'CmdOrCtrl+Shift+Y',
  members: 'CmdOrCtrl+Shift+H',
  details: 'CmdOrCtrl+.',
  'room.previous': 'Alt+Up',
  'room.next': 'Alt+Down',
  'room.nextUnread': 'Alt+Shift+Down',
  'pane.next': 'F6',
  'pane.previous': 'Shift+F6',
  settings: 'CmdOrCtrl+,',
  diagnostics: 'CmdOrCtrl+Shift+D',
  shortcuts: 'CmdOrCtrl+/',
} as const;

export type WindowAction = keyof typeof actionKeys;
