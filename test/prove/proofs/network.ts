import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { present } from '#shared/assert.ts';
import { lanObstacle } from '#test/support/lan-obstacle.ts';
import { createNamespaceLan, type NamespaceLan } from '#test/support/network-namespaces.ts';
import { startServe } from '#test/support/serve-process.ts';
import { openChatCrowd, type ChatCrowd } from '../chat-crowd.ts';
import { convergenceBound, type ConvergenceBound } from '../convergence-bound.ts';
import { memoryFolder } from '../memory-folder.ts';
import { netemObstacle, scenarios, type LanNodes, type Scenario } from '../network/scenarios.ts';
import type { Proof, ProofOptions, ProofReport } from '../proof.ts';

const nightlyTurns = 5;

export const network: Proof = {
  name: 'network',
  what: 'on a network of namespaces packets get lost, late and out of order, links flap, addresses change: all come together again',
  run: async (options) => {
    const obstacle = lanObstacle();
    if (obstacle !== null) return { figure: 'not tried', figures: {}, violations: [], skipped: [obstacle] };
    const folder = mkdtempSync(join(memoryFolder, 'hallway-network-'));
    const turns = options.cycles ?? (options.isNightly ? nightlyTurns : 1);
    const found: Found[] = [];
    try {
      for (let turn = 0; turn < turns; turn += 1) {
        const lan = createNamespaceLan(3);
        try {
          found.push(...(await runTurn(lan, join(folder, String(turn)), options)));
        } finally {
          await lan.dispose();
        }
      }
      return reportOf(found);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Found {
  readonly name: string;
  readonly isNoticed: boolean;
  /** Null where it could not be tried. */
  readonly convergedMs: number | null;
  readonly violations: readonly string[];
}

async function runTurn(lan: NamespaceLan, folder: string, options: ProofOptions): Promise<Found[]> {
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
  const found = await runScenarios(crowd, nodes, options);
  await crowd.stopTalking();
  const histories = await crowd.histories();
  serve.kill('SIGTERM');
  await serve.exited;
  return [...found, { name: 'the log', isNoticed: true, convergedMs: 0, violations: crowd.judge(data, histories) }];
}

async function runScenarios(crowd: ChatCrowd, nodes: LanNodes, { note }: ProofOptions): Promise<Found[]> {
  const cannotEmulate = netemObstacle(nodes.server);
  const found: Found[] = [];
  const bound = convergenceBound(await crowd.healthy());
  for (const scenario of scenarios) {
    if (scenario.isEmulated && cannotEmulate !== null) {
      found.push({ ...scenario, convergedMs: null, violations: [] });
      continue;
    }
    await scenario.run(nodes);
    const convergedMs = await crowd.converge();
    note(`${scenario.name}: together again after ${(convergedMs / 1_000).toFixed(1)} s`);
    found.push({ ...scenario, convergedMs, violations: lateness(scenario, convergedMs, bound) });
  }
  return found;
}

function lateness({ name, isNoticed }: Scenario, convergedMs: number, bound: ConvergenceBound): string[] {
  const boundMs = isNoticed ? bound.noticedMs : bound.silentMs;
  if (convergedMs <= boundMs) return [];
  return [
    `${name}: together again after ${(convergedMs / 1_000).toFixed(1)} s, more than ${(boundMs / 1_000).toFixed(1)}`,
  ];
}

function reportOf(found: readonly Found[]): ProofReport {
  const tried = found.filter(({ convergedMs, name }) => convergedMs !== null && name !== 'the log');
  const largest = (isNoticed: boolean): number =>
    Math.max(0, ...tried.filter((each) => each.isNoticed === isNoticed).map(({ convergedMs }) => convergedMs ?? 0));
  const missing = [...new Set(found.filter(({ convergedMs }) => convergedMs === null).map(({ name }) => name))];
  const [noticedMs, silentMs] = [largest(true), largest(false)];
  return {
    figure: `${tried.length} scenarios; together again after ${(noticedMs / 1_000).toFixed(1)} s, silent ${(silentMs / 1_000).toFixed(1)} s`,
    figures: { scenarios: tried.length, noticedMs, silentMs },
    violations: found.flatMap(({ violations }) => violations),
    skipped: missing.length === 0 ? [] : [`${missing.join(', ')}: this kernel has no netem`],
  };
}
