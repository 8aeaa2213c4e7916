/**
 * A small program for the LAN tests: advertises, browses, floods or forges, as the JSON in its only argument says, and prints what
 * happens as JSON, one line a happening. A line on its input is a command: `stop`, `refresh` or `close`.
 */
import { createInterface } from 'node:readline';
import { present } from '#shared/assert.ts';
import { silentLogger } from '#shared/logger.ts';
import type { Advertisement } from '#main/discovery/discovery.ts';
import { createMdnsDiscovery } from '#main/discovery/mdns.ts';
import { openMdnsLink } from '#main/discovery/mdns-link.ts';
import { announcementPacket } from '#main/discovery/mdns-records.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { systemClock } from '#main/system-clock.ts';
import { advertisement } from './advertisement.ts';
import { forgeAdverts, impersonate, type ForgePlan } from './forged-adverts.ts';
import { garbleTraffic } from './garbled-traffic.ts';
import type { ProbeEvent, ProbePlan } from './probe-plan.ts';

const plan = JSON.parse(present(process.argv[2], 'a plan')) as ProbePlan;
process.once('SIGTERM', () => process.exit(0));

switch (plan.type) {
  case 'flood':
    await flood(plan.serverCount, plan.addresses);
    break;
  case 'garble':
    await garbleTraffic(plan);
    print({ type: 'garbled' });
    break;
  case 'forge':
    await forge(plan);
    break;
  case 'discover':
    discover(plan.advertise, plan.browse);
}

function print(event: ProbeEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function discover(announced: Advertisement | null, isBrowsing: boolean): void {
  const discovery = createMdnsDiscovery({ clock: systemClock, random: systemRandom, log: silentLogger });
  const stop = announced === null ? null : discovery.advertise(announced);
  discovery.onStatus((status) => print({ type: 'status', status }));
  print({ type: 'status', status: discovery.status() });
  if (isBrowsing) {
    const browse = discovery.browse();
    browse.onChange((servers) => print({ type: 'servers', servers, refused: browse.refused() }));
  }
  const commands = createInterface(process.stdin);
  commands.on('close', () => process.exit(0));
  commands.on('line', (command) => {
    if (command === 'stop') void stop?.().then(() => print({ type: 'stopped' }));
    if (command === 'refresh') discovery.refresh();
    if (command === 'close') void discovery.close().then(() => process.exit(0));
  });
}

/** Each line on its input has it forge once more, and then tell what was said to it. */
async function forge(forged: ForgePlan): Promise<void> {
  const records = await impersonate(forged);
  print({ type: 'impersonating' });
  const typeOf = (text: string): string => (JSON.parse(text) as { readonly type: string }).type;
  const commands = createInterface(process.stdin);
  commands.on('close', () => process.exit(0));
  commands.on('line', () => {
    void forgeAdverts(forged).then(() => {
      print({ type: 'heard', frames: records.map(({ texts }) => texts.map(typeOf)) });
    });
  });
}

/** Announces made-up servers from the addresses of this machine in turn, three times over. */
async function flood(serverCount: number, addresses: readonly string[]): Promise<void> {
  const links = addresses.map((address) =>
    openMdnsLink(
      { address, netmask: '255.255.0.0' },
      {
        onPacket: () => undefined,
        onRefused: () => undefined,
        onFailure: (reason) => print({ type: 'failed', reason }),
      },
    ),
  );
  for (let round = 0; round < 3; round += 1) {
    for (let index = 0; index < serverCount; index += 1) {
      const turn = index % links.length;
      const address = present(addresses[turn], 'an address');
      await present(links[turn], 'a link').send(announcementPacket(advertisement(1_000 + index), address));
    }
  }
  await Promise.all(links.map((link) => link.close()));
  print({ type: 'flooded' });
}
