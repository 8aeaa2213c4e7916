/** Says `ready`, waits for a line, and brings a client's database to its newest schema: `migrating-client.ts <file>`. */
import { clientMigrations } from '#main/storage/migrations/client-migrations.ts';
import { openDatabase } from '#main/storage/open-database.ts';

const [file = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
process.stdin.once('data', () => {
  const opened = openDatabase(file, clientMigrations);
  if (!opened.ok) throw new Error(opened.error.type);
  process.stdout.write('done\n');
  // Not closed: what a kill leaves is what is looked at.
});
