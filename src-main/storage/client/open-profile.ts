import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '#shared/logger.ts';
import type { Result } from '#shared/result.ts';
import { profileMigrations } from '../migrations/profile-migrations.ts';
import { isBlankDatabase } from '../blank-database.ts';
import type { OpenError } from '../open-error.ts';
import { openUnlessDamaged } from '../open-unless-damaged.ts';
import type { WritableDb } from '../readable-db.ts';
import type { WallClock } from './client-context.ts';
import { openEngine } from './open-engine.ts';
import { createProfileEngine, type ProfileEngine } from './profile-engine.ts';
import { finishReplacement, replaceDamaged, runSteps } from './replace-damaged.ts';
import { salvageProfile, serversIn } from './salvage-profile.ts';

/** Where a client's data folder keeps the servers it knows. */
export const profileFile = (folder: string): string => join(folder, 'profile.db');
const serversFolder = (folder: string): string => join(folder, 'servers');

export interface ProfileOptions {
  /** The client's data folder, locked. */
  readonly folder: string;
  readonly clock: WallClock;
  readonly log: Logger;
}

/** Opens the profile; one that is damaged, or lost, makes room for a new one, with every server that is known of. */
export function openProfile({ folder, clock, log }: ProfileOptions): Result<ProfileEngine, OpenError> {
  const file = profileFile(folder);
  const finished = finishReplacement(file);
  if (!finished.ok) return finished;
  const open = () => openEngine(file, { migrations: profileMigrations, create: readProfile, log });
  if (isProfileLost(folder)) touch(file);
  else {
    const first = openUnlessDamaged({ file, open, log });
    if (first.ok || first.error.type !== 'database_corrupt') return first;
  }
  const { servers, owners } = salvageProfile(file, serversFolder(folder));
  const replaced = runSteps(
    replaceDamaged({
      file,
      migrations: profileMigrations,
      now: clock.now(),
      fill: (db, aside) => {
        const engine = createProfileEngine(db);
        for (const server of servers) engine.putServer(server);
        for (const owner of owners) engine.noteOwner(owner);
        engine.noteRenewal({ file: aside, servers: servers.length });
      },
    }),
  );
  if (!replaced.ok) return replaced;
  log.error('The damaged list of known servers was put aside, and made anew from what is there.', {
    file: replaced.value,
    servers: servers.length,
  });
  return open();
}

/** Servers were joined, and nothing of it is in the list: it would be taken for a new one. */
function isProfileLost(folder: string): boolean {
  return isBlankDatabase(profileFile(folder)) && serversIn(serversFolder(folder)).length > 0;
}

/** What is told to lie aside does, also where nothing was left. */
function touch(file: string): void {
  closeSync(openSync(file, 'a'));
}

function readProfile(db: WritableDb): ProfileEngine {
  const profile = createProfileEngine(db);
  profile.servers();
  return profile;
}
