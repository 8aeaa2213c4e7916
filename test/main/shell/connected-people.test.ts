import { describe, expect, it } from 'vitest';
import { chatCalls, type ChatContract } from '#shared/ipc/chat-api.ts';
import { serveRpc, type RpcHandlers } from '#shared/ipc/rpc.ts';
import { err, ok } from '#shared/result.ts';
import { connectedPeople } from '#main/shell/connected-people.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { playChild } from '#test/support/played-child.ts';
import { personIdOf, serverIdOf } from '#test/support/sample-ids.ts';

const [me, ole, priya] = [personIdOf(1), personIdOf(2), personIdOf(3)];
const member = {
  role: 'member',
  standing: 'active',
  standingSince: 0,
  vouched: null,
  isBlocked: false,
  presence: 'offline',
  lastSeenAt: null,
} as const;

/** A client that knows Mara, who is the one here, and Ole. */
function clientOf(knows: boolean) {
  const list: RpcHandlers<ChatContract>['person.list'] = () =>
    Promise.resolve(
      knows
        ? ok([
            { ...member, personId: me, displayName: 'Mara', isMe: true },
            { ...member, personId: ole, displayName: 'Ole', isMe: false },
          ])
        : err({ type: 'server_not_known', target: 'x' }),
    );
  return playChild((_name, port) => {
    serveRpc<ChatContract>(port, {
      calls: chatCalls,
      handlers: { 'person.list': list } as RpcHandlers<ChatContract>,
      onBug: (error) => {
        throw error;
      },
    });
  });
}

const serverId = serverIdOf(1);
const clock = createFakeClock();
const connectedAre =
  (...people: readonly (typeof me)[]) =>
  () =>
    Promise.resolve(people);

describe('who else is in the server of this computer', () => {
  it('is counted by the server and named by the client, whatever presence has told so far', async () => {
    const parts = { clock, serverId, client: clientOf(true) };
    expect(await connectedPeople({ ...parts, connected: connectedAre(me, ole) })).toEqual({ names: ['Ole'], count: 1 });
    expect(await connectedPeople({ ...parts, connected: connectedAre(me) })).toEqual({ names: [], count: 0 });
    expect(await connectedPeople({ ...parts, connected: connectedAre() })).toEqual({ names: [], count: 0 });
  });

  it('is a number where nobody knows the names', async () => {
    const connected = connectedAre(ole, priya);
    expect(await connectedPeople({ clock, serverId, client: clientOf(true), connected })).toEqual({
      names: ['Ole'],
      count: 2,
    });
    expect(await connectedPeople({ clock, serverId, client: clientOf(false), connected })).toEqual({
      names: [],
      count: 2,
    });
    expect(await connectedPeople({ clock, serverId, client: null, connected })).toEqual({ names: [], count: 2 });
  });

  it('is a number where the process that knows the names hangs', async () => {
    const asked = connectedPeople({
      clock,
      serverId,
      connected: connectedAre(ole),
      client: playChild(() => undefined),
    });
    await new Promise(setImmediate);
    clock.advance(1_000);
    expect(await asked).toEqual({ names: [], count: 1 });
  });

  it('is not known where the server does not answer, which is not nobody', async () => {
    const connected = () => Promise.resolve(null);
    expect(await connectedPeople({ clock, serverId, client: clientOf(true), connected })).toBeNull();
  });
});
