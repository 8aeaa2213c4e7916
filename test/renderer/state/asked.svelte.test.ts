import { expect, it } from 'vitest';
import type { chatCalls, ChatContract } from '#shared/ipc/chat-api.ts';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import type { ShellContract, ShellDescription, ShellEvents } from '#shared/ipc/shell-api.ts';
import { ok } from '#shared/result.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import { Hallway } from '#renderer/state/hallway.svelte.ts';
import { general, nordlicht } from '#test/main/terminal/builders.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { hostileJoinLines } from '#test/support/hostile/hostile-join-lines.ts';
import { shellDescription } from '#test/support/shell-description.ts';
import { createTabStore } from '../tab-store.ts';
import { settle, steadyClient } from '../steady-client.ts';
import { deviceKeyOf } from '#test/support/sample-ids.ts';

interface Call {
  readonly call: number;
  readonly name: string;
  readonly params: unknown;
}

/** A window whose two ports are ours: what it asks is written down, and `shell.describe` alone is answered. */
async function setupWindow(description: Partial<ShellDescription> = {}) {
  const [clock, asked] = [createFakeClock(), [] as Call[]];
  const [chatPort, chatEnd] = linkedPorts();
  const [shellPort, shellEnd] = linkedPorts();
  for (const end of [chatEnd, shellEnd])
    end.onMessage((message) => {
      const call = message as Call;
      asked.push(call);
      const value = call.name === 'shell.describe' ? { ...shellDescription, ...description } : null;
      end.post({
        reply: call.call,
        result: value === null ? { ok: false, error: { type: 'port_closed' } } : ok(value),
      });
    });
  const chat = steadyClient(createRpcClient<ChatContract>(chatPort));
  const shell = steadyClient(createRpcClient<ShellContract>(shellPort));
  const system = { languages: ['en'], isDark: false, wantsContrast: false };
  const hallway = new Hallway({ chat, shell, clock, store: createTabStore(), system });
  await settle();
  const tell = async <Name extends keyof ShellEvents>(event: Name, value: ShellEvents[Name]): Promise<void> => {
    shellEnd.post({ event, value });
    await settle();
  };
  const told = (name: keyof typeof chatCalls) => asked.filter((one) => one.name === name).map(({ params }) => params);
  return { hallway, clock, chat, tell, told, asked };
}

const awayMs = 5 * 60_000;

it('a window that alone knows who is there tells presence, and again at each port', async () => {
  const { hallway, clock, chat, told } = await setupWindow({ idleKnownBy: 'window' });
  clock.advance(awayMs);
  hallway.attention.touch();
  chat.reopen();
  await settle();
  expect(told('presence.set')).toEqual([{ state: 'here' }, { state: 'away' }, { state: 'here' }, { state: 'here' }]);
});

it('a window tells no presence where the system knows it', async () => {
  const { hallway, clock, chat, told } = await setupWindow({ idleKnownBy: 'system' });
  clock.advance(awayMs);
  hallway.attention.touch();
  chat.reopen();
  await settle();
  expect(told('presence.set')).toEqual([]);
});

it('a notification that was clicked leads to its message', async () => {
  const { hallway, tell } = await setupWindow();
  await tell('message.asked', { serverId: nordlicht, roomId: general, messageKey: 'm7' });
  expect([hallway.place.serverId, hallway.place.takeMessage(nordlicht, general)]).toEqual([nordlicht, 'm7']);
});

it('[T7] a knock that was clicked is opened, and its notice in the window goes', async () => {
  const { hallway, tell } = await setupWindow();
  const knock = {
    knockId: 3,
    displayName: 'Sofia',
    device: deviceKeyOf(1),
    address: '10.0.0.9',
    at: 0,
    isOpened: false,
  };
  await tell('knock.asked', { serverId: nordlicht, knock });
  expect([hallway.place.dialog, hallway.place.atDoor]).toEqual(['knock', { serverId: nordlicht, knock }]);
});

it('a link that was opened is read and shown, and nothing is joined', async () => {
  const { hallway, tell, told } = await setupWindow();
  const line = `hallway://join?s=${nordlicht.slice(0, -1)}a&h=10.20.4.17:7420,[fd00::1]:7420`;
  await tell('join.asked', { line });
  expect(hallway.invitation.link).toEqual({
    type: 'readable',
    line,
    serverId: nordlicht,
    invitedUntil: null,
    linksTo: null,
    addresses: ['10.20.4.17:7420', '[fd00::1]:7420'],
  });
  expect(told('server.join')).toEqual([]);
  hallway.invitation.putAside();
  expect(hallway.invitation.link).toBeNull();
});

it('a link that is none says what is wrong with it, and shows nothing of what it holds', async () => {
  const { hallway, tell } = await setupWindow();
  await tell('join.asked', { line: 'hallway://join?s=<b>Your%20bank</b>' });
  expect(hallway.invitation.link).toEqual({ type: 'broken', error: { type: 'join_line_server_id_invalid' } });
});

it('[T6] nothing that a hostile link says is done or asked of anybody, and what is shown of it is plain', async () => {
  const { hallway, tell, asked } = await setupWindow();
  const before = asked.length;
  const shown = new Set<string>();
  for (const line of hostileJoinLines('window', 2_000)) {
    await tell('join.asked', { line });
    const { link } = hallway.invitation;
    shown.add(link?.type ?? 'nothing');
    const addresses = link?.type === 'readable' ? link.addresses : [];
    for (const address of addresses) expect(address).toMatch(/^[a-z0-9_.:[\]-]+:\d{1,5}$/u);
  }
  expect(asked.slice(before)).toEqual([]);
  expect([...shown].toSorted()).toEqual(['broken', 'readable']);
});
