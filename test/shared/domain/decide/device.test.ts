import { describe, expect, it } from 'vitest';
import { maxDevices } from '#shared/domain/device.ts';
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

  it('[P18] revokes nobody else’s', () => {
    const { act } = setupPeople();
    act(3, commandOf('device.link', { device: laptop, proof }));
    expect(act(1, commandOf('device.revoke', { device: laptop }))).toEqual(
      refused('not_allowed', { action: 'device.revoke' }),
    );
    expect(act(3, commandOf('device.revoke', { device: phone }))).toEqual(
      refused('not_allowed', { action: 'device.revoke' }),
    );
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
      refused('devices_full', { maxDevices }),
    );
    expect(act(1, commandOf('device.vouch', { device: laptop, personId: personIdOf(3) }))).toEqual(
      refused('devices_full', { maxDevices }),
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

  it('[T8] vouches for nobody who is not there, or who is out', () => {
    const { state, act } = setupPeople();
    const nobody = commandOf('device.vouch', { device: laptop, personId: personIdOf(7) });
    expect(act(1, nobody)).toEqual(refused('person_not_found', { personId: personIdOf(7) }));
    const person = state.people.get(personIdOf(3));
    if (person !== undefined) state.people.set(person.personId, { ...person, standing: 'removed' });
    expect(act(1, vouch)).toEqual(refused('person_not_found', { personId: personIdOf(3) }));
  });
});
