import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  linuxGateways,
  macGateways,
  publicWindowsInterfaces,
  windowsGateways,
  type Gateway,
} from './gateway-tables.ts';

/** What a system knows of where it is, beyond its own addresses. */
export interface Surroundings {
  /** Null while the table of routes cannot be read. */
  readonly gateways: readonly Gateway[] | null;
  /** Interfaces whose networks the system's person called public; Windows alone asks them. Null while it does not tell. */
  readonly publicInterfaces: readonly string[] | null;
}

export const noSurroundings: Surroundings = { gateways: [], publicInterfaces: [] };

export interface SystemSurroundings {
  /** Looks at tables of this machine and sends nothing. Never rejects: what cannot be read is null. */
  read(): Promise<Surroundings>;
  /** How often that may be asked, in milliseconds: some systems tell only by starting a program. */
  readonly intervalMs: number;
}

const linuxIntervalMs = 1_000;
const programIntervalMs = 10_000;
const programTimeoutMs = 5_000;
const maxOutputBytes = 1 << 20;

/** What a program prints; null where it fails, is not there, or takes too long. */
export type RunProgram = (file: string, args: readonly string[]) => Promise<string | null>;

/** How the system of this machine is asked. */
export function systemSurroundings(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  run: RunProgram = runProgram,
): SystemSurroundings {
  switch (platform) {
    case 'linux':
      return { read: readLinux, intervalMs: linuxIntervalMs };
    case 'darwin':
      return { read: () => readMac(run), intervalMs: programIntervalMs };
    case 'win32':
      return { read: () => readWindows(env['SystemRoot'] ?? 'C:\\Windows', run), intervalMs: programIntervalMs };
    default:
      return { read: () => Promise.resolve(noSurroundings), intervalMs: programIntervalMs };
  }
}

async function readLinux(): Promise<Surroundings> {
  const read = (path: string) => readFile(path, 'utf8').catch(() => null);
  const [routes, neighbours] = await Promise.all([read('/proc/net/route'), read('/proc/net/arp')]);
  return { gateways: gatewaysOf(linuxGateways, { routes, neighbours }), publicInterfaces: [] };
}

async function readMac(run: RunProgram): Promise<Surroundings> {
  const [routes, neighbours] = await Promise.all([
    run('/usr/sbin/netstat', ['-rn', '-f', 'inet']),
    run('/usr/sbin/arp', ['-an']),
  ]);
  return { gateways: gatewaysOf(macGateways, { routes, neighbours }), publicInterfaces: [] };
}

/** By their full paths: what else lies on the path of whoever started this is not asked. */
async function readWindows(root: string, run: RunProgram): Promise<Surroundings> {
  const system = join(root, 'System32');
  const [routes, neighbours, profiles] = await Promise.all([
    run(join(system, 'route.exe'), ['print', '-4', '0.0.0.0']),
    run(join(system, 'arp.exe'), ['-a']),
    run(join(system, 'WindowsPowerShell', 'v1.0', 'powershell.exe'), [
      '-NoProfile',
      '-NonInteractive',
      '-Command',
      '@(Get-NetConnectionProfile | Select-Object InterfaceAlias,@{n="Category";e={[int]$_.NetworkCategory}}) | ConvertTo-Json',
    ]),
  ]);
  return {
    gateways: gatewaysOf(windowsGateways, { routes, neighbours }),
    publicInterfaces: profiles === null ? null : publicWindowsInterfaces(profiles),
  };
}

/** Without a table of neighbours the gateways are there, and their hardware addresses are not. */
function gatewaysOf(
  read: (routes: string, neighbours: string) => readonly Gateway[],
  { routes, neighbours }: { readonly routes: string | null; readonly neighbours: string | null },
): readonly Gateway[] | null {
  return routes === null ? null : read(routes, neighbours ?? '');
}

const runProgram: RunProgram = (file, args) =>
  new Promise((resolve) => {
    execFile(
      file,
      [...args],
      { timeout: programTimeoutMs, maxBuffer: maxOutputBytes, windowsHide: true, encoding: 'utf8' },
      (error, stdout) => {
        resolve(error === null ? stdout : null);
      },
    );
  });
