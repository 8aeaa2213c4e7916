import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { present } from '#shared/assert.ts';
import { lanObstacle } from '#test/support/lan-obstacle.ts';
import { createNamespaceLan, type NamespaceLan } from '#test/support/network-namespaces.ts';
import { startServe } from '#test/support/serve-process.ts';
import { openChatCrowd, type ChatCrowd } from '../chat-crowd.ts';
import { formatConvergence, formatSeconds, type Convergence } from '../convergence.ts';
import { startConvergenceJudge, type ConvergenceVerdict } from '../convergence-judge.ts';
import { memoryFolder } from '../memory-folder.ts';
import { obstacleTo, scenarios, type LanNodes } from '../network/scenarios.ts';
import { pause } from '../pause.ts';
import type { Proof, ProofOptions, ProofReport } from '../proof.ts';

const nightlyTurns = 5;
/** A connection that holds for a second begins the backoff anew; what comes sooner is one and the same loss (D11). */
const steadyMs = 1_500;

export const network: Proof = {
  name: 'network',
  what: 'on a network of namespaces packets get lost, late and out of order, links flap, addresses change: all come together again, with the whole log on every screen',
  company: 'alone',
  run: async (options) => {
    const obstacle = lanObstacle();
    if (obstacle !== null) return { figure: 'not tried', figures: {}, violations: [], skipped: [obstacle] };
    const folder = mkdtempSync(join(memoryFolder, 'hallway-network-'));
    const turns = options.cycles ?? (options.isNightly ? nightlyTurns : 1);
    const done: Turn[] = [];
    try {
      for (let turn = 0; turn < turns; turn += 1) {
        const lan = createNamespaceLan(3);
        try {
          done.push(await runTurn(lan, join(folder, String(turn)), options));
        } finally {
          await lan.dispose();
        }
      }
      return reportOf(done);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Found {
  readonly name: string;
  readonly isNoticed: boolean;
  /** Null where it could not be tried. */
  readonly convergence: Convergence | null;
  readonly obstacle: string | null;
}

interface Turn {
  readonly found: readonly Found[];
  readonly verdict: ConvergenceVerdict;
  /** What is wrong with the log. */
  readonly violations: readonly string[];
}

async function runTurn(lan: NamespaceLan, folder: string, options: ProofOptions): Promise<Turn> {
  const [server, first, second] = lan.nodes.map((node) => present(node, 'a node'));
  const nodes: LanNodes = {
    server: present(server, 'a node'),
    first: present(first, 'a node'),
    second: present(second, 'a node'),
  };
  const data = join(folder, 'server');
  const serve = startServe(
    ['--host', '0.0.0.0', '--data', data, '--name', 'Nordlicht', '--port', '7420'],
    nodes.server.spawn,
  );
  const target = (await serve.listening).joinLine;
  const seats = [
    { name: 'Mara', target, spawn: nodes.first.spawn, isDiscovering: true },
    { name: 'Ole', target, spawn: nodes.second.spawn, isDiscovering: true },
  ];
  const crowd = await openChatCrowd({ folder, seats, atOnce: 2 });
  const { found, verdict } = await runScenarios(crowd, nodes, options);
  await crowd.stopTalking();
  const histories = await crowd.histories();
  serve.kill('SIGTERM');
  await serve.exited;
  return { found, verdict, violations: crowd.judge(data, histories) };
}

async function runScenarios(
  crowd: ChatCrowd,
  nodes: LanNodes,
  { note }: ProofOptions,
): Promise<Omit<Turn, 'violations'>> {
  const found: Found[] = [];
  const judge = await startConvergenceJudge(crowd.healthy);
  for (const scenario of scenarios) {
    const { name, isNoticed } = scenario;
    const obstacle = obstacleTo(scenario, nodes.server);
    if (obstacle !== null) {
      found.push({ name, isNoticed, obstacle, convergence: null });
      continue;
    }
    await scenario.run(nodes);
    const convergence = await crowd.converge();
    note(`${name}: together again after ${formatConvergence(convergence)}`);
    await judge.judge({ name, kind: isNoticed ? 'noticed' : 'silent', convergence });
    found.push({ name, isNoticed, obstacle, convergence });
    await pause(steadyMs);
  }
  return { found, verdict: judge.verdict() };
}

function reportOf(turns: readonly Turn[]): ProofReport {
  const found = turns.flatMap((turn) => turn.found);
  const tried = new Set(found.filter(({ convergence }) => convergence !== null).map(({ name }) => name));
  const largest = (isWanted: boolean): number =>
    Math.max(
      0,
      ...found.filter(({ isNoticed }) => isNoticed === isWanted).map(({ convergence }) => convergence?.ms ?? 0),
    );
  const missing = new Map(found.flatMap(({ name, obstacle }) => (obstacle === null ? [] : [[name, obstacle]])));
  const [noticedMs, silentMs] = [largest(true), largest(false)];
  const notJudged = turns.reduce((sum, { verdict }) => sum + verdict.notJudged, 0);
  return {
    figure: `${tried.size} scenarios; together again after ${formatSeconds(noticedMs)} s, silent ${formatSeconds(silentMs)} s; ${notJudged} not judged`,
    figures: { scenarios: tried.size, noticedMs, silentMs, notJudged },
    violations: turns.flatMap(({ verdict, violations }) => [...verdict.violations, ...violations]),
    skipped: [
      ...[...missing].map(([name, obstacle]) => `${name}: ${obstacle}`),
      ...turns.flatMap(({ verdict }) => verdict.skipped),
    ],
  };
}
