import { describe, expect, it } from 'vitest';
import { createIds, serverIdOf } from '#main/identity/ids.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { personIdSchema, roomIdSchema, serverIdSchema } from '#shared/domain/ids.ts';
import * as v from 'valibot';

const keys = [1, 2, 3].map((seed) => createKeyPair(new Uint8Array(32).fill(seed)).publicKey);
const [serverKey = '', deviceKey = '', otherKey = ''] = keys;
const serverId = serverIdOf(serverKey);
const ids = createIds(serverId);
const commandId = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('ids', () => {
  it('[T1, P17, P18] have the form that the wire takes', () => {
    expect(v.is(serverIdSchema, serverId)).toBe(true);
    expect(v.is(personIdSchema, ids.personId(deviceKey))).toBe(true);
    expect(v.is(roomIdSchema, ids.objectId(ids.personId(deviceKey), commandId))).toBe(true);
  });

  it('[P17] differ by server, person and command', () => {
    const personId = ids.personId(deviceKey);
    const otherServer = createIds(serverIdOf(otherKey));
    const made = [
      ids.objectId(personId, commandId),
      ids.objectId(ids.personId(otherKey), commandId),
      ids.objectId(personId, commandId.replace(/7$/, '8')),
      otherServer.objectId(personId, commandId),
    ];
    expect(new Set(made).size).toBe(4);
    expect(ids.objectId(personId, commandId)).toBe(made[0]);
    expect(otherServer.personId(deviceKey)).not.toBe(personId);
  });

  it('[P17] of a direct room depend on who is in it and on nothing else', () => {
    const people = keys.map((key) => ids.personId(key));
    const [one = '', two = '', three = ''] = people;
    expect(ids.directId([three, one, two])).toBe(ids.directId(people));
    expect(ids.directId([one, two])).not.toBe(ids.directId(people));
  });

  it('are not made of what was not parsed', () => {
    const personId = ids.personId(deviceKey);
    for (const wrong of ['', commandId.toUpperCase(), commandId.slice(1), `${commandId}0`]) {
      expect(() => ids.objectId(personId, wrong)).toThrow('a command id is a lower-case UUID');
    }
    expect(() => ids.objectId(serverId, commandId)).toThrow('an id has 16 bytes');
    expect(() => createIds('not base32!')).toThrow('a server id is base32');
  });
});
