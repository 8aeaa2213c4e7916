import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import { doorstepOf } from '#renderer/state/doorstep.ts';

const pending = { type: 'pending', door: 'knock', refusal: null, digits: null, claim: null } as const;
const at = (connection: ConnectionState, isDiffered = false) => doorstepOf({ connection, holdup: null }, isDiffered);
const refused = (
  type: 'not_let_in' | 'knock_broken' | 'deactivated' | 'device_removed' | 'device_revoked' | 'replaced',
) => at({ type: 'refused', problem: { type } });

describe('in front of a door', () => {
  it('[T7] somebody who knocked waits, and has digits once somebody came', () => {
    expect(at(pending)).toEqual({ type: 'knock', digits: null });
    expect(at({ ...pending, digits: '704226' })).toEqual({ type: 'knock', digits: '704226' });
  });

  it('[T6, T7] an invite is asked for where the door wants one, and another one where it is good no more', () => {
    const closed = { type: 'door_closed', door: 'invite' } as const;
    expect(at({ ...pending, door: 'invite', refusal: closed })).toEqual({ type: 'invite', isUsed: false });
    const used = { ...pending, refusal: { type: 'invite_invalid' } } as const;
    expect(at(used)).toEqual({ type: 'invite', isUsed: true });
    expect(at({ ...used, door: 'open' })).toEqual({ type: 'invite', isUsed: true });
  });

  it('whoever was sent away is told so, and nobody else', () => {
    for (const type of ['not_let_in', 'knock_broken', 'deactivated', 'device_removed', 'device_revoked'] as const)
      expect(refused(type)).toEqual({ type: 'sent_away', problem: { type } });
    expect(refused('replaced')).toBeNull();
    expect(at({ type: 'online' })).toBeNull();
  });

  it('[T7] whoever said that the digits differ is told what that may mean, once they have left', () => {
    expect(at({ type: 'offline', since: 0 }, true)).toEqual({ type: 'differed' });
    expect(at({ type: 'offline', since: 0 })).toBeNull();
  });

  it('a name that is refused, a crowd at the door and a full disk are other matters', () => {
    expect(at({ ...pending, refusal: { type: 'name_taken', displayName: 'Mara' } })).toBeNull();
    expect(at({ ...pending, refusal: { type: 'door_closed', door: 'knock' } })).toBeNull();
    expect(at({ ...pending, door: 'open' })).toBeNull();
    expect(doorstepOf({ connection: pending, holdup: { type: 'server_disk_full' } }, false)).toBeNull();
  });
});
