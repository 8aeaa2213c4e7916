import type { WindowAction } from '#shared/ipc/window-action.ts';

/** Every action once, in the group it is shown in. */
const groupByAction: Readonly<Record<WindowAction, 'go' | 'make' | 'window'>> = {
  palette: 'go',
  'room.previous': 'go',
  'room.next': 'go',
  'room.nextUnread': 'go',
  'pane.next': 'go',
  'pane.previous': 'go',
  find: 'go',
  'direct.open': 'make',
  'room.create': 'make',
  'room.browse': 'make',
  'room.invite': 'make',
  'server.invite': 'make',
  members: 'make',
  details: 'window',
  settings: 'window',
  diagnostics: 'window',
  shortcuts: 'window',
};

export function actionsOf(group: 'go' | 'make' | 'window'): readonly WindowAction[] {
  return (Object.keys(groupByAction) as WindowAction[]).filter((action) => groupByAction[action] === group);
}

/** Keys of a desktop's own menus, which the page does not hear. */
export const zoomKeys = { zoomIn: 'CmdOrCtrl+Plus', zoomOut: 'CmdOrCtrl+-', zoomReset: 'CmdOrCtrl+0' } as const;
