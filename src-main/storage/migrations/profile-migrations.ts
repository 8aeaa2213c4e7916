import type { Migration } from '../migrate.ts';
import { profileKnownServers } from './profile-0001-known-servers.ts';
import { profileRenewal } from './profile-0002-renewal.ts';
import { profileInvites } from './profile-0003-invites.ts';
import { profileOwners } from './profile-0004-owners.ts';

/** The steps of the database that a client keeps beside those of its servers. */
export const profileMigrations: readonly Migration[] = [
  profileKnownServers,
  profileRenewal,
  profileInvites,
  profileOwners,
];
