import { limits } from '#shared/protocol/limits.ts';

/** The numbers of listening and dialling; those of the protocol (trust.md's limits), and some that are nobody else's business. */
export const transportLimits = {
  handshakeTimeoutMs: limits.handshakeTimeoutMs,
  headersTimeoutMs: limits.headersTimeoutMs,
  maxHeaderBytes: limits.maxHeaderBytes,
  maxConnections: limits.maxConnections,
  maxConnectionsPerAddress: limits.maxConnectionsPerAddress,
  maxConnectionsBeforeLogin: limits.maxConnectionsBeforeLogin,
  maxConnectionsBeforeLoginPerAddress: limits.maxConnectionsBeforeLoginPerAddress,
  maxFrameBytes: limits.maxFrameBytes,
  maxFrameBytesBeforeLogin: limits.maxFrameBytesBeforeLogin,
  maxFragments: limits.maxFragments,
  maxBufferedBytes: limits.maxBufferedBytes,
  maxTotalBufferedBytes: limits.maxTotalBufferedBytes,
  maxStallMs: limits.maxStallMs,
  /** How long the other end may take to answer a close: whoever is put out is gone within a second (T10). */
  closeTimeoutMs: 800,
  /** What a connection hands to its socket at a time while that is busy: progress is seen in steps of this size. */
  writeStepBytes: 128 * 1024,
  /** How often it is looked who makes no progress. */
  sweepIntervalMs: 1_000,
  /** What a full server asks its callers to wait, in seconds (`Retry-After`). */
  retryAfterSeconds: 2,
  /** How many ports are tried, the wanted one among them. */
  maxPortTries: 20,
} as const;

export type TransportLimits = { readonly [Name in keyof typeof transportLimits]: number };
