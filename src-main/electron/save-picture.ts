import { dialog, type App, type BrowserWindow } from 'electron';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SavePicture } from '../shell/shell-service.ts';

/** Asks where a picture is to lie, and writes it there: the page has no downloads. */
export function pictureSaver(app: App, window: () => BrowserWindow | null): SavePicture {
  return async ({ name, bytes }) => {
    const options = {
      defaultPath: join(app.getPath('pictures'), `${name}.png`),
      filters: [{ name: 'PNG', extensions: ['png'] }],
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
