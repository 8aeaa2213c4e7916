import { counted } from '#shared/counted.ts';
import { isolate } from '../isolate.ts';

/** What is said, and writing it. */
export const enTalk = {
  timeline: {
    new: 'New',
    today: (day: string) => `Today, ${day}`,
    yesterday: (day: string) => `Yesterday, ${day}`,
    jump: 'Newest messages',
    jumpNew: (count: number) => counted(count, 'new message'),
    loading: 'Loading earlier messages',
    newSince: (count: number, when: string) => `${counted(count, 'new message')} since ${when}`,
    gap: 'Messages are missing here. They come when the server answers.',
    unread: (reason: string) => `Messages could not be read here. ${reason}`,
    gapFilling: 'Fetching what was said here',
    forged: (author: string) =>
      `This does not carry ${author}’s signature. Somebody may have changed these words, or written them in this name.`,
    /** A time that its author says. */
    written: (moment: string) => `written ${moment}`,
    forgedNotice: 'not signed: it may not have been so',
    cannotShow: 'This cannot be shown. The rest of the room can.',
    unknownContent: 'This message is of a kind that this Hallway cannot show. An update will.',
    arrived: (author: string, text: string) => `${author}: ${text}`,
    notices: {
      'room.created': (who: string) => `${who} made this room`,
      'room.joined': (who: string) => `${who} joined`,
      'room.left': (who: string) => `${who} left`,
      'room.invited': (who: string, whom: string) => `${who} invited ${whom}`,
      'room.memberRemoved': (who: string, whom: string) => `${who} removed ${whom}`,
      'room.renamed': (who: string, _whom: string, text: string) => `${who} named the room ${isolate(text)}`,
      'room.topicSet': (who: string, _whom: string, text: string) =>
        text === '' ? `${who} removed the topic` : `${who} set the topic: ${isolate(text)}`,
      'direct.opened': (who: string) => `${who} opened this chat`,
    },
    andOthers: (names: readonly string[], others: number) => {
      const all = others > 0 ? [...names, counted(others, 'other')] : names;
      return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
    },
    joined: (people: string) => `${people} joined`,
    left: (people: string) => `${people} left`,
    changes: (count: number) => counted(count, 'change'),
    unfold: 'Show all of it',
    showAll: 'Show',
    showFewer: 'Show fewer',
  },
  delivery: {
    queued: 'Waiting',
    held: 'Waits for the room',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Read',
    deliveredTo: (count: number, people: number) => `Delivered to ${count} of ${people}`,
    readBy: (count: number, people: number) => `Read by ${count} of ${people}`,
    failed: 'Not sent',
    failedBecause: (reason: string) => `Not sent. ${reason}`,
    retry: 'Retry',
    discard: 'Discard',
    edit: 'Edit',
    cancel: 'Take back',
  },
  composer: {
    label: 'Message',
    writeTo: (room: string) => `Write to ${isolate(room)}`,
    writeOffline: (room: string) => `Write to ${isolate(room)}; it goes out when the server is back`,
    left: 'You have left. Join again to write',
    send: 'Send',
    enterSends: 'Enter sends · Shift+Enter starts a line',
    ctrlEnterSends: 'Ctrl+Enter sends · Enter starts a line',
    waiting: (messages: number, others: number) => {
      if (others === 0) return `${counted(messages, 'message')} waiting, kept on this computer`;
      if (messages === 0) return `${counted(others, 'change')} waiting, kept on this computer`;
      return `${counted(messages, 'message')} and ${counted(others, 'change')} waiting, kept on this computer`;
    },
    editing: 'Changing a message that still waits',
    stopEditing: 'Stop changing',
    tooLong: 'This is longer than one message can be. Send it in parts.',
    typing: ([one = '', two = '', ...more]: readonly string[]) => {
      if (more.length > 0) return 'Several people are typing';
      return two === '' ? `${one} is typing` : `${one} and ${two} are typing`;
    },
  },
  refusals: {
    message: (what: string, reason: string) => `${what}: ${reason}`,
    kinds: {
      'room.create': 'The room was not made',
      'room.join': 'You did not join',
      'room.leave': 'You did not leave',
      'room.invite': 'Nobody was invited',
      'room.removeMember': 'Nobody was removed',
      'room.rename': 'The room keeps its name',
      'room.setTopic': 'The topic stays',
      'direct.open': 'The chat was not opened',
      'person.rename': 'You keep your name',
      'person.setRole': 'The role stays',
      'person.setStanding': 'Nobody was removed or taken back',
      'person.setBlock': 'Nobody was blocked or unblocked',
      'report.create': 'The report was not sent',
      'report.close': 'The report stays open',
      'knock.accept': 'Nobody was let in',
      'device.link': 'The device was not added',
      'device.revoke': 'The device was not revoked',
      'device.vouch': 'Nobody was let back in',
      'device.setBan': 'The key is as it was',
      'server.setDoor': 'The door stays as it is',
      'invite.create': 'The invite was not made',
      'invite.revoke': 'The invite was not revoked',
    } as Readonly<Record<string, string>>,
    other: 'Not done',
    decide: 'See what to do',
    written: (count: number) =>
      `${counted(count, 'message')} you wrote in it ${count === 1 ? 'is' : 'are'} kept on this computer until you decide.`,
    otherName: 'Another name for it',
    makeAgain: 'Make it under this name',
    copyWritten: 'Copy what you wrote',
    discard: (count: number) => (count > 0 ? `Discard it and ${counted(count, 'message')}` : 'Discard it'),
  },
};
