import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AppOptions } from './app-options.ts';
import { prepareDataFolder } from './data-folder.ts';
import { folderUse } from './folder-use.ts';
import { sentenceForStart } from './start-sentences.ts';

/** Makes the folder of the app, which keeps its chat and its server in folders within; otherwise the sentence for why it is none. */
export function prepareAppFolder({ data, isAnyFolder }: Pick<AppOptions, 'data' | 'isAnyFolder'>): string | null {
  const use = folderUse(data);
  // It would begin there as a stranger, beside whoever the folder is of. Where it has once, its chat stays within reach.
  if (use !== 'nobody' && !existsSync(join(data, 'client')))
    return `--data: ${data} is the folder of a ${useWords[use]}. Name another one for the app.`;
  const prepared = prepareDataFolder(data, { isAnyPlace: isAnyFolder });
  return prepared.ok ? null : sentenceForStart(prepared.error);
}

const useWords = { chat: 'chat in a terminal', server: 'server', both: 'server, and of a chat in a terminal' };
