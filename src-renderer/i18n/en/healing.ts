import { counted } from '#shared/counted.ts';
import { isolate } from '../isolate.ts';

/** What is said of a server that lost something and gets it back from the devices of its people. */
export const enHealing = {
  healing: {
    lost: (server: string, when: string) => `${isolate(server)} lost its latest history, and began anew at ${when}.`,
    cameBack: (count: number, from: string) =>
      count === 0
        ? 'Nothing of it has come back so far.'
        : `${counted(count, 'entry', 'entries')} came back${from === '' ? '' : ` from ${from}`}.`,
    onlyRooms:
      'Only its private rooms are waited for: they open again once two people who were in them lately have connected.',
    others: (count: number) => counted(count, 'other'),
    missing: (count: number) =>
      count === 0
        ? 'Nothing is known to be missing.'
        : `${counted(count, 'entry is', 'entries are')} still missing: whoever has them brings them when they connect.`,
    roomsToCome: 'Private rooms open again once two people who were in them lately have connected.',
    notice: (server: string) => `${isolate(server)} lost its latest history and gathers it.`,
    noticeText: 'Your devices give back what they hold. What you write goes out when it is done.',
    titles: {
      closed: 'It gathers what it lost.',
      host: 'It may be one of two copies.',
      open: 'Private rooms are still closed.',
    },
    gathers:
      'It began anew, and gets back what people’s devices hold. It goes on by itself when it knows who belongs to it again.',
    twoCopies:
      'Somebody’s device comes from another copy of this server. If that copy is gone for good, go on; else stop this one.',
    closedRooms: (count: number) =>
      `${counted(count, 'private room waits', 'private rooms wait')} until two people who were in it lately have connected, so that somebody who was removed since does not come back.`,
    soFar: (returned: number, missing: number) =>
      `${counted(returned, 'entry', 'entries')} back, ${missing} known to be missing`,
    stillClosed: (soFar: string, count: number) => `${soFar}, ${counted(count, 'private room')} still closed`,
    goOn: 'Go on without the rest',
    openRooms: 'Open them now',
  },
};
