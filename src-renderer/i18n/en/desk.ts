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
    connected: (names: string, more: number, all: number) =>
      more > 0 ? `${names} and ${more} more are connected.` : `${names} ${all === 1 ? 'is' : 'are'} connected.`,
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
  failed: {
    title: 'Hallway cannot open your chat',
    text: 'The part of Hallway that keeps your messages does not stay running. Nothing is lost: what you have read and what waits to be sent is still on this computer.',
    detail: 'What it said',
    log: 'The log is in',
    again: 'Try again',
    starting: 'Starting…',
  },
};
