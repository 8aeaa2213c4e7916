/** The numbers of discovery (T4): what strangers on the network may make this machine keep, and for how long. */
export const discoveryLimits = {
  /** Servers in the table, whoever announced them. */
  maxServers: 64,
  /** Servers one sender's address may have a part in. */
  maxServersPerSource: 8,
  maxAddressesPerServer: 8,
  /** Of those, from one sender: so that two liars are needed before an honest sender finds no room. */
  maxAddressesPerSource: 4,
  /** How long one sighting counts, whatever lifetime the record claims: three announcements and a little. */
  lifetimeMs: 130_000,
  /** Servers announce themselves this often; listeners ask when they hear nothing for longer. */
  announceIntervalMs: 40_000,
  queryIntervalMs: 60_000,
} as const;
