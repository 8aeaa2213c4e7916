import { build } from 'vite';
import { projectFolder } from './entries.ts';

export interface WatchedBuild {
  readonly config: string;
  readonly folder: string;
}

/** One save may reach several builds, not all in the same moment. */
const settleMs = 100;

/** Builds, and builds anew whenever a module changes; calls back each time all of them stand. Vite prints failures. */
export async function watchBuilds(builds: readonly WatchedBuild[], onBuilt: () => void): Promise<void> {
  const notBuilt = new Set(builds);
  let timer: NodeJS.Timeout | undefined;
  const settle = (): void => {
    clearTimeout(timer);
    if (notBuilt.size === 0) timer = setTimeout(onBuilt, settleMs);
  };
  for (const each of builds) {
    const watcher = await build({
      configFile: `${projectFolder}build/${each.config}`,
      logLevel: 'error',
      // Two builds lie in one folder, hence neither empties it.
      build: { outDir: each.folder, emptyOutDir: false, watch: {} },
    });
    if (!('on' in watcher)) throw new Error(`${each.config} is not watched.`);
    let isBroken = false;
    watcher.on('event', (event) => {
      if (event.code === 'START') {
        isBroken = false;
        notBuilt.add(each);
      }
      // An end comes after a failure too; then what runs goes on as it is.
      if (event.code === 'ERROR') isBroken = true;
      if (event.code === 'END' && !isBroken) notBuilt.delete(each);
      if (event.code === 'BUNDLE_END' || event.code === 'ERROR') void event.result.close();
      settle();
    });
  }
}
