import { spawn } from 'node:child_process';

const commands: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  // No shell in between, which would read `&` in an address.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  linux: ['xdg-open'],
};

/** Shows a page in the person's own browser; false where the system has no way to. */
export function openOutside(url: URL, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  const [command, ...args] = commands[platform] ?? ['xdg-open'];
  return new Promise((resolve) => {
    const opener = spawn(command, [...args, url.href], { stdio: 'ignore', detached: true });
    opener.once('error', () => {
      resolve(false);
    });
    opener.once('spawn', () => {
      opener.unref();
      resolve(true);
    });
  });
}
