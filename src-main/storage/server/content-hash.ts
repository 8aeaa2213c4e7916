import { hash } from 'node:crypto';
import type { CommandEnvelope } from '#shared/domain/command.ts';
import { signedText } from '../../identity/signed-input.ts';

/**
 * The content hash of a command that was read from its canonical form (P14), 32 bytes: its keys stand in order already, so that
 * plain JSON of it is canonical, at a fifth of what sorting again would cost.
 */
export function contentHashOfRead({ body, commandId, kind, serverId }: CommandEnvelope): Buffer {
  return hash('sha256', signedText('content', JSON.stringify({ body, commandId, kind, serverId })), 'buffer');
}
