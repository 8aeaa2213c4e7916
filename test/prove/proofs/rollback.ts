import { createSeededRandom } from '#test/support/seeded-random.ts';
import { share, type Proof, type ProofOptions } from '../proof.ts';
import { meetRemovedMember } from '../rollback/removed-member.ts';
import { openHealingOffice, type WentBack } from '../rollback/healing-office.ts';

const usual = { rollbacks: 24, nightly: 400 };
/** So often one server goes back, each time to any of its copies so far. */
const rollbacksPerServer = 3;
/** Servers side by side, for the cores that a build machine has. */
const sideBySide = 2;

export const rollback: Proof = {
  name: 'rollback',
  what: 'older copies of a server’s database are put in its place under running clients; it is found out, all that any device holds is back in its order, and neither forgeries nor who was removed come back with it',
  company: 'beside',
  run: async (options) => {
    const wanted = share(options, usual.rollbacks, usual.nightly);
    const done: WentBack[] = [];
    const violations: string[] = [];
    const servers = Array.from({ length: Math.ceil(wanted / rollbacksPerServer) }, (_, index) => index).values();
    const work = async (): Promise<void> => {
      for (const index of servers) {
        const count = Math.min(rollbacksPerServer, wanted - index * rollbacksPerServer);
        violations.push(...(await runServer({ index, count, options, done })));
        options.note(`${done.length} of ${wanted} rollbacks`);
      }
    };
    await Promise.all(Array.from({ length: sideBySide }, work));
    violations.push(...(await meetRemoved(options)));
    return reportOf(done, violations);
  },
};

async function meetRemoved({ seed }: ProofOptions): Promise<string[]> {
  const where = `removed member, --seed ${seed}`;
  try {
    const found = await meetRemovedMember(createSeededRandom(`${seed} removed`));
    return found.map((problem) => `${problem} (${where})`);
  } catch (error) {
    return [`${error instanceof Error ? error.message : String(error)} (${where})`];
  }
}

interface ServerRun {
  readonly index: number;
  readonly count: number;
  readonly options: ProofOptions;
  readonly done: WentBack[];
}

async function runServer({ index, count, options, done }: ServerRun): Promise<string[]> {
  const where = `server ${index}, --seed ${options.seed}`;
  const office = await openHealingOffice(createSeededRandom(`${options.seed} rollback ${index}`));
  try {
    for (let number = 0; number < count; number += 1) done.push(await office.goBack());
    return (await office.judge()).map((problem) => `${problem} (${where})`);
  } catch (error) {
    return [`${error instanceof Error ? error.message : String(error)} (${where})`];
  } finally {
    await office.close();
  }
}

function reportOf(done: readonly WentBack[], broken: readonly string[]) {
  const losses = done.filter(({ lost }) => lost > 0);
  const lost = losses.reduce((sum, each) => sum + each.lost, 0);
  const found = losses.filter(({ isFound }) => isFound).length;
  const missing = done.reduce((sum, each) => sum + each.missing, 0);
  const slowestMs = Math.max(0, ...done.map(({ healedMs }) => healedMs));
  const figures = {
    rollbacks: done.length,
    losses: losses.length,
    found,
    lost,
    missing,
    slowestMs: Math.round(slowestMs),
  };
  const violations = [...broken];
  if (found < losses.length) violations.push(`${losses.length - found} of ${losses.length} losses were not found out`);
  if (missing > 0) violations.push(`${missing} events are reported missing that devices hold`);
  if (losses.length === 0) violations.push('nothing was lost: that proves nothing');
  return {
    figure: `${found} of ${losses.length} losses found, ${lost} events lost and healed, the slowest in ${(slowestMs / 1000).toFixed(1)} s`,
    figures,
    violations,
  };
}
