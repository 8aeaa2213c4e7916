import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import ClaimPage from '#renderer/features/arrival/ClaimPage.svelte';
import ClaimNotice from '#renderer/features/devices/ClaimNotice.svelte';
import DevicesPage from '#renderer/features/devices/DevicesPage.svelte';
import KnockDialog from '#renderer/features/door/KnockDialog.svelte';
import PersonDevicesDialog from '#renderer/features/devices/PersonDevicesDialog.svelte';
import VouchedNotice from '#renderer/features/people/VouchedNotice.svelte';
import NotInside from '#renderer/features/servers/NotInside.svelte';
import type { DeviceKey } from '#shared/domain/ids.ts';
import type { ClaimView, DeviceView } from '#shared/ipc/device-api.ts';
import type { KnockView } from '#shared/ipc/door-api.ts';
import { err, ok } from '#shared/result.ts';
import { buildPerson, buildRoom, buildServer, jonas, mara, nordlicht } from '#test/main/terminal/builders.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

const keyOf = (letter: string) => `${letter.repeat(42)}A` as DeviceKey;
const laptop: DeviceView = {
  device: keyOf('M'),
  name: 'MacBook Pro',
  addedAt: 1,
  lastSeenAt: 2,
  isHere: true,
  isThis: true,
};
const bench: DeviceView = { ...laptop, device: keyOf('T'), name: 'ThinkPad', isHere: false, isThis: false };
const claim: ClaimView = {
  claimId: 4,
  device: keyOf('N'),
  name: 'ThinkPad T14',
  address: '10.20.8.77',
  at: 0,
  isByLink: true,
};
const button = (name: string | RegExp) => page.getByRole('button', { name });

async function setupDevices(list: readonly DeviceView[] = [laptop, bench], claims: readonly ClaimView[] = []) {
  const { scripted, hallway } = await setupHallway({});
  scripted.answer('device.list', async () => ok(list));
  scripted.answer('claim.list', async () => ok(claims));
  const link = `hallway://link?s=${nordlicht}&t=AAECAwQFBgcICQoLDA0ODw&x=1800000000&n=Mara`;
  scripted.answer('device.offer', async () => ok({ link, forMs: 600_000 }));
  scripted.answer('claim.open', async () => ok({ device: claim.device, digits: '318540' }));
  const asked = (name: string) => scripted.calls.filter((call) => call.name === name).map(({ params }) => params);
  return { scripted, hallway, asked, link };
}

describe('[P18] the page of one’s devices', () => {
  it('lists them, says which is this one, and revokes another after a question', async () => {
    const { hallway, asked } = await setupDevices();
    await renderInHallway(hallway, DevicesPage, { server: buildServer() });
    await expect.element(page.getByText('MacBook Pro')).toBeVisible();
    await expect.element(page.getByText('this one')).toBeVisible();
    await button(/^Revoke .ThinkPad/u).click();
    await expect.element(button('Keep it')).toHaveFocus();
    expect(asked('device.revoke')).toEqual([]);
    await button('Revoke it').click();
    await expect.poll(() => asked('device.revoke')).toEqual([{ serverId: nordlicht, device: bench.device }]);
  });

  it('offers no way to revoke the only one', async () => {
    const { hallway } = await setupDevices([laptop]);
    await renderInHallway(hallway, DevicesPage, { server: buildServer() });
    await expect.element(page.getByText(/Your only device/u)).toBeVisible();
    expect(button(/^Revoke/u).elements()).toEqual([]);
  });

  it('shows a link and a code for one more, and how long they hold', async () => {
    const { hallway, link } = await setupDevices();
    await renderInHallway(hallway, DevicesPage, { server: buildServer() });
    await button('Add a device…').click();
    await expect.element(page.getByRole('textbox', { name: 'Link for one more device' })).toHaveValue(link);
    await expect.element(page.getByRole('img', { name: 'The link as a code' })).toBeVisible();
    await expect.element(page.getByText(/left$/u)).toBeVisible();
  });

  it('compares digits before a device that asks becomes one’s own', async () => {
    const { hallway, asked } = await setupDevices([laptop], [claim]);
    await renderInHallway(hallway, DevicesPage, { server: buildServer() });
    await expect.element(page.getByText(/with your link/u)).toBeVisible();
    expect(button('They match').elements()).toEqual([]);
    expect(asked('claim.open')).toEqual([]);
    await button('Compare digits').click();
    await expect.element(page.getByRole('img', { name: 'Digits: 3 1 8 5 4 0' })).toBeVisible();
    await button('They match').click();
    await expect.poll(() => asked('claim.accept')).toEqual([{ serverId: nordlicht, claimId: 4 }]);
  });

  it('sends away what is somebody else’s', async () => {
    const { hallway, asked } = await setupDevices([laptop], [claim]);
    await renderInHallway(hallway, DevicesPage, { server: buildServer() });
    await button('Compare digits').click();
    await button('Not mine').click();
    await expect.poll(() => asked('claim.refuse')).toEqual([{ serverId: nordlicht, claimId: 4 }]);
    expect(asked('claim.accept')).toEqual([]);
  });

  it('says why nothing is known while the server is out of reach', async () => {
    const { scripted, hallway } = await setupDevices();
    scripted.answer('device.list', async () => err({ type: 'server_unreachable' }));
    await renderInHallway(hallway, DevicesPage, { server: buildServer() });
    await expect.element(page.getByRole('alert')).toBeVisible();
  });

  it('is where a notice leads while a device asks', async () => {
    const { hallway } = await setupDevices();
    await renderInHallway(hallway, ClaimNotice, { server: buildServer({ claims: 1 }) });
    await button('Look').click();
    expect([hallway.place.view, hallway.place.settingsPage]).toEqual(['settings', 'devices']);
  });
});

describe('[T10] the devices of somebody who lost one', () => {
  const person = buildPerson({ personId: jonas, displayName: 'Jonas' });
  const stolen: DeviceView = { ...bench, name: '' };

  it('are asked for by name, and one is revoked after a question', async () => {
    const { hallway, asked } = await setupDevices([bench, { ...stolen, device: keyOf('Z') }]);
    await renderInHallway(hallway, PersonDevicesDialog, { server: buildServer(), person, onclose: () => undefined });
    await expect.element(page.getByRole('dialog', { name: /^Devices of .Jonas/u })).toBeVisible();
    expect(asked('device.list')).toEqual([{ serverId: nordlicht, personId: jonas }]);
    await button(/^Revoke .A device without a name/u).click();
    await expect.element(button('Keep it')).toHaveFocus();
    expect(asked('device.revoke')).toEqual([]);
    await button('Revoke it').click();
    await expect.poll(() => asked('device.revoke')).toEqual([{ serverId: nordlicht, device: keyOf('Z') }]);
    await expect.element(button(/^Revoke .ThinkPad/u)).toBeVisible();
    await expect.element(page.getByText(/This is the only one/u)).toBeVisible();
    expect(button(/without a name/u).elements()).toEqual([]);
  });

  it('[T9] are kept where there is one and they are an owner', async () => {
    const { hallway } = await setupDevices([bench]);
    const props = { server: buildServer(), person: { ...person, role: 'owner' as const }, onclose: () => undefined };
    await renderInHallway(hallway, PersonDevicesDialog, props);
    await expect.element(page.getByText(/an owner keeps it/u)).toBeVisible();
    expect(button(/^Revoke/u).elements()).toEqual([]);
  });

  it('are said to be none, and why they are not known', async () => {
    const { scripted, hallway } = await setupDevices([]);
    const props = { server: buildServer(), person, onclose: () => undefined };
    const { unmount } = await renderInHallway(hallway, PersonDevicesDialog, props);
    await expect.element(page.getByText('None can come in any more.')).toBeVisible();
    await unmount();
    scripted.answer('device.list', async () => err({ type: 'server_unreachable' }));
    await renderInHallway(hallway, PersonDevicesDialog, props);
    await expect.element(page.getByRole('alert')).toBeVisible();
  });
});

describe('[T8] “is this you?”', () => {
  const refusal = { type: 'name_taken', displayName: 'Mara' } as const;
  const taken = { type: 'pending', door: 'open', digits: null, claim: null, refusal } as const;

  it('is asked where a name is taken', async () => {
    const { hallway, asked } = await setupDevices();
    await renderInHallway(hallway, NotInside, { server: buildServer({ connection: taken, displayName: 'Mara' }) });
    await button('That is me, on another device').click();
    await expect.poll(() => asked('server.claim')).toEqual([{ serverId: nordlicht, displayName: 'Mara' }]);
  });

  it('waits for the other device, shows the digits, and can be taken back', async () => {
    const { hallway, asked } = await setupDevices();
    await renderInHallway(hallway, ClaimPage, { server: buildServer(), by: 'name', digits: '318540' });
    await expect.element(page.getByRole('img', { name: 'Digits: 3 1 8 5 4 0' })).toBeVisible();
    await button('I am somebody new here').click();
    await expect.poll(() => asked('server.claim')).toEqual([{ serverId: nordlicht, displayName: null }]);
  });

  it('[T3] confirms the server where the digits match, and leaves the rest to the other screen', async () => {
    const { hallway, asked } = await setupDevices();
    await renderInHallway(hallway, ClaimPage, { server: buildServer(), by: 'name', digits: '318540' });
    await button('They match').click();
    await expect.element(page.getByText(/as soon as the other screen says so too/u)).toBeVisible();
    await expect.element(button('They match')).toBeDisabled();
    expect([asked('server.confirm'), asked('server.leave')]).toEqual([[{ serverId: nordlicht }], []]);
  });

  it('[T7] leaves where the digits differ, and remembers why', async () => {
    const { hallway, asked } = await setupDevices();
    await renderInHallway(hallway, ClaimPage, { server: buildServer(), by: 'name', digits: '318540' });
    await button('They differ').click();
    await expect.poll(() => asked('server.leave')).toEqual([{ serverId: nordlicht }]);
    expect([hallway.waits.isDiffered(nordlicht), asked('server.confirm')]).toEqual([true, []]);
  });

  async function setupReturning(role: 'owner' | 'moderator') {
    const people = [
      buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role }),
      buildPerson({ personId: jonas, displayName: 'Jonas' }),
    ];
    const { scripted, hallway } = await setupHallway({ people });
    const device = keyOf('S');
    const knock: KnockView = {
      knockId: 1,
      displayName: 'Jonas',
      claims: jonas,
      device,
      address: '10.20.8.61',
      at: 0,
      isOpened: false,
    };
    scripted.answer('knock.list', async () => ok([knock]));
    scripted.answer('knock.open', async () => ok({ device, digits: '704226' }));
    scripted.server({ knocks: 1 });
    await expect.poll(() => hallway.knocks.of(nordlicht).length).toBe(1);
    await renderInHallway(hallway, KnockDialog, { server: buildServer(), knock, onclose: () => undefined });
    await expect.element(page.getByRole('img', { name: 'Digits: 7 0 4 2 2 6' })).toBeVisible();
    return { scripted, device };
  }

  it('is an owner’s to say yes to', async () => {
    const { scripted, device } = await setupReturning('owner');
    expect(button(/let .* in$/u).elements()).toEqual([]);
    await button(/^They match, it is/u).click();
    await expect
      .poll(() => scripted.calls.find(({ name }) => name === 'device.vouch')?.params)
      .toEqual({ serverId: nordlicht, device, personId: jonas });
  });

  it('is no moderator’s', async () => {
    await setupReturning('moderator');
    await expect.element(page.getByText('Only an owner can let somebody back in.')).toBeVisible();
    expect(button(/^They match/u).elements()).toEqual([]);
  });

  it('is told to whom they write, once an owner has vouched', async () => {
    const people = [
      buildPerson({ personId: mara, displayName: 'Mara', isMe: true }),
      buildPerson({ personId: jonas, displayName: 'Jonas', vouched: { by: mara, at: 0 } }),
    ];
    const { hallway } = await setupHallway({ people });
    const room = buildRoom({ kind: 'direct', name: null, memberIds: [mara, jonas] });
    await renderInHallway(hallway, VouchedNotice, { server: buildServer({ personId: mara }), room });
    await expect.element(page.getByText(/writes from a new device since/u)).toBeVisible();
  });
});
