import { createSeededRandom } from '#test/support/seeded-random.ts';
import { logProblems } from '#test/support/server-database.ts';
import { checkHistory, sizeOf } from '../checker/check-history.ts';
import { findDiskFolder, type DiskFolder } from '../disk-folder.ts';
import { historyOf } from '../device/device-history.ts';
import { createKillRound, type KillRound } from '../kill-round.ts';
import { memoryFolder } from '../memory-folder.ts';
import { share, type Proof, type ProofOptions, type ProofReport } from '../proof.ts';

const usual = { cycles: 1_000, nightly: 10_000 };
/** So many happen in memory, and one more for each twenty of them on a disk. */
const diskShare = 20;
/** So often a server is killed before its log is compared and another one begun: logs must not grow beyond all measure. */
const cyclesPerServer = 50;
/** Servers side by side: on two cores one of them always waits for something. */
const sideBySide = 3;

export const killServer: Proof = {
  name: 'kill-server',
  what: 'the server is killed with -9 under load, started again on the same folder and resumed, with nothing acknowledged lost, doubled or reordered',
  company: 'alone',
  run: async (options) => {
    const inMemory = share(options, usual.cycles, usual.nightly);
    const disk = findDiskFolder();
    const onDisk = disk === null ? 0 : Math.floor(inMemory / diskShare);
    const total = inMemory + onDisk;
    const rounds = [...roundsOf(inMemory, memoryFolder), ...(disk === null ? [] : roundsOf(onDisk, disk.folder))];
    const results: RoundResult[] = [];
    const next = rounds.values();
    const work = async (): Promise<void> => {
      for (const round of next) {
        results.push(await runRound(round, options));
        const done = results.reduce((sum, { cycles }) => sum + cycles, 0);
        options.note(`${done} of ${total} kills`);
      }
    };
    await Promise.all(Array.from({ length: sideBySide }, work));
    return reportOf(results, { onDisk, disk });
  },
};

interface Round {
  readonly index: number;
  readonly cycles: number;
  readonly parent: string;
}

interface RoundResult {
  readonly cycles: number;
  readonly acknowledged: number;
  readonly seen: number;
  readonly reads: number;
  readonly violations: readonly string[];
}

function roundsOf(total: number, parent: string): Round[] {
  return Array.from({ length: Math.ceil(total / cyclesPerServer) }, (_, index) => ({
    index,
    parent,
    cycles: Math.min(cyclesPerServer, total - index * cyclesPerServer),
  }));
}

async function runRound({ index, cycles, parent }: Round, { seed, cycles: asked }: ProofOptions): Promise<RoundResult> {
  const random = createSeededRandom(`${seed} kill-server ${parent} ${index}`);
  const round = await createKillRound({ random, parent });
  try {
    for (let cycle = 0; cycle < cycles; cycle += 1) await round.killUnderLoad();
    await round.finish();
    return { cycles, ...judge(round, `--seed ${seed}${asked === null ? '' : ` --cycles ${asked}`}, server ${index}`) };
  } catch (error) {
    const complaints = round.devices.flatMap((device) => device.complaints);
    const found = [...(await lostIn(round)), ...complaints, error instanceof Error ? error.message : String(error)];
    const violations = found.map((problem) => `${problem} (server ${index}, --seed ${seed})`);
    return { cycles, acknowledged: 0, seen: 0, reads: 0, violations };
  } finally {
    await round.close();
  }
}

/** What was acknowledged and is not in the log, also where a device did not come back to it. */
async function lostIn(round: KillRound): Promise<string[]> {
  await round.end();
  const broken = checkHistory(historyOf(round.devices, round.serverFolder));
  return broken.flatMap(({ check, problem }) => (problem.endsWith('is lost') ? [`[${check}] ${problem}`] : []));
}

function judge({ devices, serverFolder }: KillRound, where: string): Omit<RoundResult, 'cycles'> {
  const history = historyOf(devices, serverFolder);
  const broken = checkHistory(history).map(({ check, problem }) => `[${check}] ${problem}`);
  const complaints = devices.flatMap((device) => device.complaints);
  const found = [...broken, ...complaints, ...logProblems(serverFolder)];
  const { acknowledged, seen, reads } = sizeOf(history);
  return { acknowledged, seen, reads, violations: found.map((problem) => `${problem} (${where})`) };
}

interface OnDisk {
  readonly onDisk: number;
  readonly disk: DiskFolder | null;
}

function reportOf(results: readonly RoundResult[], { onDisk, disk }: OnDisk): ProofReport {
  const sum = (key: 'cycles' | 'acknowledged' | 'seen' | 'reads'): number =>
    results.reduce((total, result) => total + result[key], 0);
  const figures = {
    kills: sum('cycles'),
    onDisk,
    acknowledged: sum('acknowledged'),
    seen: sum('seen'),
    reads: sum('reads'),
  };
  const violations = results.flatMap((result) => result.violations);
  if (figures.acknowledged < figures.kills)
    violations.push(`only ${figures.acknowledged} acknowledgements in ${figures.kills} kills: that proves nothing`);
  return {
    figure: `${figures.kills} kills (${onDisk} of them on a disk, ${disk?.type ?? 'none'}), ${figures.acknowledged} acknowledged`,
    figures,
    violations,
    skipped: disk === null ? ['kills on a disk: every folder for temporary files lies in memory'] : [],
  };
}
