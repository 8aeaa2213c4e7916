import { writeFileSync } from 'node:fs';
import { mainFolder } from './input-stamp.mjs';
import { licencesName, licencesOf } from './licences.ts';

// Beside the bundle, which is what electron-builder puts into the desktop app.
writeFileSync(`${mainFolder}/${licencesName}`, await licencesOf('desktop'));
