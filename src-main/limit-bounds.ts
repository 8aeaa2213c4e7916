import { limits, type Limits } from '#shared/protocol/limits.ts';

/** How far `serve` may go with a limit: its default is the least, the most, or both. */
interface Bounds {
  readonly isLeast: boolean;
  readonly isMost: boolean;
}

const [least, most, fixed] = [
  { isLeast: true, isMost: false },
  { isLeast: false, isMost: true },
  { isLeast: true, isMost: true },
];

/**
 * What PROTOCOL.md promises every client (sections 6 and 14), and what a client holds each server to: beyond it one that keeps to the
 * protocol is cut off for what it sends, or cuts off the server, and tries again without end.
 */
const bounds: Readonly<Partial<Record<keyof Limits, Bounds>>> = {
  maxFrameBytes: least,
  maxFrameBytesBeforeLogin: least,
  maxFragments: least,
  maxHeaderBytes: least,
  handshakeTimeoutMs: least,
  loginTimeoutMs: least,
  headersTimeoutMs: least,
  silenceTimeoutMs: least,
  pingIntervalMs: most,
  maxBufferedBytes: least,
  maxStallMs: least,
  maxProtocolErrorsPerMinute: least,
  maxSnapshotRestMs: least,
  // Of commands, too: each that the protocol allows is taken, and each page fits into a frame.
  maxPageBytes: fixed,
  maxTypingPeople: most,
};

export type LimitBound =
  | { readonly type: 'limit_too_low'; readonly typed: string; readonly least: number }
  | { readonly type: 'limit_too_high'; readonly typed: string; readonly most: number };

/** Which bound the value is beyond; null where it is none. */
export function brokenBound(name: keyof Limits, value: number, typed: string): LimitBound | null {
  const { isLeast, isMost } = bounds[name] ?? { isLeast: false, isMost: false };
  const promised = limits[name];
  if (isLeast && value < promised) return { type: 'limit_too_low', typed, least: promised };
  return isMost && value > promised ? { type: 'limit_too_high', typed, most: promised } : null;
}
