import type { Mutation } from './mutation.ts';

const fullDisk = { lane: 'process', file: 'test/process/full-disk.test.ts' } as const;
const backups = { lane: 'unit', file: 'test/main/storage/backups/make-backup.test.ts' } as const;

/** What a start needs on a full disk, and what keeps backups from filling one. */
export const diskMutations: readonly Mutation[] = [
  {
    name: 'keeps a journal beside the lock of a folder',
    suite: { lane: 'unit', file: 'test/main/storage/lock-file.test.ts', test: 'takes no room' },
    file: 'src-main/storage/lock-file.ts',
    find: 'PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE',
    replace: 'PRAGMA journal_mode = OFF; BEGIN IMMEDIATE',
  },
  {
    name: 'keeps the ballast where a server cannot start for a full disk',
    suite: { ...fullDisk, test: 'starts in the room it kept' },
    file: 'src-main/storage/server/server-database.ts',
    find: 'const opened = isFull && giveUpBallast(options) ?',
    replace: 'const opened = isFull && folder.length === 0 ?',
  },
  {
    name: 'shows nothing of a chat whose disk is full',
    suite: { ...fullDisk, test: 'shows what it has, says what it cannot keep' },
    file: 'src-main/storage/client/open-engine.ts',
    find: "opened.error.type !== 'disk_full'",
    replace: '!opened.ok',
  },
  {
    name: 'lets backups fill the disk that they are there for',
    suite: { ...backups, test: 'takes the place of older ones' },
    file: 'src-main/storage/backups/make-backup.ts',
    find: 'for (const { file } of backupsToSpare(listBackups(folder))) {',
    replace: 'for (const { file } of backupsToSpare([] as ReturnType<typeof listBackups>)) {',
  },
  {
    name: 'lets backups that had their time stay where there is no room',
    suite: { ...backups, test: 'that have had their time go' },
    file: 'src-main/storage/backups/make-backup.ts',
    find: 'dropPast(request);\n    if (!makeRoom',
    replace: 'if (!makeRoom',
  },
  {
    name: 'gives up backups for nothing',
    suite: { ...backups, test: 'takes the place of older ones' },
    file: 'src-main/storage/backups/make-backup.ts',
    find: 'if (missing > 0) return false;',
    replace: '',
  },
];
