import { readFileSync, readdirSync } from 'node:fs';

/** What a process holds at one moment. */
export interface ProcessSample {
  readonly atMs: number;
  /** Resident memory. */
  readonly mebibytes: number;
  readonly descriptors: number;
}

/** Read from /proc; throws where the process is gone. */
export function readProcess(pid: number): Omit<ProcessSample, 'atMs'> {
  const kibibytes = /VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return { mebibytes: Number(kibibytes) / 1_024, descriptors: readdirSync(`/proc/${pid}/fd`).length };
}

/** How steeply the values rise, by least squares, a minute. */
export function slopePerMinute(points: readonly { readonly atMs: number; readonly value: number }[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const atMean = mean(points.map(({ atMs }) => atMs));
  const valueMean = mean(points.map(({ value }) => value));
  const spread = points.reduce((sum, { atMs }) => sum + (atMs - atMean) ** 2, 0);
  const together = points.reduce((sum, { atMs, value }) => sum + (atMs - atMean) * (value - valueMean), 0);
  return spread === 0 ? 0 : (together / spread) * 60_000;
}
