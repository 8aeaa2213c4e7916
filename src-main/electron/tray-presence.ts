import { spawn } from 'node:child_process';

type Environment = Readonly<Record<string, string | undefined>>;

const watcher = 'org.kde.StatusNotifierWatcher';
const askBus = [
  ...['call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus'],
  ...['--method', 'org.freedesktop.DBus.NameHasOwner', watcher],
];
const answerMs = 2_000;

/** Whether this desktop shows trays. Linux's may not: then a hidden window could never be found again. */
export async function hasTray(platform: NodeJS.Platform, env: Environment): Promise<boolean> {
  if (platform !== 'linux') return true;
  return (await outputOf('gdbus', askBus, env)).includes('true');
}

/** Empty where there is no such program, or where it does not answer. */
function outputOf(command: string, args: readonly string[], env: Environment): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: answerMs, env });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.once('error', () => {
      resolve('');
    });
    child.once('close', () => {
      resolve(output);
    });
  });
}
