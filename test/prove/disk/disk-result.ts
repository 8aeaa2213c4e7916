import { logProblems } from '#test/support/server-database.ts';
import { checkHistory } from '../checker/check-history.ts';
import { historyOf } from '../device/device-history.ts';
import type { ProofDevice } from '../device/proof-device.ts';

export interface DiskOptions {
  readonly seed: string;
  /** How often the disk fails. */
  readonly turns: number;
}

export interface DiskResult {
  readonly turns: number;
  readonly acknowledged: number;
  /** How often a backup took the place of the database. */
  readonly restored: number;
  /** Commands that were refused for now. */
  readonly refused: number;
  readonly violations: readonly string[];
  /** Why this machine could not try it. */
  readonly obstacle: string | null;
}

export function notTried(obstacle: string): DiskResult {
  return { turns: 0, restored: 0, acknowledged: 0, refused: 0, violations: [], obstacle };
}

/** What the devices were told, beside the log that is there in the end. */
export function judgeDisk(devices: readonly ProofDevice[], serverFolder: string, turns: number): DiskResult {
  const broken = checkHistory(historyOf(devices, serverFolder)).map(({ check, problem }) => `[${check}] ${problem}`);
  const refusals = devices.flatMap((device) => [...device.refusals.values()]);
  return {
    turns,
    restored: 0,
    acknowledged: devices.reduce((sum, { memory }) => sum + memory.acknowledged.length, 0),
    refused: refusals.reduce((sum, count) => sum + count, 0),
    violations: [...broken, ...devices.flatMap(({ complaints }) => complaints), ...logProblems(serverFolder)],
    obstacle: null,
  };
}
