import { dialog, type App, type BrowserWindow } from 'electron';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileEnding } from '#shared/ipc/shell-api.ts';
import type { SaveFile } from '../shell/shell-service.ts';

/** Where the system's own dialog begins. */
const places: Readonly<Record<FileEnding, 'pictures' | 'documents'>> = {
  png: 'pictures',
  csv: 'documents',
  jsonl: 'documents',
};

/** Asks where a file is to lie, and writes it there: the page has no downloads. */
export function fileSaver(app: App, window: () => BrowserWindow | null): SaveFile {
  return async ({ name, ending, bytes }) => {
    const options = {
      defaultPath: join(app.getPath(places[ending]), `${name}.${ending}`),
      filters: [{ name: ending.toUpperCase(), extensions: [ending] }],
    };
    const parent = window();
    const asked = await (parent === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(parent, options));
    if (asked.canceled || asked.filePath === '') return { type: 'cancelled' };
    try {
      await writeFile(asked.filePath, bytes);
      return { type: 'saved' };
    } catch (error) {
      return { type: 'failed', code: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' };
    }
  };
}
