import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { SpawnProcess } from './entry-process.ts';
import { installDebian } from './install-debian.ts';

/** What a server's log did to its write-ahead file; times by the wall clock in milliseconds. */
export interface WalCall {
  readonly type: 'write' | 'sync';
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Why calls to the system cannot be watched here, after installing what watches them; null when they can. */
export function traceObstacle(): string | null {
  if (process.platform !== 'linux') return 'strace exists on Linux only';
  if (process.getuid?.() === 0) installDebian();
  const tried = spawnSync('strace', ['-f', '--seccomp-bpf', '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (tried.error !== undefined) return 'there is no strace (Debian: strace)';
  return tried.status === 0 ? null : `strace may not watch here (${tried.stderr.trim()})`;
}

/** Starts a process that is watched by strace, whose parent it stays: its id and its signals are its own. `more`: calls besides. */
export function spawnTraced(traceFile: string, more: readonly string[] = []): SpawnProcess {
  const watched = ['-e', `trace=${['pwrite64', 'fdatasync', 'fsync', ...more].join(',')}`];
  const options = ['-D', '-f', '--seccomp-bpf', '-ttt', '-T', '-y', ...watched, '-o', traceFile];
  return (command, args, spawnOptions) => spawn('strace', [...options, command, ...args], spawnOptions);
}

/** Whether the traced process has ended and all about it is written. */
export function isTraceComplete(traceFile: string, pid: number): boolean {
  return new RegExp(`^${pid} .*\\+\\+\\+ (exited|killed)`, 'm').test(readFileSync(traceFile, 'utf8'));
}

/** The calls of the process that wrote and synchronised a file whose name ends in `-wal`, in the order they began. */
export function readWalCalls(traceFile: string): readonly WalCall[] {
  const unfinished = new Map<string, { readonly name: string; readonly startedAt: number }>();
  const calls: WalCall[] = [];
  for (const line of readFileSync(traceFile, 'utf8').split('\n')) {
    const [, pid = '', seconds = '', call = ''] = /^(\d+) +(\d+\.\d+) (.*)$/u.exec(line) ?? [];
    const at = Number(seconds) * 1000;
    const [, name = ''] = /^(\w+)\(\d+<[^>]*-wal>/u.exec(call) ?? [];
    const [, tookSeconds] = /<(\d+\.\d+)>$/u.exec(call) ?? [];
    if (name !== '' && tookSeconds === undefined) unfinished.set(pid, { name, startedAt: at });
    if (tookSeconds === undefined) continue;
    const begun = call.startsWith('<...') ? unfinished.get(pid) : { name, startedAt: at };
    unfinished.delete(pid);
    if (begun === undefined || begun.name === '') continue;
    const { startedAt } = begun;
    const endedAt = startedAt + Number(tookSeconds) * 1000;
    calls.push({ type: begun.name === 'pwrite64' ? 'write' : 'sync', startedAt, endedAt });
  }
  return calls.toSorted((one, other) => one.startedAt - other.startedAt);
}
