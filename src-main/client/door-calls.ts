import { present } from '#shared/assert.ts';
import type { Clock } from '#shared/clock.ts';
import type { CommandDraft } from '#shared/domain/command.ts';
import type { DoorSetting } from '#shared/domain/door.ts';
import type { DeviceKey } from '#shared/domain/ids.ts';
import type { DoorResults } from '#shared/ipc/door-api.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { knockDigits } from '../identity/knock-digits.ts';
import { askServer, readServerTime } from './ask-server.ts';
import { onServer, type CallContext, type ChatHandlers } from './call-context.ts';
import { readPages } from './read-pages.ts';
import type { ServerClient } from './server-client.ts';

export type DoorCalls = Pick<ChatHandlers, Exclude<keyof DoorResults, `invite.${string}`>>;

/** Calls about who may come in, and what people are. What is asked goes to the server; what is done waits like every command. */
export function doorCallHandlers(context: CallContext, clock: Pick<Clock, 'now'>): DoorCalls {
  return {
    'door.read': onServer(context, async (server) => readDoor(server, clock)),
    'door.set': onServer(context, async (server, { door, openForMs }) => {
      if (openForMs === 0) return queue(server, { kind: 'server.setDoor', body: { door, openUntil: 0 } });
      const time = await readServerTime(server, clock);
      if (!time.ok) return time;
      return queue(server, { kind: 'server.setDoor', body: { door, openUntil: time.value.after(openForMs) } });
    }),
    'knock.list': onServer(context, async (server) => {
      const listed = await askServer(server, 'knock.list', {});
      return listed.ok ? ok(listed.value.knocks) : listed;
    }),
    'knock.open': onServer(context, async (server, { knockId }) => openKnock(server, knockId)),
    'knock.refuse': onServer(context, async (server, { knockId }) => {
      const refused = await askServer(server, 'knock.refuse', { knockId });
      return refused.ok ? ok(null) : refused;
    }),
    'knock.accept': onServer(context, async (server, { device, role }) =>
      queue(server, { kind: 'knock.accept', body: { device, role } }),
    ),
    'device.setBan': onServer(context, async (server, { device, isBanned }) =>
      queue(server, { kind: 'device.setBan', body: { device, isBanned } }),
    ),
    'person.setRole': onServer(context, async (server, { personId, role }) =>
      queue(server, { kind: 'person.setRole', body: { personId, role } }),
    ),
    'person.setStanding': onServer(context, async (server, { personId, standing }) =>
      queue(server, { kind: 'person.setStanding', body: { personId, standing } }),
    ),
  };
}

async function queue(server: ServerClient, draft: CommandDraft) {
  const { commandId } = await server.queue(draft);
  return ok({ commandId });
}

/** All of it, as it was when its last page was read. */
async function readDoor(
  server: ServerClient,
  clock: Pick<Clock, 'now'>,
): Promise<Result<DoorResults['door.read'], ChatError>> {
  let setting: DoorSetting | null = null;
  const banned = await readPages(async (after) => {
    const read = await askServer(server, 'door.read', after === undefined ? {} : { after: after as DeviceKey });
    if (!read.ok) return read;
    const { door, openUntil, banned: entries, next } = read.value;
    setting = { door, openUntil };
    return ok({ entries, next });
  });
  if (!banned.ok) return banned;
  const { door, openUntil } = present<DoorSetting>(setting, 'there is a first page');
  if (openUntil === 0) return ok({ door, openUntil, banned: banned.value });
  const time = await readServerTime(server, clock);
  return time.ok ? ok({ door, openUntil: time.value.here(openUntil), banned: banned.value }) : time;
}

/** The digits are worked out here: the server says what they are made of, and not what they are. */
async function openKnock(server: ServerClient, knockId: number): Promise<Result<DoorResults['knock.open'], ChatError>> {
  const serverKey = server.connector.session?.serverKey;
  const opened = await askServer(server, 'knock.open', { knockId });
  if (!opened.ok) return opened;
  if (serverKey === undefined) return err({ type: 'server_unreachable' });
  const { device, commit, clientNonce, serverNonce } = opened.value;
  const certificateHash = Buffer.from(opened.value.certificateHash, 'base64url');
  const digits = knockDigits({ serverKey, device, certificateHash, commit, clientNonce, serverNonce });
  return digits === null ? err({ type: 'proof_wrong' }) : ok({ device, digits });
}
