/**
 * What the log may share with the life that an event stood in, by the last `seq`. A log that went back twice in one epoch has lost two
 * lives that have one id: what is known of either lowers `least`, and an event that stood beyond a later opening can be of the one
 * that shares all up to there, `most`.
 */
export interface SharedPart {
  readonly least: number;
  readonly most: number;
}

/** Where nothing is known of it. */
export const nothingShared: SharedPart = { least: 0, most: 0 };
