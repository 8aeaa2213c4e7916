/** The way of one message, step by step. */
export const enInfo = {
  info: {
    title: 'Info',
    looking: 'Looking it up',
    you: 'You',
    hops: {
      written: 'Written',
      sent: 'Left this computer',
      stored: 'Kept by the server',
      heard: 'Confirmed to this computer',
      received: 'On this computer',
    },
    took: 'after the step before:',
    via: {
      live: 'It came as it was said.',
      replay: 'It came with what was missed while this computer was away.',
      page: 'It came with the history of the room.',
      unknown: 'It came with the history of the room, or so long ago that how is not kept any more.',
    },
    waiting: 'It waits on this computer and goes out when the server can be reached.',
    held: 'The server keeps this room closed for now. It waits on this computer and goes out when the room opens.',
    unanswered: 'It was sent. The server has not answered yet.',
    people: (people: number, delivered: number, read: number) =>
      `Delivered to ${delivered} of ${people}, read by ${read}`,
    delivered: 'Delivered',
    read: 'Read',
    notYet: 'Not delivered yet',
    tooMany: (most: number) =>
      `More than ${most} people are in this room. Who has it and who has read it is not followed here.`,
    nobody: 'Nobody else was in the room when it was written.',
    notAsked: 'The server cannot be asked just now. This is what this computer had heard.',
    signed: (who: string) => `Signed by ${who}; the signature holds.`,
    clocks: 'Kept, delivered and read are by the server’s clock.',
    serverClock: 'Kept is by the server’s clock.',
  },
};
