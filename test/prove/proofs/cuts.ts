import { present } from '#shared/assert.ts';
import { formatJoinLine } from '#shared/discovery/join-line.ts';
import { openOffice, type Office, type OpenServer } from '#test/support/office.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import type { Random } from '#shared/random.ts';
import { openChatCrowd, type ChatCrowd } from '../chat-crowd.ts';
import { formatConvergence, type Convergence } from '../convergence.ts';
import { startConvergenceJudge, type ConvergenceVerdict } from '../convergence-judge.ts';
import { startCuttingProxy, type CuttingProxy } from '../cutting-proxy.ts';
import { cutAtEveryByte } from '../every-byte.ts';
import { memoryFolder } from '../memory-folder.ts';
import { pause } from '../pause.ts';
import { within } from '../within.ts';
import { share, type Proof, type ProofOptions } from '../proof.ts';

const usual = { cuts: 500, nightly: 5_000 };
const names = ['Mara', 'Ole', 'Ida', 'Finn'];
// So few that no client is away for a minute: after that it asks less often (D11).
const cutsPerHealing = 25;
const cutsMs = 5 * 60_000;
/** Handshakes are some thousand bytes long, and what follows has no end. */
const [handshakeBytes, talkBytes] = [6_000, 60_000];
const throttledBytesPerSecond = 8_000;
const throttledMs = 4_000;
const swallowedMs = 3_000;
/** A connection that holds for a second begins the backoff anew; what comes sooner is one and the same loss (D11). */
const steadyMs = 1_500;

export const cuts: Proof = {
  name: 'cuts',
  what: 'one session is cut at every byte; clients are cut at any byte through a proxy, throttled, and left in a black hole, and all come together again, with the whole log on every screen',
  company: 'alone',
  run: async (options) => {
    const { seed, note, cycles } = options;
    const everyByte = await cutAtEveryByte({ seed, note, maxCuts: cycles });
    const office = openOffice({ parent: memoryFolder });
    const proxies: CuttingProxy[] = [];
    try {
      const real = await cutRealClients(office, proxies, options);
      return {
        figure: `${everyByte.cuts} cuts of one session, ${real.cuts} of clients; together again after ${formatConvergence(real.noticed)}, throttled ${formatConvergence(real.throttled)}, silent ${formatConvergence(real.silent)}; ${real.verdict.notJudged} not judged`,
        figures: { everyByte: everyByte.cuts, sessionBytes: everyByte.sessionBytes, ...figuresOf(real) },
        violations: [...everyByte.violations, ...real.violations, ...real.verdict.violations],
        skipped: real.verdict.skipped,
      };
    } finally {
      for (const proxy of proxies) proxy.close();
      await office.close();
    }
  },
};

interface RealCuts {
  readonly cuts: number;
  /** The longest of many. */
  readonly noticed: Convergence;
  readonly throttled: Convergence;
  readonly silent: Convergence;
  readonly verdict: ConvergenceVerdict;
  readonly violations: readonly string[];
}

async function cutRealClients(office: Office, proxies: CuttingProxy[], options: ProofOptions): Promise<RealCuts> {
  const server = await office.openServer();
  for (const _name of names) proxies.push(await startCuttingProxy(server.port));
  const crowd = await openChatCrowd({ folder: office.folder, atOnce: 4, seats: seatsAt(server, proxies) });
  try {
    const figures = await treatBadly(crowd, proxies, options);
    await crowd.stopTalking();
    const histories = await crowd.histories();
    await server.stop('SIGTERM');
    const cuts = proxies.reduce((sum, proxy) => sum + proxy.cuts(), 0);
    return { ...figures, cuts, violations: crowd.judge(office.serverFolder, histories) };
  } finally {
    await crowd.close();
  }
}

type Times = Omit<RealCuts, 'cuts' | 'violations'>;

async function treatBadly(crowd: ChatCrowd, proxies: CuttingProxy[], options: ProofOptions): Promise<Times> {
  const random = createSeededRandom(`${options.seed} cuts`);
  const wanted = share(options, usual.cuts, usual.nightly);
  const noticed: Convergence[] = [];
  const judge = await startConvergenceJudge(crowd.healthy);
  for (let done = 0; done < wanted; done += cutsPerHealing) {
    const upTo = Math.min(wanted, done + cutsPerHealing);
    await cutMany(proxies, random, upTo);
    const convergence = await crowd.converge();
    noticed.push(convergence);
    options.note(`${upTo} of ${wanted} cuts of clients, together again after ${formatConvergence(convergence)}`);
    await judge.judge({ name: 'cuts', kind: 'noticed', convergence });
    await pause(steadyMs);
  }
  const throttled = await throttle(proxies, crowd);
  await judge.judge({ name: 'a throttled link', kind: 'noticed', convergence: throttled });
  const silent = await swallow(proxies, crowd);
  await judge.judge({ name: 'a silent link', kind: 'silent', convergence: silent });
  const [longest] = noticed.toSorted((a, b) => b.ms - a.ms);
  return { noticed: present(longest, 'a healing'), silent, throttled, verdict: judge.verdict() };
}

function seatsAt({ serverId }: OpenServer, proxies: readonly CuttingProxy[]) {
  return names.map((name, index) => {
    const addresses = [{ host: '127.0.0.1', port: proxies[index]?.port ?? 0 }];
    // The id was printed by the server itself.
    return { name, target: formatJoinLine({ serverId: serverId as never, addresses, invite: null }) };
  });
}

/** Every connection from now on is cut somewhere, those that are open at once, until there were so many cuts in all. */
async function cutMany(proxies: readonly CuttingProxy[], random: Random, upTo: number): Promise<void> {
  for (const proxy of proxies) {
    proxy.cutAt(() => {
      const reach = random.fraction() < 0.3 ? handshakeBytes : talkBytes;
      return { direction: random.fraction() < 0.5 ? 'up' : 'down', afterBytes: Math.floor(random.fraction() * reach) };
    });
    proxy.cutOpen();
  }
  const enough = async () => {
    while (proxies.reduce((sum, proxy) => sum + proxy.cuts(), 0) < upTo) await pause(5);
  };
  await within(cutsMs, enough());
  for (const proxy of proxies) {
    proxy.cutAt(() => null);
    // Those that are open would still be cut at some time; this is the last of it.
    proxy.cutOpen();
  }
}

async function throttle(proxies: readonly CuttingProxy[], crowd: ChatCrowd): Promise<Convergence> {
  for (const proxy of proxies) proxy.throttle(throttledBytesPerSecond);
  await pause(throttledMs);
  for (const proxy of proxies) proxy.throttle(null);
  return crowd.converge();
}

async function swallow(proxies: readonly CuttingProxy[], crowd: ChatCrowd): Promise<Convergence> {
  for (const proxy of proxies) proxy.swallow();
  await pause(swallowedMs);
  for (const proxy of proxies) proxy.mend();
  return crowd.converge();
}

function figuresOf({ cuts: count, noticed, silent, throttled, verdict }: RealCuts): Record<string, number> {
  return {
    cuts: count,
    noticedMs: noticed.ms,
    waitedMs: noticed.slowest.waitedMs,
    silentMs: silent.ms,
    throttledMs: throttled.ms,
    notJudged: verdict.notJudged,
  };
}
