import { maxDeviceLinkBytes } from '#shared/domain/device.ts';
import { utf8Bytes } from '#shared/domain/text.ts';
import type { Refusal } from '#shared/domain/refusal.ts';

const maxBytesPerUnit = 3;

/**
 * The refusal of a command so large that its event, which adds the header and the mac, might not fit into a frame again; null
 * for every other. Without it a command could be accepted that can be delivered to nobody. What makes a device somebody's goes
 * into snapshots besides, all of a person's in one part.
 */
export function commandSizeRefusal(kind: string, text: string, maxEventBytes: number): Refusal | null {
  const isLink = kind === 'device.link' || kind === 'device.vouch';
  const maxBytes = isLink ? Math.min(maxDeviceLinkBytes, maxEventBytes) : maxEventBytes;
  if (text.length * maxBytesPerUnit <= maxBytes || utf8Bytes(text) <= maxBytes) return null;
  return { type: 'invalid_body', path: '', problem: `the command is larger than ${maxBytes} bytes` };
}
