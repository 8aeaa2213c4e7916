import type { CommandId } from '#shared/domain/ids.ts';

/** The 16 bytes of the UUID, by which results are found. */
export function commandIdBytes(commandId: CommandId): Buffer {
  return Buffer.from(commandId.replaceAll('-', ''), 'hex');
}
