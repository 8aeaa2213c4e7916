/** What a position says of the log (H1). */
export type PositionStanding =
  /** It is of the present epoch, and the log holds it. */
  | 'held'
  /** The log holds it, and has begun another epoch since. */
  | 'earlier'
  /** An earlier epoch went further than this log: its device heals, and nobody else is disturbed. */
  | 'lost'
  /** The present epoch went further than this log. */
  | 'rolledBack'
  /** A life of the log of which this log knows nothing, and which is not behind it: there are two copies of the server. */
  | 'otherLife'
  /** This server never made it. */
  | 'forged';

/** Whether the log is behind what the position names. */
export function isBehind(standing: PositionStanding): boolean {
  return standing === 'rolledBack' || standing === 'otherLife' || standing === 'lost';
}

/** Whether the position ends the present life of the log. */
export function endsEpoch(standing: PositionStanding): boolean {
  return standing === 'rolledBack' || standing === 'otherLife';
}
