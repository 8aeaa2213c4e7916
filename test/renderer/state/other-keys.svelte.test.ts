import { describe, expect, it } from 'vitest';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import { err, ok } from '#shared/result.ts';
import { Nearby } from '#renderer/state/nearby.svelte.ts';
import { OtherKeys } from '#renderer/state/other-keys.svelte.ts';
import { Place } from '#renderer/state/place.svelte.ts';
import { Servers } from '#renderer/state/servers.svelte.ts';
import { buildServer, nordlicht, serverIdOf } from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { createTabStore } from '../tab-store.ts';
import { settle, steadyClient } from '../steady-client.ts';

const other = serverIdOf('w');
const address = '10.20.4.52:7420';

async function setupOtherKeys({ servers = [buildServer()], heardAs = 'NORDLICHT' } = {}) {
  const heard = { serverId: other, name: heardAs, addresses: [address], isKnown: false, networks: [], lastSeenAt: 0 };
  const nearby = { servers: [heard], status: { type: 'working', problem: null } } as const;
  const scripted = createScriptedChat({ servers, nearby });
  const chat = steadyClient(scripted.chat);
  const place = new Place(createTabStore());
  const parts = { servers: new Servers(chat, () => undefined), nearby: new Nearby(chat), place };
  const otherKeys = new OtherKeys(parts);
  await settle();
  const asked = (name: string) => scripted.calls.filter((call) => call.name === name).map(({ params }) => params);
  const onScreen = (serverId = nordlicht): ServerView | undefined => parts.servers.get(serverId);
  return { ...parts, scripted, otherKeys, asked, onScreen };
}

/** Nordlicht, where another key answers. */
const replaced = buildServer({
  addresses: [address],
  connection: {
    type: 'reconnecting',
    since: 0,
    nextTryAt: 0,
    problem: { type: 'other_server', serverId: other, address },
  },
});
/** Another Nordlicht, which was joined by its address. */
const namesake = buildServer({
  serverId: other,
  addresses: [address],
  connection: { type: 'refused', problem: { type: 'known_name', serverId: nordlicht } },
});

describe('a server in the list that is called like a known one', () => {
  it('[T8] is not asked for anything before both keys were seen', async () => {
    const { otherKeys, asked, onScreen } = await setupOtherKeys();
    expect(await otherKeys.join(other, 'Mara')).toEqual(ok(null));
    expect(otherKeys.current(onScreen())).toMatchObject({
      known: { serverId: nordlicht },
      shown: other,
      name: 'NORDLICHT',
      address,
    });
    expect(asked('server.join')).toEqual([]);
  });

  it('[T8] is met in the same way where a link leads to it', async () => {
    const { otherKeys, asked, onScreen } = await setupOtherKeys();
    await otherKeys.join(`hallway://join?s=${other}&h=${address}`, 'Mara');
    expect(otherKeys.current(onScreen())).toMatchObject({ shown: other });
    expect(asked('server.join')).toEqual([]);
  });

  it('[T8] stays out where the person does, and nothing of the known one changes', async () => {
    const { otherKeys, asked, onScreen, scripted } = await setupOtherKeys();
    await otherKeys.join(other, 'Mara');
    const met = otherKeys.current(onScreen());
    if (met === null) throw new Error('The keys are shown.');
    otherKeys.stayOut(met);
    await settle();
    expect(otherKeys.current(onScreen())).toBeNull();
    expect(scripted.calls.map(({ name }) => name).filter((name) => name !== 'server.list')).toEqual(['server.nearby']);
    expect(asked('server.forget')).toEqual([]);
  });

  it('[T8] is joined beside the known one by its own key, once the person says so', async () => {
    const { otherKeys, asked, onScreen, scripted, place } = await setupOtherKeys();
    scripted.answer('server.join', async () => ok({ serverId: other }));
    await otherKeys.join(other, 'Mara');
    const met = otherKeys.current(onScreen());
    if (met === null) throw new Error('The keys are shown.');
    await otherKeys.joinSeparate(met, 'Mara');
    expect(asked('server.join')).toEqual([{ target: other, displayName: 'Mara', asSeparate: other }]);
    expect([otherKeys.current(onScreen()), place.serverId]).toEqual([null, other]);
  });

  it('is no matter where the names differ', async () => {
    const { otherKeys, asked } = await setupOtherKeys({ heardAs: 'Nordlicht 2' });
    await otherKeys.join(other, 'Mara');
    expect(asked('server.join')).toHaveLength(1);
  });
});

describe('another key at a known address', () => {
  it('[T8] is shown beside the known one to whoever types the address', async () => {
    const { otherKeys, onScreen, scripted } = await setupOtherKeys({
      servers: [buildServer({ addresses: [address] })],
    });
    scripted.answer('server.join', async () => err({ type: 'other_server', serverId: other, address }));
    expect(await otherKeys.join(address, 'Mara')).toEqual(ok(null));
    expect(otherKeys.current(onScreen())).toMatchObject({
      known: { serverId: nordlicht },
      shown: other,
      target: address,
    });
  });

  it('[T8] takes the place of the room, until the person stayed out of it, and comes back when asked for', async () => {
    const { otherKeys, onScreen, place, asked } = await setupOtherKeys({ servers: [replaced] });
    const met = otherKeys.current(onScreen());
    expect(met).toMatchObject({ known: { serverId: nordlicht }, shown: other, address });
    place.show('find');
    expect(otherKeys.current(onScreen()), 'the way to other servers stays').toBeNull();
    place.show('workspace');
    if (met === null) throw new Error('The keys are shown.');
    await otherKeys.lookForKnown(met);
    expect(asked('server.connectNow')).toEqual([{ serverId: nordlicht }]);
    expect(otherKeys.current(onScreen()), 'what was read stays readable').toBeNull();
    otherKeys.showAgain(replaced);
    expect(otherKeys.current(onScreen())).toMatchObject({ shown: other });
  });

  it('is no stranger where it has been joined as another server', async () => {
    const { otherKeys, onScreen } = await setupOtherKeys({
      servers: [replaced, buildServer({ serverId: other, name: 'New' })],
    });
    expect(otherKeys.current(onScreen())).toBeNull();
  });
});

it('[T8] a namesake that was stopped after it said its name is forgotten by who stays out', async () => {
  const { otherKeys, onScreen, asked, place } = await setupOtherKeys({ servers: [buildServer(), namesake] });
  const met = otherKeys.current(onScreen(other));
  expect(met).toMatchObject({ known: { serverId: nordlicht }, shown: other });
  if (met === null) throw new Error('The keys are shown.');
  otherKeys.stayOut(met);
  await settle();
  expect([asked('server.forget'), place.serverId]).toEqual([[{ serverId: other }], nordlicht]);
  expect(otherKeys.current(onScreen(other)), 'come to again, it is asked about again').not.toBeNull();
});
