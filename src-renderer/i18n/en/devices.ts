import { counted } from '#shared/counted.ts';
import { isolate } from '../isolate.ts';

/** The devices of one person, and those that come to the door and say they are somebody's. */
export const enDevices = {
  devices: {
    title: (server: string) => `Devices on ${isolate(server)}`,
    lead: 'Each holds its own key. What you read stays in step between them.',
    ofSomebody: 'Devices…',
    titleOf: (name: string) => `Devices of ${isolate(name)}`,
    leadOf: 'Revoke one that was lost or stolen. They are not asked, and all of it stands in the audit log.',
    onlyOneOf: (name: string) =>
      `This is the only one. Once it is revoked, ${isolate(name)} has to forget the server there, come to the door anew, and be let back in by the word of an owner.`,
    onlyOneOfOwner: (name: string) =>
      `This is the only one, and an owner keeps it. To revoke it, first make ${isolate(name)} something else than an owner.`,
    noneOf: 'None can come in any more.',
    loading: 'Asking the server',
    nameless: 'A device without a name',
    thisOne: 'this one',
    here: 'Here now',
    lastHere: (when: string) => `Last here ${when}`,
    since: (when: string) => `Since ${when}`,
    key: 'key',
    revoke: 'Revoke…',
    revokeNamed: (name: string) => `Revoke ${isolate(name)}…`,
    revokeQuestion: (name: string) => `Revoke ${isolate(name)}?`,
    revokeText:
      'It is cut off within a second, and its key is never let in again. It keeps what it has read, and nothing new reaches it.',
    keep: 'Keep it',
    revokeVerb: 'Revoke it',
    cut: 'A revoked device is cut off within a second. It keeps what it has read, and nothing new reaches it.',
    onlyOne: 'Your only device cannot be revoked: nobody could come back as you.',
    add: 'Add a device…',
    addTitle: 'Link another device',
    left: (time: string) => `${time} left`,
    over: 'This link has run out.',
    newLink: 'Make a new link',
    code: 'The link as a code',
    link: 'Link for one more device',
    stepOpen: 'There, open Hallway and paste this link, or scan the code.',
    stepCompare: 'Compare six digits on both screens.',
    stepSame: 'Say here that they match.',
    stepNoLink: (name: string) =>
      `Or, unless the door opens only with an invite, come to it there as ${isolate(name)}, and say that it is you.`,
    asks: (name: string) => `${isolate(name)} asks to be yours`,
    from: (address: string) => `From ${isolate(address)}`,
    byLink: 'with your link',
    byName: 'by your name, which anybody may say',
    look: 'Compare digits',
    opening: 'Asking the other device',
    both: 'Both screens must show these digits:',
    digits: (digits: string) => `Digits: ${digits}`,
    match: 'They match',
    notMine: 'Not mine',
    notice: (count: number) =>
      count === 1 ? 'A device asks to be yours.' : `${counted(count, 'device', 'devices')} ask to be yours.`,
    noticeText: 'Only you can say whether it is.',
    noticeLook: 'Look',
    claim: {
      action: 'I am in already, on another device…',
      thatIsMe: 'That is me, on another device',
      waitingTitle: 'Say yes on your other device',
      waitingLink: (server: string) =>
        `Your other device at ${isolate(server)} shows that this one waits. Open it there, and compare the digits.`,
      waitingName: (name: string, server: string) =>
        `If ${isolate(name)} has another device at ${isolate(server)}, it shows that this one waits. If none is at hand, an owner can let you back in.`,
      cameTitle: 'Compare the digits',
      cameText:
        'If both screens show the same, nobody stands between. Say so on both; this device is in as soon as that is done there.',
      confirmedText: 'You have said here that they match. This device is in as soon as the other screen says so too.',
      stop: 'I am somebody new here',
      leave: 'Stop',
      note: 'Nobody is told whether there is anybody of this name.',
    },
    vouch: {
      question: (name: string) => `Is this ${isolate(name)} again?`,
      text: (name: string) =>
        `They say that they are ${isolate(name)}, on a device that none of that person’s keys has signed for. Make sure that it is them; the digits show only that nobody stands between.`,
      consequence: 'Everybody they talk to is told, and what this device says is marked as vouched for by you.',
      verb: (name: string) => `They match, it is ${isolate(name)}`,
      ownersOnly: 'Only an owner can let somebody back in.',
      mark: (owner: string) => `Vouched for by ${owner}, not signed by a key of theirs.`,
      by: (owner: string) => `Vouched for by ${owner}`,
      tag: 'vouched for',
      notice: (name: string, owner: string, when: string) =>
        `${name} writes from a new device since ${when}. ${owner} vouched for it; no key of theirs has signed for it.`,
    },
  },
};
