import '#main/refuse-other-node.mjs';
import { readFileSync, writeFileSync } from 'node:fs';
import { formatTable, withoutLivingLetters } from './confusable-table.ts';
import { projectFolder } from './entries.ts';
import { readConfusables } from './icu-confusables.ts';

/**
 * `npm run confusables`: writes the table of letters that look alike (UTS #39) out of the Unicode data that Node carries. A new
 * table needs a migration that computes the keys of all names anew.
 */
const table = withoutLivingLetters(readConfusables(readFileSync(process.execPath)));
const file = `${projectFolder}src-shared/domain/confusables.ts`;
writeFileSync(file, formatTable(table, process.versions['unicode'] ?? 'unknown'));
