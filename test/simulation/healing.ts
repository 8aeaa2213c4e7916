import type { RoomId } from '#shared/domain/ids.ts';
import type { PersonView, RoomView, ServerView, TimelineItem } from '#shared/ipc/chat-view.ts';
import { joinServer } from './acts/actions.ts';
import { checkConverged, type Picture } from './checks/convergence-check.ts';
import { checkTimeline } from './checks/timeline-check.ts';
import { checkTyped } from './checks/typed-check.ts';
import { violation } from './checks/violation.ts';
import { run, settle } from './world/moving.ts';
import type { SimClient } from './world/sim-client.ts';
import type { SimWorld } from './world/sim-world.ts';

const maxHealingMs = 300_000;
const nudgeMs = 3_000;
/** So long a host waits for the gate and the private rooms to open by themselves. */
const patienceMs = 60_000;
const lookMs = 500;
/** Receipts and markers take a second each. */
const steadyMs = 5_000;

/** Everything is mended, everybody comes back, and in the end all show the same (I9). */
export async function heal(world: SimWorld): Promise<void> {
  const { trace, timeline, report } = world;
  trace.line('all is healed');
  const beganAt = timeline.monotonic();
  const endsAt = beganAt + maxHealingMs;
  for (const client of world.clients) client.isBlocked = false;
  let nudgedAt = -Infinity;
  for (let isSteady = false; !isSteady;) {
    if (timeline.monotonic() > endsAt) {
      report([violation('I9', `all is not quiet after ${maxHealingMs} ms: ${JSON.stringify(unrest(world))}`)]);
      return;
    }
    if (timeline.monotonic() - nudgedAt >= nudgeMs) {
      nudge(world, timeline.monotonic() - beganAt);
      nudgedAt = timeline.monotonic();
    }
    await run(world, lookMs);
    // A gate that stays shut is reported as that, and nothing follows from it.
    if (world.violations.length > 0) return;
    if (unrest(world).length > 0) continue;
    await run(world, steadyMs);
    isSteady = unrest(world).length === 0;
  }
  await compare(world);
}

/** Everybody goes, the server last: nothing is left behind. */
export async function closeAll(world: SimWorld): Promise<void> {
  const { clients, server, report } = world;
  for (const client of clients) client.quit();
  await run(world, steadyMs);
  server.stop('closing');
  await run(world, steadyMs);
  for (const machine of [server, ...clients]) {
    const name = 'name' in machine ? machine.name : 'the server';
    if (machine.state !== 'down') report([violation('D13', `${name} is ${machine.state} after its stop`)]);
    if (machine.leftTimers > 0) report([violation('D13', `${name} left ${machine.leftTimers} timers`)]);
  }
}

/** Does what a person would do whose client says that something is wrong. */
function nudge(world: SimWorld, sinceMs: number): void {
  const { server, clients, watching } = world;
  if (server.state === 'down') server.start();
  if (server.state === 'up' && isHostAsked(world, sinceMs)) server.goOn();
  for (const client of clients) {
    if (client.isTwin && client.state === 'up') client.quit();
    if (!client.isTwin && client.state === 'down') client.start();
    if (client.isTwin || client.state !== 'up') continue;
    const { serverId } = server.identity;
    const connection = watching.shownBy(client).server?.connection;
    if (connection === undefined || connection.type === 'offline') joinServer(world, client, client.name);
    if (connection?.type === 'refused') client.call('server.connectNow', { serverId });
    if (connection?.type === 'pending' && connection.refusal !== null) rename(world, client);
  }
}

/** Only after a while it is plain that it does not open by itself; of two copies of a server nobody has to wait for that (H3). */
function isHostAsked({ reader, host }: SimWorld, sinceMs: number): boolean {
  const gate = reader.gate();
  const isStuck = gate === 'closed' || reader.closedRooms() > 0;
  return (gate === 'host' || (isStuck && sinceMs > patienceMs)) && host.isGoingOn();
}

function rename({ dice, server }: SimWorld, client: SimClient): void {
  const displayName = `${client.name} ${dice.below(1_000)}`;
  client.call('person.rename', { serverId: server.identity.serverId, displayName });
}

/** What is not yet as it will be. */
function unrest({ server, clients, watching, network, reader }: SimWorld): string[] {
  const found = server.state === 'up' ? [] : [`the server is ${server.state}`];
  if (reader.closedRooms() > 0) found.push(`${reader.closedRooms()} rooms are closed`);
  if (network.links().some(({ isSilent }) => isSilent)) found.push('a silent link was not found');
  for (const client of clients) {
    if (client.isTwin) {
      if (client.state !== 'down') found.push(`${client.name} is ${client.state}`);
      continue;
    }
    const view = watching.shownBy(client).server;
    const connection = view?.connection.type ?? 'unknown';
    if (client.state !== 'up') found.push(`${client.name} is ${client.state}`);
    if (connection !== 'online') found.push(`${client.name}: ${connection}`);
    if ((view?.outbox.waiting ?? 0) > 0) found.push(`${client.name}: ${view?.outbox.waiting} commands wait`);
    if (client.disk.gapCount() > 0) found.push(`${client.name}: ${client.disk.gapCount()} gaps`);
    if (client.disk.unsentMarkerCount() > 0) found.push(`${client.name}: unsent markers`);
  }
  return found;
}

async function compare(world: SimWorld): Promise<void> {
  const { clients, model, reader, report, typist } = world;
  world.checkReturned();
  for (const client of clients.filter(({ isTwin }) => !isTwin)) {
    const picture = await takePicture(world, client);
    report(checkConverged(model, picture, { ...reader, lostRooms: world.lostRooms }));
    for (const [roomId, items] of picture.timelines) {
      report(checkTimeline(model, picture, { roomId, items, isComplete: true }));
      world.watching.paged(client, roomId as RoomId, items);
    }
    world.checkDisk(client, true);
  }
  // A copy of a device may be the only one to hold what it sent, and is not there.
  const isTwin = (name: string) => clients.some((client) => client.name === name && client.isTwin);
  const typed = typist.typed.map((each) => ({ ...each, isOutOfReach: each.isLost && isTwin(each.client) }));
  report(checkTyped(typed, model, (name) => clients.find((client) => client.name === name)?.disk.outbox() ?? []));
}

async function takePicture(world: SimWorld, client: SimClient): Promise<Picture> {
  const { serverId } = world.server.identity;
  let server: ServerView | undefined;
  let rooms: readonly RoomView[] = [];
  let people: readonly PersonView[] = [];
  client.call('server.list', {}, (answer) => {
    server = answer.ok ? answer.value[0] : undefined;
  });
  client.call('room.list', { serverId }, (answer) => {
    rooms = answer.ok ? answer.value : [];
  });
  client.call('person.list', { serverId }, (answer) => {
    people = answer.ok ? answer.value : [];
  });
  await settle(world);
  if (server === undefined) throw new Error(`${client.name} does not show the server.`);
  const timelines = new Map<string, readonly TimelineItem[]>();
  for (const { roomId } of rooms) timelines.set(roomId, await readAll(world, client, roomId));
  return { client: client.name, person: client.disk.person, server, rooms, people, timelines };
}

/** A whole timeline, page by page. */
async function readAll(world: SimWorld, client: SimClient, roomId: RoomId): Promise<readonly TimelineItem[]> {
  const { serverId } = world.server.identity;
  const maxItems = world.dice.between(1, 60);
  let items: readonly TimelineItem[] = [];
  for (let before: string | null | undefined; before !== null;) {
    const params = { serverId, roomId, maxItems };
    let next: string | null = null;
    client.call('timeline.page', before === undefined ? params : { ...params, before }, (answer) => {
      if (!answer.ok) {
        world.report([violation('I9', `${client.name} cannot read ${roomId}: ${answer.error.type}`)]);
        return;
      }
      items = [...answer.value.items, ...items];
      next = answer.value.before;
    });
    await settle(world);
    before = next;
  }
  return items;
}
