/** What a server has done since it started, counted where it happens; each number only rises. */
export interface ServerCounters {
  connections: number;
  commandsAccepted: number;
  commandsRepeated: number;
  commandsRefused: number;
  commandsRefusedForNow: number;
  /** Of those, the ones that did not get as far as the log, by the reason they were given. */
  commandsOverloaded: number;
  commandsBeyondRate: number;
  commandsBeyondRooms: number;
  commandsBeyondRenames: number;
  commandsBeyondWindow: number;
  commandsWhileStopping: number;
  commandsMalformed: number;
  /** Admissions with an invite from an address that has tried too many that were none. */
  inviteGuessesDelayed: number;
  inviteGuesses: number;
  /** The same of links by which a device would be somebody's. */
  linkGuessesDelayed: number;
  linkGuesses: number;
  knocks: number;
  /** Knocks and claims that found no room at the door, knocks that gave way to others, and visits to the door that came too soon after others to the same address. */
  knocksRefused: number;
  knocksDisplaced: number;
  claimsRefused: number;
  openingsRefused: number;
  /** Strangers' sessions that were closed because too many wait: those that came, and those that gave way to them. */
  pendingRefused: number;
  pendingDisplaced: number;
  /** How often a session was read from no further, because it or its person was over a rate (D14). */
  readsSlowed: number;
  /** Event frames handed to connections, replies to authors not among them. */
  deliveries: number;
  writes: number;
  bytesWritten: number;
  appends: number;
  framesHeld: number;
  /** Held frames that were given up and read from the log again (P7). */
  framesDropped: number;
  /** Snapshots for which there was no room yet, and those that gave way because nothing of them was pulled. */
  snapshotsDelayed: number;
  snapshotsDropped: number;
  silentConnectionsDropped: number;
  sessionsReplaced: number;
  loginsRefused: number;
  loginsTimedOut: number;
  protocolErrors: number;
  presenceFrames: number;
  /** How often it was worked out who hears of a person. */
  presenceAudiences: number;
  /** Signals beyond a session's rate. */
  signalsIgnored: number;
  requests: number;
}

export function createServerCounters(): ServerCounters {
  return {
    connections: 0,
    commandsAccepted: 0,
    commandsRepeated: 0,
    commandsRefused: 0,
    commandsRefusedForNow: 0,
    commandsOverloaded: 0,
    commandsBeyondRate: 0,
    commandsBeyondRooms: 0,
    commandsBeyondRenames: 0,
    commandsBeyondWindow: 0,
    commandsWhileStopping: 0,
    commandsMalformed: 0,
    inviteGuessesDelayed: 0,
    inviteGuesses: 0,
    linkGuessesDelayed: 0,
    linkGuesses: 0,
    knocks: 0,
    knocksRefused: 0,
    knocksDisplaced: 0,
    claimsRefused: 0,
    openingsRefused: 0,
    pendingRefused: 0,
    pendingDisplaced: 0,
    readsSlowed: 0,
    deliveries: 0,
    writes: 0,
    bytesWritten: 0,
    appends: 0,
    framesHeld: 0,
    framesDropped: 0,
    snapshotsDelayed: 0,
    snapshotsDropped: 0,
    silentConnectionsDropped: 0,
    sessionsReplaced: 0,
    loginsRefused: 0,
    loginsTimedOut: 0,
    protocolErrors: 0,
    presenceFrames: 0,
    presenceAudiences: 0,
    signalsIgnored: 0,
    requests: 0,
  };
}
