import { counted } from '#shared/counted.ts';
import type { WindowAction } from '#shared/ipc/window-action.ts';
import { isolate } from '../isolate.ts';

/** What the program around the chat asks and says, and its keys. */
export const enDesk = {
  leaving: {
    closeQuestion: 'Keep Hallway running?',
    quitQuestion: 'Quit Hallway?',
    quitHostQuestion: (server: string) => `Quit Hallway, and stop ${isolate(server)}?`,
    staysIn: {
      tray: 'Without its window, Hallway stays in the tray and messages still arrive.',
      dock: 'Without its window, Hallway stays in the Dock and messages still arrive.',
      taskbar: 'This desktop has no tray, so the window goes to the taskbar and messages still arrive.',
      none: 'Without its window, Hallway ends.',
    },
    /** `names` is null where no name is known. */
    connected: (names: string | null, more: number, all: number) => {
      if (names === null) return `${counted(all, 'person is', 'people are')} connected.`;
      return more > 0 ? `${names} and ${more} more are connected.` : `${names} ${all === 1 ? 'is' : 'are'} connected.`;
    },
    countUnknown: 'Whether others are connected right now cannot be told.',
    nobodyConnected: 'Nobody else is connected right now.',
    stopMeans: 'They can go on reading; what they write waits until you start it again. Nothing is lost.',
    hostRuns: (server: string) => `${isolate(server)} runs here, and quitting stops it.`,
    remember: 'Remember this',
    rememberHint: 'You can change it in Settings.',
    keep: 'Keep it running',
    closeAndKeep: 'Close the window, keep it running',
    quit: 'Quit',
    quitAndStop: 'Quit and stop',
  },
  actions: {
    palette: 'Go anywhere',
    find: 'Find a server',
    'direct.open': 'New direct message',
    'room.create': 'Create a room',
    'room.browse': 'Browse rooms',
    'room.invite': 'Invite to this room',
    'server.invite': 'Invite to this server',
    members: 'Members of this server',
    details: 'Details of the room',
    'room.previous': 'Room above',
    'room.next': 'Room below',
    'room.nextUnread': 'Next unread room',
    'pane.next': 'Next part of the window',
    'pane.previous': 'Part of the window before',
    settings: 'Settings',
    diagnostics: 'Diagnostics',
    shortcuts: 'Keyboard shortcuts',
  } satisfies Record<WindowAction, string>,
  shortcuts: {
    title: 'Keyboard shortcuts',
    open: 'Show them',
    groups: { go: 'Going about', make: 'Rooms and people', write: 'Writing', window: 'The window' },
    send: 'Send',
    newLine: 'New line',
    changeLast: 'Change what waits, from an empty line',
    info: 'Info about the message that has the focus',
    closeNearest: 'Close the nearest thing',
    menu: 'Menu',
    menuBar: 'Show the menu bar',
    zoomIn: 'Larger',
    zoomOut: 'Smaller',
    zoomReset: 'Usual size',
  },
  joinLink: {
    title: 'Join the server of this link?',
    text: 'Join only if you know who gave it to you.',
    nearbyOnly: 'No address is in the link: the server has to be nearby.',
    known: (server: string) => `You know this one: it is ${isolate(server)}.`,
    join: 'Join',
    joining: 'Joining…',
    notNow: 'Not now',
    brokenTitle: 'This link cannot be used',
    broken: {
      join_line_unknown: 'It is no link to a server.',
      join_line_too_long: 'It is far longer than any link to a server.',
      join_line_malformed: 'It was damaged on its way. Copy it anew, or ask for another one.',
      join_line_server_id_invalid: 'It does not say which server it means. Copy it anew, or ask for another one.',
      join_line_address_invalid: 'An address in it is none. Ask for a new link.',
      join_line_invite_invalid: 'The invite in it is damaged. Ask for a new one.',
    },
  },
  desk: {
    notifies: 'Notifications',
    notifiesHint: 'Of direct messages, and of messages that name you.',
    whenClosed: 'When the window is closed',
    closeChoices: { ask: 'Ask', keep: 'Keep running', quit: 'Quit' },
  },
  about: {
    keys: 'Your keys',
    keysGuardedBy: {
      keystore:
        'The keystore of this system locks the keys that prove who you are. Who copies the files of Hallway, without being logged in as you, cannot use them.',
      file: 'The keys that prove who you are lie in a file that only you may read on this computer. Who can read your files, or a backup of them, can pose as you.',
    },
    log: 'Log',
    logHint: (folder: string) => `What went wrong is written down in ${isolate(folder)}, never what people wrote.`,
    copyFolder: 'Copy the path',
  },
  failed: {
    title: 'Hallway cannot open your chat',
    text: 'Nothing is lost: what you have read and what waits to be sent is still on this computer.',
    log: 'The log is in',
    again: 'Try again',
    starting: 'Starting…',
    viewTitle: 'This part cannot be shown',
    viewText:
      'Something in it is broken. Nothing is lost: what you wrote is kept, and other rooms and servers still work.',
    viewAgain: 'Show it again',
  },
};
