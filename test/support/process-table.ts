import { readFileSync, readdirSync } from 'node:fs';

/** The processes that this one started and that still run. */
export function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((pid) => readProc(pid, 'stat').split(') ').at(-1)?.split(' ')[1] === String(parent));
}

export function commandOf(pid: number): string {
  return readProc(pid, 'cmdline');
}

/** Empty where the process is gone. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
