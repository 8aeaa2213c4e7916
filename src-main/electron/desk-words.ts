import type { WindowAction } from '#shared/ipc/window-action.ts';

/** What the desktop itself says: menus, tray, notifications. The page has its own dictionaries. */
export interface DeskWords {
  readonly menus: Readonly<Record<'app' | 'file' | 'edit' | 'view' | 'go' | 'window' | 'help', string>>;
  readonly actions: Readonly<Record<WindowAction, string>>;
  readonly edit: Readonly<
    Record<'undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'pastePlain' | 'selectAll' | 'copyLink' | 'openLink', string>
  >;
  readonly view: Readonly<Record<'zoomIn' | 'zoomOut' | 'zoomReset' | 'fullScreen', string>>;
  readonly window: Readonly<
    Record<'minimize' | 'front' | 'close' | 'quit' | 'hide' | 'hideOthers' | 'showAll', string>
  >;
  readonly tray: {
    readonly open: string;
    readonly hosting: (server: string) => string;
    readonly unread: (count: number) => string;
  };
  readonly notification: {
    readonly somebody: string;
    /** What this build cannot show. */
    readonly something: string;
    /** Of what a device said that an owner vouched for (T8): the words of its mark in the timeline. */
    readonly vouchedBy: (owner: string) => string;
    /** Somebody brought this person into the room that the title names. */
    readonly invited: string;
    /** `Mara in general`, or Mara alone where it is a direct chat. */
    readonly inRoom: (author: string, room: string) => string;
    /** The newest of several. */
    readonly ofMany: (count: number, text: string) => string;
    /** Somebody knocks at a door: the title. */
    readonly knocks: (name: string) => string;
    readonly atDoor: (server: string) => string;
    readonly ofManyKnocks: (count: number, server: string) => string;
  };
}
