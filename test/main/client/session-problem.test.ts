import { describe, expect, it } from 'vitest';
import { problemOfFailure } from '#main/client/session-problem.ts';

describe('a part of the session that cannot go on', () => {
  it('[D11] tells the disk of this computer from that of the server', () => {
    const here = problemOfFailure({ type: 'storage_failed', detail: 'database or disk is full' });
    expect(here).toEqual({ type: 'storage_failed', detail: 'database or disk is full' });
    expect(problemOfFailure({ type: 'storage_failed' })).toEqual({ type: 'server_storage_failed' });
  });

  it('[D14] waits as long as a server asks that has no room for a snapshot, and begins anew where it let one go', () => {
    expect(problemOfFailure({ type: 'overloaded', retryAfterMs: 2_000 })).toEqual({
      type: 'server_full',
      retryAfterMs: 2_000,
    });
    expect(problemOfFailure({ type: 'nothing_to_pull' })).toEqual({ type: 'connection_lost', code: 4004 });
  });
});
