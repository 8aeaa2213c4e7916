import type { Random } from '#shared/random.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { share, type Proof, type ProofOptions, type ProofReport } from '../proof.ts';
import { loseForGood, type LostForGood } from '../rollback/lost-for-good.ts';
import type { WayBack } from '../rollback/roll-back.ts';
import { meetLostPowers } from '../rollback/lost-powers.ts';
import { meetRemovedMember } from '../rollback/removed-member.ts';
import { openHealingOffice, type WentBack } from '../rollback/healing-office.ts';

const usual = { rollbacks: 24, nightly: 400 };
const ways: readonly WayBack[] = ['told', 'marked', 'silent'];
/** So often one server goes back, each time to any of its copies so far. */
const rollbacksPerServer = 3;
/** Servers side by side, for the cores that a build machine has. */
const sideBySide = 2;

export const rollback: Proof = {
  name: 'rollback',
  what: 'older copies of a server’s database are put in its place under running clients; it is found out, all that any device holds is back in its order, what no device holds is named, and neither forgeries nor who was removed nor who was an owner come back with it',
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
    const meetings = [meet('removed member', meetRemovedMember, options), meet('lost powers', meetLostPowers, options)];
    violations.push(...(await Promise.all(meetings)).flat());
    const lost = await loseWithDevices(options, wanted);
    violations.push(...lost.flatMap((each) => each.violations));
    return reportOf({ done, lost, broken: violations });
  },
};

type Meeting = (random: Random) => Promise<string[]>;

async function meet(what: string, meeting: Meeting, { seed }: ProofOptions): Promise<string[]> {
  const where = `${what}, --seed ${seed}`;
  try {
    const found = await meeting(createSeededRandom(`${seed} ${what}`));
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

async function runServer({ index, count, options, done: all }: ServerRun): Promise<string[]> {
  const where = `server ${index}, --seed ${options.seed}`;
  const office = await openHealingOffice(createSeededRandom(`${options.seed} rollback ${index}`));
  const done: WentBack[] = [];
  try {
    for (let number = 0; number < count; number += 1)
      done.push(await office.goBack(ways[(index + number) % ways.length] ?? 'told'));
    return [...done.flatMap(({ stuck }) => stuck), ...(await office.judge())].map((problem) => `${problem} (${where})`);
  } catch (error) {
    return [`${error instanceof Error ? error.message : String(error)} (${where})`];
  } finally {
    all.push(...done);
    await office.close();
  }
}

/** Once each way, as far as there are so many rollbacks in all. */
async function loseWithDevices({ seed }: ProofOptions, wanted: number): Promise<LostForGood[]> {
  const all: LostForGood[] = [];
  for (const way of ways.slice(0, wanted)) {
    const where = `lost with a device, ${way}, --seed ${seed}`;
    try {
      const lost = await loseForGood(createSeededRandom(`${seed} lost ${way}`), way);
      all.push({ ...lost, violations: lost.violations.map((problem) => `${problem} (${where})`) });
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      all.push({ events: 0, named: 0, violations: [`${problem} (${where})`] });
    }
  }
  return all;
}

interface Outcome {
  readonly done: readonly WentBack[];
  readonly lost: readonly LostForGood[];
  readonly broken: readonly string[];
}

function reportOf({ done, lost, broken }: Outcome): ProofReport {
  const losses = done.filter((each) => each.lost > 0);
  const healed = sum(losses.map((each) => each.lost));
  const found = losses.filter(({ isFound }) => isFound);
  const missing = sum(done.map((each) => each.missing));
  const slowestMs = Math.max(0, ...done.map(({ healedMs }) => healedMs));
  const byWay = ways.map((way) => {
    const of = (all: readonly WentBack[]) => all.filter((each) => each.way === way).length;
    return { way, found: of(found), losses: of(losses) };
  });
  const [gone, named, goOns] = [
    sum(lost.map(({ events }) => events)),
    sum(lost.map((each) => each.named)),
    sum(done.map((each) => each.goOns)),
  ];
  const violations = [...broken];
  for (const each of byWay)
    if (each.found < each.losses) violations.push(`${each.losses - each.found} ${each.way} losses were not found out`);
  if (missing > 0) violations.push(`${missing} events are reported missing that devices hold`);
  if (losses.length === 0) violations.push('nothing was lost: that proves nothing');
  const ofWays = byWay.map((each) => `${each.found} of ${each.losses} ${each.way}`).join(', ');
  return {
    figure: `losses found: ${ofWays}; ${healed} events lost and healed, the slowest in ${(slowestMs / 1000).toFixed(1)} s; ${gone} lost with a device, ${named} of them named; hosts asked to go on ${goOns} times`,
    figures: {
      rollbacks: done.length,
      losses: losses.length,
      found: found.length,
      healed,
      missing,
      gone,
      named,
      goOns,
      ...Object.fromEntries(byWay.map((each) => [each.way, each.found])),
      slowestMs: Math.round(slowestMs),
    },
    violations,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
