import type { Mutation } from './mutation.ts';

const care = { lane: 'unit', file: 'test/main/storage/care/server-care.test.ts' } as const;
const server = { lane: 'unit', file: 'test/main/storage/server/server-database.test.ts' } as const;
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
];
