import type { Migration } from '../migrate.ts';
import { profileKnownServers } from './profile-0001-known-servers.ts';

/** The steps of the database that a client keeps beside those of its servers. */
export const profileMigrations: readonly Migration[] = [profileKnownServers];
