import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { present } from '#shared/assert.ts';

/** A desktop with a tray and notifications: a message bus of its own, and somebody on it who takes what programs show. */
export interface DesktopBus {
  /** For the environment of programs. */
  readonly busAddress: string;
  /** Resolves when a program has put something into the tray. */
  readonly registered: Promise<void>;
  /** Every notification so far, as a daemon is handed it: the body is markup. */
  notifications(): readonly ShownNotification[];
  /** Clicks on the last one. */
  openNotification(): void;
  /** Clicks on the tray's item. */
  click(): Promise<void>;
  /** What the menu of the item offers. */
  menu(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface ShownNotification {
  readonly summary: string;
  readonly body: string;
}

const python = '/usr/bin/python3';
const program = fileURLToPath(new URL('desktop-bus.py', import.meta.url));

/** Why there can be no such desktop here; null when there can. */
export function desktopBusObstacle(): string | null {
  const imports = 'import dbus.service, dbus.mainloop.glib; from gi.repository import GLib';
  if (spawnSync(python, ['-c', imports]).status !== 0) return 'Debian’s python3-dbus and python3-gi are missing';
  return spawnSync('dbus-daemon', ['--version']).status === 0 ? null : 'Debian’s dbus-daemon is missing';
}

export async function openDesktopBus(): Promise<DesktopBus> {
  const bus = spawn('dbus-daemon', ['--session', '--print-address', '--nofork', '--nopidfile'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const busAddress = await firstLine(linesOf(bus));
  const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: busAddress };
  const watcher = spawn(python, [program], { stdio: ['pipe', 'pipe', 'inherit'], env });
  const lines = linesOf(watcher);
  const input = present(watcher.stdin, 'it reads lines');
  const notifications: ShownNotification[] = [];
  lines.on('line', (line: string) => {
    const [kind, shown] = line.split(/ (.*)/u, 2);
    if (kind === 'notified') notifications.push(JSON.parse(shown ?? '') as ShownNotification);
  });
  const until = (begins: string): Promise<string> =>
    new Promise((resolve) => {
      const hear = (line: string): void => {
        if (!line.startsWith(begins)) return;
        lines.off('line', hear);
        resolve(line);
      };
      lines.on('line', hear);
    });
  const registered = until('registered').then(() => undefined);
  await until('ready');
  return {
    busAddress,
    registered,
    notifications: () => notifications,
    openNotification: () => {
      input.write('open\n');
    },
    click: async () => {
      const clicked = until('clicked');
      input.write('click\n');
      await clicked;
    },
    menu: async () => {
      const entries: string[] = [];
      const hear = (line: string): void => {
        if (line.startsWith('menu ')) entries.push(line.slice('menu '.length));
      };
      lines.on('line', hear);
      const ended = until('menu.');
      input.write('menu\n');
      await ended;
      lines.off('line', hear);
      return entries;
    },
    close: async () => {
      await end(watcher);
      await end(bus);
    },
  };
}

function linesOf(child: ChildProcess): Interface {
  return createInterface({ input: present(child.stdout, 'it writes lines') });
}

async function firstLine(lines: Interface): Promise<string> {
  const [line] = (await once(lines, 'line')) as [string];
  return line;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
