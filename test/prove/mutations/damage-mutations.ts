import type { Mutation } from './mutation.ts';

const care = { lane: 'unit', file: 'test/main/storage/care/server-care.test.ts' } as const;
const server = { lane: 'unit', file: 'test/main/storage/server/server-database.test.ts' } as const;
const further = { lane: 'unit', file: 'test/main/storage/backups/further-backups.test.ts' } as const;
const profile = { lane: 'unit', file: 'test/main/storage/client/damaged-profile.test.ts' } as const;
const hosted = { lane: 'unit', file: 'test/main/hosted-server.test.ts' } as const;
const client = { lane: 'unit', file: 'test/main/storage/client/worker-client-storage.test.ts' } as const;

/** What damage is found by, and what is kept from being forgotten (I1, I7, H6). */
export const damageMutations: readonly Mutation[] = [
  {
    name: 'goes on writing where a backup has read damage',
    suite: { ...care, test: 'once a backup has read damage' },
    file: 'src-main/storage/care/server-care.ts',
    find: "if (result.error.type === 'database_corrupt') await check.checkSource();",
    replace: '',
  },
  {
    name: 'calls a log sound that lacks events',
    suite: { ...care, test: 'where events have gone without a trace' },
    file: 'src-main/storage/server/log-damage.ts',
    find: "(hasEveryEvent(db) ? null : 'events are missing')",
    replace: '(hasEveryEvent === null ? null : null)',
  },
  {
    name: 'forgets by a clean stop that a server was not checked',
    suite: { ...server, test: 'outlasts every clean stop until' },
    file: 'src-main/storage/server/server-database.ts',
    find: 'if (!wasUnclean) marker.noteSound();',
    replace: 'marker.noteSound();',
  },
  {
    name: 'forgets by a clean stop that a device was not checked',
    suite: { ...client, test: 'is found though every stop since' },
    file: 'src-main/storage/client/client-databases.ts',
    find: "if (marker.found === 'nothing' || isDamaged || known === 'sound') marker.noteSound();\n    else ",
    replace: "marker.noteSound();\n    if (marker.found !== 'nothing' && !isDamaged && known !== 'sound') ",
  },
  {
    name: 'lets a revocation wait for its author',
    suite: { lane: 'unit', file: 'test/contract/event-log.test.ts' },
    file: 'src-main/storage/server/healing/heal-event.ts',
    find: 'devices.find(command.body.device) === null ? command.body.device : null;',
    replace: 'devices.find(command.body.device) === null ? person : null;',
  },
  {
    name: 'puts a backup in the place of a database that its disk did not give',
    proof: 'disk',
    says: /a sound database made room for a backup/u,
    // Which of its reads fails is left to chance.
    cycles: 8,
    file: 'src-main/storage/open-unless-damaged.ts',
    find: "if (found.type === 'damaged') return err(",
    replace: "if (error.type === 'database_corrupt') return err(",
  },
  {
    name: 'believes damage that was met once at the start',
    suite: { ...server, test: 'is opened again, and no backup takes its place' },
    file: 'src-main/storage/server/server-database.ts',
    find: 'const engine = openCarefully(options, identity);',
    replace: 'const engine = openEngine(options, identity);',
  },
  {
    name: 'believes damage that was met once in use',
    suite: { ...server, test: 'in use refuses what it met it with' },
    file: 'src-main/storage/server/server-database.ts',
    find: "return found.type === 'damaged';",
    replace: 'return true;',
  },
  {
    name: 'believes a check that the disk failed once',
    suite: { lane: 'unit', file: 'test/main/storage/check-database.test.ts', test: 'looks a second time' },
    file: 'src-main/storage/check-database.ts',
    find: "return found.type === 'damaged' ? readThrough(file, look) : found;",
    replace: 'return found;',
  },
  {
    name: 'makes the key in a folder that another start may have',
    suite: { ...hosted, test: 'no other start can have any more' },
    file: 'src-main/hosted-server.ts',
    find: 'const lock = lockFolder(options.config.dataFolder);',
    replace: "const lock = lockFolder(join(options.config.dataFolder, 'logs'));",
  },
  {
    name: 'removes a key that it did not make',
    suite: { ...hosted, test: 'stays whatever is wrong with the log' },
    file: 'src-main/hosted-server.ts',
    find: 'if (isNew && (wasBegun || !isBegun()))',
    replace: 'if (wasBegun || !isNew)',
  },
  {
    name: 'begins a server anew where its log is gone',
    suite: { ...server, test: 'is no new server' },
    file: 'src-main/storage/server/lost-log.ts',
    find: "return isBlankDatabase(file, 'server') && hadLog(folder, file);",
    replace: 'return false;',
  },
  {
    name: 'begins a server anew where its log is gone and no backup is there',
    suite: { ...server, test: 'is not begun anew where there is no backup' },
    file: 'src-main/storage/server/server-database.ts',
    find: 'if (isLost && replaced?.ok === false) return',
    replace: 'if (isLost && replaced?.ok === undefined) return',
  },
  {
    name: 'takes one empty page for a new server',
    suite: { ...server, test: 'is no new server' },
    file: 'src-main/storage/blank-database.ts',
    find: 'headerVersion(file) === 0',
    replace: 'headerVersion(file) === null',
  },
  {
    name: 'takes for a new server what a lost write-ahead log leaves',
    suite: { ...server, test: 'is no new server' },
    file: 'src-main/storage/blank-database.ts',
    find: 'if (schemaVersion(db) === 0) return true;',
    replace: 'if (schemaVersion(db) === 0) return false;',
  },
  {
    name: 'begins a server anew beside the mark of another life',
    suite: { ...server, test: 'in the schema that is left of it' },
    file: 'src-main/storage/server/server-database.ts',
    find: 'if (known === undefined && highWaterMark !== null) {',
    replace: 'if (known === null && highWaterMark !== null) {',
  },
  {
    name: 'leaves whose a log is in the write-ahead log alone',
    suite: { ...server, test: 'has whose the database is in the file itself' },
    file: 'src-main/storage/server/server-database.ts',
    find: 'if (known === undefined) writeBack(db, log);',
    replace: '',
  },
  {
    name: 'takes what a lost write-ahead log leaves of a history for a new one',
    suite: { ...profile, test: 'is no new one, which' },
    file: 'src-main/storage/client/client-databases.ts',
    find: "(wasOpened ? isBlankDatabase(file, 'meta') : isEmptyFile(file))",
    replace: 'isEmptyFile(file)',
  },
  {
    name: 'reads nothing behind the broken header of a write-ahead log',
    suite: { lane: 'unit', file: 'test/main/storage/salvage/scan-rows.test.ts', test: 'at whichever byte' },
    file: 'src-main/storage/salvage/page-file.ts',
    find: 'if (found.offsets.size > 0) return found;',
    replace: 'return found;',
  },
  {
    name: 'goes on without what a backup holds',
    suite: { ...further, test: 'makes room for it' },
    file: 'src-main/storage/server/replace-log.ts',
    find: 'if (further.length === 0) return null;',
    replace: 'if (further.length >= 0) return null;',
  },
  {
    name: 'puts a backup of another life in the place of a log',
    suite: { ...further, test: 'is of another life' },
    file: 'src-main/storage/backups/further-backups.ts',
    find: '(db) => goesOnFrom(db, end)) === true',
    replace: '(db) => goesOnFrom(db, end)) !== null',
  },
  {
    name: 'keeps the draft of a restore that died',
    suite: { ...further, test: 'is removed by the next start' },
    file: 'src-main/storage/backups/restore-backup.ts',
    find: 'dropDraft(`${file}.draft`);',
    replace: '',
  },
  {
    name: 'drops the backup that alone holds an earlier epoch',
    suite: { lane: 'unit', file: 'test/main/storage/backups/backup-rotation.test.ts', test: 'several epochs' },
    file: 'src-main/storage/backups/backup-rotation.ts',
    find: '...furthestOfEpochs(furthestFirst).slice(0, epochCount),',
    replace: '...furthestOfEpochs(furthestFirst).slice(0, 1),',
  },
  {
    name: 'takes an emptied list of known servers for a new one',
    suite: { ...profile, test: 'is no new list' },
    file: 'src-main/storage/client/open-profile.ts',
    find: 'if (isProfileLost(folder)) touch(file);',
    replace: "if (isProfileLost('')) touch(file);",
  },
  {
    name: 'forgets a backup that took the place of the log in a start that went on behind the ballast',
    suite: { lane: 'unit', file: 'test/main/storage/server/server-database.test.ts', test: 'in the middle of a start' },
    file: 'src-main/storage/server/server-database.ts',
    find: 'else if (past.restored !== null) leaveRestoreNote(folder, past.restored);',
    replace: '',
  },
  {
    name: 'takes the key away from a log that was begun with it',
    suite: { lane: 'unit', file: 'test/main/hosted-server.test.ts', test: 'came to nothing' },
    file: 'src-main/hosted-server.ts',
    find: 'if (isNew && (wasBegun || !isBegun()))',
    replace: 'if (isNew)',
  },
];
