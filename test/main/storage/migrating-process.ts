/** Says `ready`, waits for a line, and brings the database of notes to its newest schema: `migrating-process.ts <file>`. */
import { openDatabase } from '#main/storage/open-database.ts';
import { firstNotes, laterNotes } from './notes-migrations.ts';

const [file = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
process.stdin.once('data', () => {
  const opened = openDatabase(file, [firstNotes, ...laterNotes]);
  if (!opened.ok) throw new Error(opened.error.type);
  process.stdout.write('done\n');
  // Not closed: what a kill leaves is what is looked at.
});
