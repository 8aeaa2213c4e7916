import type { Migration } from '../migrate.ts';
import { server0001Log } from './server-0001-log.ts';
import { server0002Healing } from './server-0002-healing.ts';

export const serverMigrations: readonly Migration[] = [server0001Log, server0002Healing];
