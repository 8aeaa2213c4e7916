import { describe, expect, it } from 'vitest';
import { createServerIdentity } from '#main/identity/server-identity.ts';

const identity = createServerIdentity(new Uint8Array(32).fill(1));
const other = createServerIdentity(new Uint8Array(32).fill(2));
const text = '["epoch",1,2]';

describe('a server’s macs', () => {
  it('[P10] are known again by the server that made them', () => {
    expect(identity.isEventMac(text, identity.eventMac(text))).toBe(true);
    expect(identity.isPositionMac(text, identity.positionMac(text))).toBe(true);
  });

  it('[P10] are known by no other server, for no other text and no other purpose', () => {
    expect(other.isEventMac(text, identity.eventMac(text))).toBe(false);
    expect(identity.isEventMac('["epoch",1,3]', identity.eventMac(text))).toBe(false);
    expect(identity.isEventMac(text, identity.positionMac(text))).toBe(false);
    expect(identity.isPositionMac(text, identity.eventMac(text))).toBe(false);
  });

  it('are 16 bytes of base64url, and anything else is simply wrong', () => {
    const mac = identity.eventMac(text);
    expect(mac).toMatch(/^[A-Za-z0-9_-]{22}$/);
    const last = mac.endsWith('A') ? 'Q' : 'A';
    for (const wrong of ['', mac.slice(1), `${mac}=`, '世'.repeat(22), mac.slice(0, -1) + last, mac.toUpperCase()]) {
      expect(identity.isEventMac(text, wrong)).toBe(false);
    }
  });

  it('[T1] stay the same as long as the seed does', () => {
    const again = createServerIdentity(new Uint8Array(32).fill(1));
    expect([again.serverId, again.eventMac(text)]).toEqual([identity.serverId, identity.eventMac(text)]);
  });
});
