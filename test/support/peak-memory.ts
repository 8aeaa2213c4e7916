import { readFileSync } from 'node:fs';

/** The most memory that the process ever held, in MiB; Linux alone tells. */
export function peakMebibytes(pid: number): number {
  const kibibytes = /VmHWM:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) / 1_024;
}
