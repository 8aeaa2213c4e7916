import { expect, it } from 'vitest';
import { DoorSetting } from '#renderer/state/door-setting.svelte.ts';
import type { DeviceKey } from '#shared/domain/ids.ts';
import type { DoorView } from '#shared/ipc/door-api.ts';
import { err, ok } from '#shared/result.ts';
import { commandIdOf, nordlicht } from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { settle, steadyClient } from '../steady-client.ts';

const device = `${'S'.repeat(42)}A` as DeviceKey;
const kept: DoorView = { door: 'knock', openUntil: 0, banned: [{ device, bannedAt: 5 }] };
const quarterMs = 15 * 60_000;

async function setupSetting() {
  const scripted = createScriptedChat();
  const clock = createFakeClock();
  scripted.answer('door.read', async () => ok(kept));
  const setting = new DoorSetting({ chat: steadyClient(scripted.chat), clock, serverId: nordlicht });
  await setting.read();
  const asked = (name: string) => scripted.calls.filter((call) => call.name === name).map(({ params }) => params);
  return { scripted, clock, setting, asked };
}

it('[T7] the door opens for a while and stays what it is', async () => {
  const { clock, setting, asked } = await setupSetting();
  await setting.openFor(quarterMs);
  expect(asked('door.set')).toEqual([{ serverId: nordlicht, door: 'knock', openForMs: quarterMs }]);
  expect(setting.isOpenForNow(clock.now())).toBe(true);
  expect(setting.isOpenForNow(clock.now() + quarterMs)).toBe(false);
  await setting.set('knock');
  expect([setting.isOpenForNow(clock.now()), setting.view]).toEqual([false, kept]);
});

it('what was set shows at once, and goes back where the server refuses it', async () => {
  const { scripted, setting } = await setupSetting();
  scripted.answer('door.set', async () => ok({ commandId: commandIdOf(9) }));
  await setting.set('open');
  expect(setting.view?.door).toBe('open');
  const reason = { type: 'not_allowed' };
  const failed = { serverId: nordlicht, commandId: commandIdOf(9), kind: 'server.setDoor', roomId: null, reason };
  scripted.emit('command.failed', failed);
  await settle();
  expect(setting.view).toEqual(kept);
});

it('a key that was kept out may knock again, and is off the list', async () => {
  const { setting, asked } = await setupSetting();
  await setting.letKnock(device);
  expect([asked('device.setBan'), setting.view?.banned]).toEqual([
    [{ serverId: nordlicht, device, isBanned: false }],
    [],
  ]);
});

it('a server that was out of reach is asked again once it is back', async () => {
  const { scripted, setting } = await setupSetting();
  scripted.answer('door.read', async () => err({ type: 'server_unreachable' }));
  await setting.read();
  expect(setting.problem).toEqual({ type: 'server_unreachable' });
  scripted.answer('door.read', async () => ok({ ...kept, door: 'invite' }));
  scripted.server({ connection: { type: 'online' } });
  await settle();
  expect([setting.problem, setting.view?.door]).toEqual([null, 'invite']);
});
