import { describe, expect, it } from 'vitest';
import { isLinkedBy, isVouched, maxDevices, maxVouchedLinks } from '#shared/domain/device.ts';
import type { DeviceKey } from '#shared/domain/ids.ts';
import { serverStream } from '#shared/domain/stream.ts';
import { createMemoryRooms } from '#test/support/memory-rooms.ts';
import { commandOf } from '#test/support/sample-commands.ts';
import { deviceKeyOf, personIdOf, sampleBytes } from '#test/support/sample-ids.ts';

const isNews = { ok: true, value: { stream: serverStream } };
const isSo = { ok: true, value: { stream: null } };
const refused = (type: string, more: object = {}) => ({ ok: false, error: { type, ...more } });
const [laptop, phone] = [deviceKeyOf(41), deviceKeyOf(42)];
const proof = sampleBytes(64);

/** The owner is 1, the moderator 2, the member 3, the guest 4; each came with a device of the same number. */
function setupPeople() {
  const state = createMemoryRooms();
  state.setDoor({ door: 'open', openUntil: 0 });
  for (const [index, role] of (['owner', 'moderator', 'member', 'guest'] as const).entries()) {
    const number = index + 1;
    state.run(personIdOf(number), commandOf('person.admit', { displayName: role }));
    const person = state.people.get(personIdOf(number));
    if (person !== undefined) state.people.set(person.personId, { ...person, role });
  }
  return {
    state,
    act: (number: number, command: Parameters<typeof state.run>[1]) => state.run(personIdOf(number), command).verdict,
    /** By one of the person's devices that is not their first. */
    actBy: (device: DeviceKey, number: number, command: Parameters<typeof state.run>[1]) =>
      state.run(personIdOf(number), command, { device }).verdict,
  };
}

describe('a person', () => {
  it.each([1, 2, 3, 4])('[P18] links and revokes devices of their own, whatever they are (%i)', (number) => {
    const { act } = setupPeople();
    expect(act(number, commandOf('device.link', { device: laptop, proof }))).toEqual(isNews);
    expect(act(number, commandOf('device.link', { device: laptop, proof }))).toEqual(isSo);
    expect(act(number, commandOf('device.revoke', { device: laptop }))).toEqual(isNews);
    expect(act(number, commandOf('device.revoke', { device: laptop }))).toEqual(isSo);
  });

  it('[P18] revokes nobody else’s, whatever they are, but owners', () => {
    const { act } = setupPeople();
    act(3, commandOf('device.link', { device: laptop, proof }));
    act(1, commandOf('device.link', { device: phone, proof }));
    const notAllowed = refused('not_allowed', { action: 'device.revoke' });
    for (const number of [2, 4])
      expect(act(number, commandOf('device.revoke', { device: laptop }))).toEqual(notAllowed);
    expect(act(3, commandOf('device.revoke', { device: phone }))).toEqual(notAllowed);
    for (const number of [1, 3])
      expect(act(number, commandOf('device.revoke', { device: deviceKeyOf(77) }))).toEqual(notAllowed);
    expect(act(1, commandOf('device.revoke', { device: laptop }))).toEqual(isNews);
  });

  it('[P18] links no key that is somebody’s, was one’s own once, or is banned', () => {
    const { state, act } = setupPeople();
    const notAllowed = refused('not_allowed', { action: 'device.link' });
    expect(act(3, commandOf('device.link', { device: deviceKeyOf(4), proof }))).toEqual(notAllowed);
    act(3, commandOf('device.link', { device: laptop, proof }));
    act(3, commandOf('device.revoke', { device: laptop }));
    expect(act(3, commandOf('device.link', { device: laptop, proof }))).toEqual(notAllowed);
    state.banned.add(phone);
    expect(act(3, commandOf('device.link', { device: phone, proof }))).toEqual(notAllowed);
  });

  it('[P18] keeps one device', () => {
    const { act } = setupPeople();
    expect(act(3, commandOf('device.revoke', { device: deviceKeyOf(3) }))).toEqual(refused('last_device'));
    act(3, commandOf('device.link', { device: laptop, proof }));
    act(3, commandOf('device.revoke', { device: laptop }));
    expect(act(3, commandOf('device.revoke', { device: deviceKeyOf(3) }))).toEqual(refused('last_device'));
  });

  it('[P18] has had at most 64', () => {
    const { act } = setupPeople();
    for (let number = 1; number < maxDevices; number += 1)
      expect(act(3, commandOf('device.link', { device: deviceKeyOf(100 + number), proof }))).toEqual(isNews);
    expect(act(3, commandOf('device.link', { device: laptop, proof }))).toEqual(
      refused('devices_full', { maxDevices, isVouched: false }),
    );
    expect(act(1, commandOf('device.vouch', { device: laptop, personId: personIdOf(3) }))).toEqual(
      refused('devices_full', { maxDevices, isVouched: false }),
    );
  });
});

describe('a revoked device', () => {
  it('[T10, P18] does nothing any more, not even ask to be let in', () => {
    const { act } = setupPeople();
    act(3, commandOf('device.link', { device: laptop, proof }));
    act(3, commandOf('device.revoke', { device: deviceKeyOf(3) }));
    for (const kind of ['message.send', 'device.link', 'person.admit'] as const)
      expect(act(3, commandOf(kind))).toEqual(refused('not_admitted'));
  });
});

describe('an owner', () => {
  const vouch = commandOf('device.vouch', { device: laptop, personId: personIdOf(3) });

  it('[T8] vouches for the device of somebody else, once', () => {
    const { act } = setupPeople();
    expect(act(1, vouch)).toEqual(isNews);
    expect(act(1, vouch)).toEqual(isSo);
  });

  it.each([2, 3, 4])('[T8, T9] is who may, and %i may not', (number) => {
    expect(setupPeople().act(number, vouch)).toEqual(refused('not_allowed', { action: 'device.vouch' }));
  });

  it('[T8] vouches for no device of their own, for none that is somebody’s, and for none that is banned', () => {
    const { state, act } = setupPeople();
    const notAllowed = refused('not_allowed', { action: 'device.vouch' });
    expect(act(1, commandOf('device.vouch', { device: laptop, personId: personIdOf(1) }))).toEqual(notAllowed);
    expect(act(1, commandOf('device.vouch', { device: deviceKeyOf(4), personId: personIdOf(3) }))).toEqual(notAllowed);
    state.banned.add(laptop);
    expect(act(1, vouch)).toEqual(notAllowed);
  });

  it('[T8, P18] puts out again what was vouched for, and what that linked, down to the last', () => {
    const { act, actBy } = setupPeople();
    act(1, vouch);
    actBy(laptop, 3, commandOf('device.link', { device: phone, proof }));
    act(3, commandOf('device.revoke', { device: deviceKeyOf(3) }));
    for (const device of [phone, laptop]) expect(act(1, commandOf('device.revoke', { device }))).toEqual(isNews);
    expect(act(1, commandOf('device.revoke', { device: laptop }))).toEqual(isSo);
  });

  it('[T9, P18] puts out the last device of no owner, who are made no owner first, nor makes an owner of who has none', () => {
    const { act } = setupPeople();
    const setRole = (role: 'owner' | 'member') =>
      act(1, commandOf('person.setRole', { personId: personIdOf(3), role }));
    const revoke = (device: DeviceKey) => act(1, commandOf('device.revoke', { device }));
    act(3, commandOf('device.link', { device: laptop, proof }));
    expect(setRole('owner')).toEqual(isNews);
    expect(revoke(deviceKeyOf(3))).toEqual(isNews);
    expect(revoke(laptop)).toEqual(refused('last_device'));
    expect(setRole('member')).toEqual(isNews);
    expect(revoke(laptop)).toEqual(isNews);
    expect(setRole('owner')).toEqual(refused('last_device'));
    act(1, commandOf('device.vouch', { device: phone, personId: personIdOf(3) }));
    expect(setRole('owner')).toEqual(isNews);
  });

  it('[T8] vouches for nobody who is not there, or who is out', () => {
    const { state, act } = setupPeople();
    const nobody = commandOf('device.vouch', { device: laptop, personId: personIdOf(7) });
    expect(act(1, nobody)).toEqual(refused('person_not_found', { personId: personIdOf(7) }));
    const person = state.people.get(personIdOf(3));
    if (person !== undefined) state.people.set(person.personId, { ...person, standing: 'removed' });
    expect(act(1, vouch)).toEqual(refused('person_not_found', { personId: personIdOf(3) }));
  });
});

describe('a device that an owner vouched for', () => {
  const revoke = (device: DeviceKey) => commandOf('device.revoke', { device });
  const notAllowed = refused('not_allowed', { action: 'device.revoke:own' });
  const tablet = deviceKeyOf(43);

  /** The owner vouched for the laptop, which linked the phone, which linked the tablet. */
  function setupVouched() {
    const people = setupPeople();
    people.act(1, commandOf('device.vouch', { device: laptop, personId: personIdOf(3) }));
    people.actBy(laptop, 3, commandOf('device.link', { device: phone, proof }));
    people.actBy(phone, 3, commandOf('device.link', { device: tablet, proof }));
    return people;
  }

  it.each([
    ['itself', laptop],
    ['one that it linked', phone],
  ])('[T8] revokes none that was the person’s before, and neither does %s', (_who, by) => {
    const { act, actBy } = setupVouched();
    const second = deviceKeyOf(44);
    act(3, commandOf('device.link', { device: second, proof }));
    for (const device of [deviceKeyOf(3), second]) expect(actBy(by, 3, revoke(device))).toEqual(notAllowed);
  });

  it('[T8] revokes itself and what it linked, and not what it was linked by', () => {
    const { actBy } = setupVouched();
    expect(actBy(phone, 3, revoke(laptop))).toEqual(notAllowed);
    expect(actBy(laptop, 3, revoke(tablet))).toEqual(isNews);
    expect(actBy(phone, 3, revoke(phone))).toEqual(isNews);
    expect(actBy(laptop, 3, revoke(laptop))).toEqual(isNews);
  });

  it('[T8] is revoked, with what it linked, by the devices that were there before', () => {
    const { act } = setupVouched();
    for (const device of [laptop, phone, tablet]) expect(act(3, revoke(device))).toEqual(isNews);
  });

  it('[P18] adds a few with what it links, revoked ones counted, and leaves the person room for more', () => {
    const { act, actBy } = setupVouched();
    const link = (number: number) => commandOf('device.link', { device: deviceKeyOf(100 + number), proof });
    for (let number = 2; number < maxVouchedLinks; number += 1)
      expect(actBy(number % 2 === 0 ? phone : laptop, 3, link(number))).toEqual(isNews);
    act(1, revoke(tablet));
    const full = refused('devices_full', { maxDevices: maxVouchedLinks, isVouched: true });
    for (const device of [laptop, phone, deviceKeyOf(102)]) expect(actBy(device, 3, link(50))).toEqual(full);
    expect(actBy(laptop, 3, link(2))).toEqual(isSo);
    expect(act(3, link(50))).toEqual(isNews);
    expect(act(1, commandOf('device.vouch', { device: deviceKeyOf(60), personId: personIdOf(3) }))).toEqual(isNews);
    expect(actBy(deviceKeyOf(60), 3, link(51))).toEqual(isNews);
  });

  it('[H4] is told apart also where what came back names devices in a circle', () => {
    const device = (key: DeviceKey) => ({
      device: key,
      personId: personIdOf(3),
      isRevoked: false,
      link: { by: key === laptop ? phone : laptop, isVouched: false },
    });
    expect(isVouched(device, laptop)).toBe(false);
    expect(isLinkedBy(device, laptop, tablet)).toBe(false);
  });
});
