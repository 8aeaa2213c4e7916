import { isolate } from '../isolate.ts';

/** Coming to a server: its door, its key, and one that may pose as it. */
export const enArrival = {
  arrival: {
    knock: {
      waitingTitle: 'Somebody will come to the door',
      waitingText: (server: string) =>
        `The owners and moderators of ${isolate(server)} see that you knock. You need not wait here: this goes on while Hallway runs.`,
      cameTitle: 'Somebody is at the door',
      cameText: 'Read these digits to them. If both screens show the same, nobody stands between you.',
      confirmedText: 'You have said that they match. You are in as soon as they say so too.',
      digits: (digits: string) => `Digits: ${digits}`,
      steps: 'How far it is',
      knocked: 'You knocked',
      comes: 'An owner or moderator comes',
      came: 'An owner or moderator came',
      compare: 'They compare the digits',
      inside: 'You are in',
      done: 'done',
      now: 'now',
      match: 'They match',
      differ: 'They differ',
      stop: 'Stop knocking',
      waitingNote: 'Nobody there sees more than your name and the address of this computer.',
      cameNote:
        'Call them or walk over; do not compare by a message. If the connection drops now, knock again: the digits will be new ones.',
      as: (name: string) => `You knock as ${isolate(name)}.`,
      changeName: 'Change the name',
      newName: 'Your name there',
      useName: 'Use this name',
      nameWaits: (before: string, after: string) =>
        `You are ${isolate(after)} as soon as you are in. Whoever comes to the door still sees ${isolate(before)}.`,
    },
    differed: {
      title: 'The digits were not the same',
      text: (server: string) =>
        `You no longer knock at ${isolate(server)}, and it knows no more of you than your name, and the name and address of this computer.`,
      means:
        'Either somebody stands between you and the server, or somebody else’s digits were read out. The first is serious on a network that strangers can use.',
      todo: 'Tell whoever runs it, not by a message. Ask them for a link with an invite: it holds the server’s key, so that nobody can stand between.',
    },
    invite: {
      title: (server: string) => `${isolate(server)} opens with an invite`,
      text: 'Ask whoever runs it, or somebody who is in, for a link. You come in as soon as you use it here.',
      usedTitle: 'This invite does not open the door',
      usedText: (server: string) =>
        `It has been used, was taken back or has run out. Ask whoever runs ${isolate(server)} for another link.`,
      label: 'Link with an invite',
      placeholder: 'hallway://…',
      hint: (keys: string) => `Copy the link, then press ${keys} anywhere on this page.`,
      use: 'Use this link',
      empty: 'Paste a link that begins with hallway://.',
    },
    picture: {
      choose: 'Read a code from a picture…',
      reading: 'Reading…',
      hint: (keys: string) => `Or drop a picture of an invite’s code on this page, or paste one with ${keys}.`,
      problems: {
        picture_too_large: 'This picture is too large. Take a smaller one, or cut the code out of it.',
        picture_not_readable: 'This is no picture that can be read. PNG, JPEG, WebP and GIF can.',
        code_not_found: 'There is no code to be found in this picture. Take one that is sharper or closer.',
        code_not_hallway: 'The code in this picture is no invite to Hallway. Nothing was done with it.',
      },
    },
    sentAway: {
      titles: {
        not_let_in: (server: string) => `${isolate(server)} did not let you in`,
        knock_broken: () => 'The connection broke while you compared',
        link_invalid: () => 'This link adds no device any more',
        deactivated: (server: string) => `You may not come into ${isolate(server)} just now`,
        device_removed: (server: string) => `This computer is not let in at ${isolate(server)}`,
        device_revoked: (server: string) => `This device was revoked at ${isolate(server)}`,
      },
      texts: {
        not_let_in:
          'Whoever came to the door sent you away. If that was a mistake, tell them who you are, and knock again.',
        knock_broken: 'Nobody was let in by it. Knock again when you are both ready: the digits will be new ones.',
        link_invalid:
          'It was for one device and for some minutes. Make a new one on your other device, and use it here.',
        deactivated: 'Whoever runs it has put you out for a time. Ask them; then try again.',
        device_removed:
          'Somebody there keeps it out, and knocking does not change that. Whoever runs it can let you in.',
        device_revoked:
          'Its key is never let in again, and knocking does not change that. Forget the server here, which deletes what was read on this computer, and come anew: with a link from another device of yours, or under your name, and an owner says that it is you.',
      },
      keeps: 'What you have read stays on this computer.',
      knockAgain: 'Knock again',
      forget: 'Forget it…',
      useLink: 'Use a link…',
    },
    trust: {
      title: 'What you are about to trust',
      server: 'Server',
      at: (addresses: string) => `at ${addresses}`,
      unnamed: 'It says its name once you are there.',
      heard: 'A name anybody can choose. Only the key proves it.',
      key: 'Key',
      mustProve: 'It has to prove that it holds',
      invite: 'Invite',
      linkTitle: 'Add this computer to your devices?',
      linkText: (name: string) =>
        `The link was made on a device of ${isolate(name)}. This computer becomes one more of theirs, once the digits on both screens are the same.`,
      linkVerb: 'Add this computer',
      invited: (until: string) => `The link lets you in. It holds until ${until}.`,
      inviteOver: (until: string) => `It ran out: ${until}. Ask for another link.`,
      noInvite: 'None. Its door decides whether you come in.',
      canRead: 'Can read',
      canReadText: 'Who is in a room reads what you write there. Whoever runs the server could read all of it.',
      willSee: 'Will see',
      willSeeText: 'Your name, the name and address of this computer, and when you are here.',
      staysYours: 'Stays yours',
      staysYoursText: 'Everything you have read, kept on this computer. You can leave at any time.',
    },
    confirm: {
      mark: 'not confirmed',
      action: 'Confirm the server…',
      title: (server: string) => `Is this the ${isolate(server)} you mean?`,
      text: 'You joined it from a list or by an address, where anybody can take any name. Its key has been the same ever since, but nothing has shown yet that it is the right one.',
      how: 'Ask whoever runs it to read you its key, in person or by telephone. It has to be this one:',
      matches: 'It is the same key',
      later: 'Not now',
      differs: 'If it is another one, leave this server, and ask for its join line.',
      keyTitle: 'Key',
      confirmed: 'Confirmed by a link, by digits, or by you.',
      unconfirmed: 'Not confirmed: anybody on this network could have taken this name.',
    },
    otherKey: {
      title: (server: string) => `This is not the ${isolate(server)} you know`,
      text: 'Its key differs. Nothing of yours was sent. Your history stays readable.',
      known: 'You know',
      knownConfirmed: 'confirmed by a link, by digits, or by you',
      knownUnconfirmed: 'the one you joined, not confirmed since',
      shown: 'It shows',
      shownAt: (address: string) => `at ${address}`,
      means: 'Either somebody set up a new server under the old name or address, or somebody poses as it.',
      ask: 'Ask whoever runs it, not by a message here.',
      stayOut: 'Stay out',
      look: 'Look for the one I know',
      join: 'Join this one as a new server…',
      showKeys: 'Show both keys',
      joinTitle: (server: string) => `Join the other ${isolate(server)}?`,
      joinText: (server: string) =>
        `It is added beside the ${isolate(server)} you know, which stays what it was. You are a newcomer there, without your rooms and your history, and it learns your name.`,
      joinOnly: 'Do this only if whoever runs it has told you that there is a new server.',
      joinVerb: 'Join as a new server',
    },
  },
};
