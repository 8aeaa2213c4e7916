import { formatJoinLine, parseJoinLine } from '#shared/discovery/join-line.ts';
import type { ChatScript } from './chat-script.ts';
import type { Listening } from './serve-process.ts';

/**
 * Makes an invite in the name of an owner or moderator; comes back with its link. That leads to the loopback address, which Hallway
 * itself puts into none.
 */
export async function inviteTo(
  { serverId, port }: Pick<Listening, 'serverId' | 'port'>,
  owner: ChatScript,
  maxUses: number,
): Promise<string> {
  const id = `an invite for ${maxUses}`;
  const wish = { serverId, note: '', role: 'member', roomIds: [], maxUses, expiresInMs: 3_600_000 };
  owner.say({ call: 'invite.create', params: wish, id });
  const { value } = await owner.until((event) => event['id'] === id && event.event === 'result');
  await owner.ask('wait', { for: 'sent' });
  const line = parseJoinLine((value as { readonly link: string }).link);
  if (!line.ok) throw new Error(`No link came back: ${JSON.stringify(value)}`);
  return formatJoinLine({ ...line.value, addresses: [{ host: '127.0.0.1', port }] });
}
