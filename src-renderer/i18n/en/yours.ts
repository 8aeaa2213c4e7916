import { counted } from '#shared/counted.ts';
import { isolate } from '../isolate.ts';

/** Settings, and going anywhere. */
export const enYours = {
  settings: {
    title: 'Settings',
    applied: 'Changes apply at once',
    sections: {
      profile: 'Profile',
      appearance: 'Appearance',
      writing: 'Writing',
      desk: 'Notifications and closing',
      hosting: 'Server here',
      devices: 'Your devices',
      diagnostics: 'Diagnostics',
      about: 'About',
    },
    servers: 'Servers',
    name: 'Your name for new servers',
    nameHint: 'What every server you join from now on is told.',
    nameHintOthers: 'On those you are in, your name stays as it is above.',
    nameOn: (server: string) => `Your name on ${isolate(server)}`,
    nameOnHint: 'Everybody there sees the new one at once.',
    nameOnHintAway: 'Everybody there sees the new one as soon as you are connected again.',
    nameOnHintLeft: 'You have left. Everybody there sees the new one once you join again.',
    saved: 'Saved',
    theme: 'Theme',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    density: 'Density',
    densityHint: 'Compact shows more at once.',
    densities: { roomy: 'Roomy', compact: 'Compact' },
    language: 'Language',
    languageHint: 'Of this window. What people write stays as it is.',
    languageSystem: 'As the system',
    sendKey: 'Send with',
    sendKeyHint: 'The other one starts a new line, and so does Shift+Enter.',
    sendKeys: { enter: 'Enter', 'ctrl+enter': 'Ctrl+Enter' },
    version: (version: string) => `Hallway ${version}`,
    server: {
      addresses: 'Addresses',
      noAddress: 'None known',
      leaveTitle: 'Leave',
      leaveText: 'Disconnects until you join again. What you have read stays readable on this computer.',
      leave: 'Leave',
      diagnosticsText: 'Connection, position, gaps, clocks: for when something is not there that should be.',
      diagnostics: 'Show',
      forgetTitle: 'Forget',
      forgetText: 'Leaves, and deletes what this computer keeps for you of this server. It cannot be undone.',
      forgetTextHere: 'Leaves, and deletes your own copy from this computer. The server itself stays: see Server here.',
      forget: 'Forget…',
      forgetQuestion: (server: string) => `Forget ${isolate(server)}?`,
      forgetConsequence: (waiting: number) =>
        `Its rooms, your history of it and your key for it are deleted from this computer${
          waiting > 0 ? `, and so ${waiting === 1 ? 'is' : 'are'} ${counted(waiting, 'message')} not sent yet` : ''
        }. On the server, what you wrote stays.`,
      forgetHere: {
        runs: (server: string) =>
          `${isolate(server)} runs on this computer. It is not stopped by this and nothing of it is deleted; it goes on for everybody else.`,
        ran: (server: string) =>
          `${isolate(server)} was last run on this computer. What it keeps stays, and you can start it again.`,
        copy: (waiting: number) =>
          `Only your copy of its rooms and your key for it are deleted${
            waiting > 0 ? `, and so ${waiting === 1 ? 'is' : 'are'} ${counted(waiting, 'message')} not sent yet` : ''
          }. Should you join it again, you come as somebody new, without the role you have there now.`,
        way: 'To stop it or to put what it keeps aside, go to Server here.',
        show: 'Server here',
      },
      keep: 'Keep it',
      forgetVerb: 'Forget it',
    },
  },
  palette: {
    label: 'Go anywhere',
    placeholder: 'Room, person or action',
    heading: 'Rooms, people and actions',
    nothing: 'Nothing of this name',
    theme: (theme: string) => `Theme: ${theme}`,
    here: 'You are here',
    move: 'move',
    open: 'open',
    close: 'close',
    new: (count: number) => `${count} new`,
  },
};
