import { formatConvergence, formatSeconds, type Convergence } from './convergence.ts';

/**
 * How long people may take to come together again after a healing, in milliseconds. Of the 5 s, 3 s are the longest wait for the
 * next try in the first minute (D11), and 2 s are for dialling, logging in and catching up; 30 s are for those whose link was
 * silent, where silence is all that tells.
 */
const promisedMs = { noticed: 5_000, silent: 30_000 };
/**
 * What is added at most for the turn in which all write and see one another's lines, by which it is seen that they are together.
 * Where that takes longer while nothing is wrong, a late healing says nothing of the program.
 */
const maxTurnMs = 2_000;
/** Of a hundred healings of one kind: where more are not judged, that kind was not tried. */
const maxNotJudged = 10;

export interface HealingCase {
  /** Of what kind it is, as the rest of "together again after". */
  readonly name: string;
  readonly kind: keyof typeof promisedMs;
  readonly convergence: Convergence;
}

export interface ConvergenceJudge {
  /** Judges one healing; where it is late, the turn is measured once more right after it. */
  judge(healing: HealingCase): Promise<void>;
  verdict(): ConvergenceVerdict;
}

export interface ConvergenceVerdict {
  readonly violations: readonly string[];
  /** How many were late on a machine that was too busy to say why. */
  readonly notJudged: number;
  /** The kinds of which too many were not judged, as the rest of a sentence each. */
  readonly skipped: readonly string[];
}

/** `measureTurn`: the milliseconds of such a turn while nothing is wrong. It is measured now, and after each late healing. */
export async function startConvergenceJudge(measureTurn: () => Promise<number>): Promise<ConvergenceJudge> {
  const allowedTurnMs = Math.min(await measureTurn(), maxTurnMs);
  const violations: string[] = [];
  const counts = new Map<string, { all: number; notJudged: number }>();
  return {
    judge: async ({ name, kind, convergence }) => {
      const count = counts.get(name) ?? { all: 0, notJudged: 0 };
      counts.set(name, count);
      count.all += 1;
      const boundMs = promisedMs[kind] + allowedTurnMs;
      if (convergence.ms <= boundMs) return;
      if ((await measureTurn()) > maxTurnMs) count.notJudged += 1;
      else
        violations.push(
          `${name}: together again after ${formatConvergence(convergence)}, more than ${formatSeconds(boundMs)} s`,
        );
    },
    verdict: () => ({
      violations,
      notJudged: [...counts.values()].reduce((sum, { notJudged }) => sum + notJudged, 0),
      skipped: [...counts].flatMap(([name, { all, notJudged }]) =>
        notJudged * 100 > all * maxNotJudged
          ? [`${name}: ${notJudged} of ${all} not judged, the machine was too busy`]
          : [],
      ),
    }),
  };
}
