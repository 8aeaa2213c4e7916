import { describe, expect, it } from 'vitest';
import { sentenceForStart } from '#main/start-sentences.ts';

describe('the sentence for a folder that cannot be used', () => {
  it('[T1] tells that it holds what another server kept, and the ways out', () => {
    expect(sentenceForStart({ type: 'history_of_other_key', folder: '/data' })).toBe(
      '/data holds what another server kept: its server.key is not the one that this was written with. Bring back that key, or choose another folder with --data.',
    );
  });

  it('says what the system said of any other', () => {
    expect(sentenceForStart({ type: 'storage_failed', folder: '/data', code: 'SQLITE_IOERR' })).toBe(
      '/data cannot be used (SQLITE_IOERR). See to its disk, or choose another folder with --data.',
    );
  });
});
