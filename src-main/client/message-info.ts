import type { PersonId } from '#shared/domain/ids.ts';
import type { ChatError, ChatParams } from '#shared/ipc/chat-api.ts';
import type { MessageInfo, MessageRecipient } from '#shared/ipc/chat-view.ts';
import type { MessageReceipt } from '#shared/protocol/request.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ServerClient } from './server-client.ts';

/**
 * The way of a message: what this device knows of it, and of an own one what the server says of the others, when it can be
 * asked. What it does not answer is left as this device heard it.
 */
export async function readMessageInfo(
  { store, connector }: ServerClient,
  { roomId, author, commandId }: ChatParams<'message.info'>,
): Promise<Result<MessageInfo, ChatError>> {
  const known = await store.messageInfo({ author, commandId });
  if (!known.ok) return known;
  const { info, streamSeq } = known.value;
  const { state, session } = connector;
  const isLive = state.type === 'active' && state.phase === 'live';
  if (info.recipients === null || streamSeq === null || !isLive || session === null) return ok(info);
  const { epochId } = state.epoch;
  const reply = await session.requests.request('message.info', { roomId, epochId, streamSeq });
  if (!reply.ok) return ok(info);
  const { people } = reply.value.value;
  return ok(people === null ? { ...info, recipients: { type: 'too_many' } } : withTimes(info, people));
}

/** What either side has heard counts: receipts reach this device within a second, and the server's list is of now. */
function withTimes(info: MessageInfo, receipts: readonly MessageReceipt[]): MessageInfo {
  if (receipts.length === 0) return { ...info, recipients: { type: 'nobody' } };
  const heard = info.recipients?.type === 'people' ? info.recipients.people : [];
  const known = new Map<PersonId, MessageRecipient>(heard.map((recipient) => [recipient.personId, recipient]));
  const people = receipts.map((receipt) => ({
    ...receipt,
    isDelivered: receipt.isDelivered || known.get(receipt.personId)?.isDelivered === true,
    isRead: receipt.isRead || known.get(receipt.personId)?.isRead === true,
  }));
  return { ...info, recipients: { type: 'people', people, hasTimes: true } };
}
