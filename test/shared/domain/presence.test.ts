import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  bestPresence,
  devicePresenceSchema,
  offlineAfterMs,
  presenceStateSchema,
  type DevicePresence,
  type PresenceState,
} from '#shared/domain/presence.ts';

describe('presence', () => {
  it.each<[readonly DevicePresence[], PresenceState]>([
    [[], 'offline'],
    [['away'], 'away'],
    [['here'], 'here'],
    [['away', 'away'], 'away'],
    [['away', 'here'], 'here'],
    [['here', 'away'], 'here'],
  ])('[P20] of a person whose devices say %j is %s', (devices, best) => {
    expect(bestPresence(devices)).toBe(best);
    expect(bestPresence(new Set(devices))).toBe(best);
  });

  it('[P20] ends 30 seconds after the last connection', () => {
    expect(offlineAfterMs).toBe(30_000);
  });

  it('[P20] is said by a device as here or away, and offline is never said', () => {
    expect(['here', 'away', 'offline', 'Here', null].map((said) => v.is(devicePresenceSchema, said))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(v.is(presenceStateSchema, 'offline')).toBe(true);
  });
});
