/** By what somebody gives way where too many wait. */
export interface Crowding<Waiting> {
  readonly addressOf: (waiting: Waiting) => string;
  readonly mayGo: (waiting: Waiting) => boolean;
  /** Only an address with more than so many gives way. */
  readonly above: number;
}

/**
 * Who gives way where no more may wait: of those at the address with the most of them whoever may go and came first. So few addresses
 * keep out nobody but each other.
 */
export function givingWay<Waiting>(
  waiting: Iterable<Waiting>,
  { addressOf, mayGo, above }: Crowding<Waiting>,
): Waiting | undefined {
  const byAddress = new Map<string, Waiting[]>();
  for (const one of waiting) byAddress.set(addressOf(one), [...(byAddress.get(addressOf(one)) ?? []), one]);
  const crowds = [...byAddress.values()].filter(({ length }) => length > above);
  return crowds.toSorted((one, other) => other.length - one.length).flatMap((crowd) => crowd.filter(mayGo))[0];
}
