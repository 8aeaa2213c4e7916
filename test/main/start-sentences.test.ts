import { describe, expect, it } from 'vitest';
import { sentenceForStart } from '#main/start-sentences.ts';

describe('the sentence for a folder that cannot be used', () => {
  it('[T1] tells that it holds what another server kept, and the ways out', () => {
    expect(sentenceForStart({ type: 'history_of_other_key', folder: '/data' })).toBe(
      '/data holds what another server kept: its server.key is not the one that this was written with. Bring back that key, or choose another folder with --data.',
    );
  });

  it.each([
    ['ENOENT', '/data is not there, and the system does not let it be made. Choose another with --data.'],
    ['ENOTDIR', '/data is a file, or lies within one, and is no folder. Choose another with --data.'],
    ['EEXIST', '/data is a file, or lies within one, and is no folder. Choose another with --data.'],
    ['ELOOP', '/data cannot be used as a folder (ELOOP). Choose another with --data.'],
  ])('says what %s means', (code, sentence) => {
    expect(sentenceForStart({ type: 'folder_unusable', folder: '/data', code })).toBe(sentence);
  });

  it('says what the system said of any other', () => {
    expect(sentenceForStart({ type: 'storage_failed', folder: '/data', code: 'SQLITE_IOERR' })).toBe(
      '/data cannot be used (SQLITE_IOERR). See to its disk, or choose another folder with --data.',
    );
  });
});
