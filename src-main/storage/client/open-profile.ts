import { join } from 'node:path';
import type { Logger } from '#shared/logger.ts';
import type { Result } from '#shared/result.ts';
import { profileMigrations } from '../migrations/profile-migrations.ts';
import type { OpenError } from '../open-error.ts';
import type { WritableDb } from '../readable-db.ts';
import type { WallClock } from './client-context.ts';
import { openEngine } from './open-engine.ts';
import { createProfileEngine, type ProfileEngine } from './profile-engine.ts';
import { finishReplacement, replaceDamaged, runSteps } from './replace-damaged.ts';
import { salvageProfile } from './salvage-profile.ts';

/** Where a client's data folder keeps the servers it knows. */
export const profileFile = (folder: string): string => join(folder, 'profile.db');

export interface ProfileOptions {
  /** The client's data folder, locked. */
  readonly folder: string;
  readonly clock: WallClock;
  readonly log: Logger;
}

/** Opens the profile; a damaged one makes room for a new one, with every server that is known of. */
export function openProfile({ folder, clock, log }: ProfileOptions): Result<ProfileEngine, OpenError> {
  const file = profileFile(folder);
  const finished = finishReplacement(file);
  if (!finished.ok) return finished;
  const first = openEngine(file, profileMigrations, readProfile);
  if (first.ok || first.error.type !== 'database_corrupt') return first;
  const { servers, owners } = salvageProfile(file, join(folder, 'servers'));
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
  return openEngine(file, profileMigrations, readProfile);
}

function readProfile(db: WritableDb): ProfileEngine {
  const profile = createProfileEngine(db);
  profile.servers();
  return profile;
}
