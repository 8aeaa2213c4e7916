import { expect, it } from 'vitest';
import { startConvergenceJudge, type HealingCase } from './convergence-judge.ts';

const quick = 400;
const busy = 2_001;

it('a healing may take what is promised and one turn of what is usual here', async () => {
  expect((await setupJudge(quick, noticed(5_400))).violations).toEqual([]);
  expect((await setupJudge(quick, noticed(5_401))).violations).toEqual([
    'a cut: together again after 5.4 s (the slowest waited 0.1, dialled 0.2, resumed 0.3), more than 5.4 s',
  ]);
  expect((await setupJudge(quick, silent(30_400))).violations).toEqual([]);
  expect((await setupJudge(quick, silent(30_401))).violations).toHaveLength(1);
});

it('no turn adds more than two seconds, however long it takes', async () => {
  expect(await setupJudge(80_000, noticed(7_000))).toEqual({ violations: [], notJudged: 0, skipped: [] });
  expect(await setupJudge([80_000, quick], noticed(7_001))).toMatchObject({ violations: [expect.any(String)] });
});

it('what is late where a turn takes more than two seconds is not judged, and then its kind was not tried', async () => {
  expect(await setupJudge([quick, busy], noticed(9_000))).toEqual({
    violations: [],
    notJudged: 1,
    skipped: ['a cut: 1 of 1 not judged, the machine was too busy'],
  });
});

it('a few of many may be not judged, and are counted', async () => {
  const good = Array.from({ length: 18 }, () => noticed(100));
  const two = [quick, busy, busy];
  expect(await setupJudge(two, ...good, noticed(9_000), noticed(9_000))).toEqual({
    violations: [],
    notJudged: 2,
    skipped: [],
  });
  const three = await setupJudge([...two, busy], ...good, noticed(9_000), noticed(9_000), noticed(9_000));
  expect(three.skipped).toEqual(['a cut: 3 of 21 not judged, the machine was too busy']);
});

const noticed = (ms: number): HealingCase => healing('a cut', 'noticed', ms);
const silent = (ms: number): HealingCase => healing('a black hole', 'silent', ms);

function healing(name: string, kind: HealingCase['kind'], ms: number): HealingCase {
  return { name, kind, convergence: { ms, slowest: { waitedMs: 100, dialledMs: 200, resumedMs: 300, onlineMs: 0 } } };
}

/** `turns`: what each measurement comes to; the last stays. */
async function setupJudge(turns: number | readonly number[], ...cases: readonly HealingCase[]) {
  const left = [turns].flat();
  const measure = () => Promise.resolve((left.length > 1 ? left.shift() : left[0]) ?? 0);
  const judge = await startConvergenceJudge(measure);
  for (const each of cases) await judge.judge(each);
  return judge.verdict();
}
