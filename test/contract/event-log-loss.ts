import type { AppendedEvent, EventLog, FinishedHealing, GivenBack, ShownByDevice } from '#main/storage/event-log.ts';
import { present } from '#shared/assert.ts';
import type { Epoch } from '#shared/domain/epoch.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { headPosition, setupEventLog, type EventLogBackend, type LogWorld } from './event-log-setup.ts';

export type Loss = Awaited<ReturnType<typeof setupLoss>>;

/** What people do: the events that the log will lose, in order. */
export type Doing = (world: LogWorld) => Promise<readonly AppendedEvent[]>;

let outboxes = 1_000;

/** A log that lost what was done last, behind a copy that was made before it. Ann and Ben are in `general`. */
export async function setupLoss(backend: EventLogBackend, lose: Doing = sayThree, keep: Doing = nothing) {
  const world = await setupEventLog(backend);
  const { ann, ben, general, log } = world;
  for (const who of [ann, ben]) await who.act('room.join', { roomId: general });
  await keep(world);
  const { before, lost, shown, goBack } = await loseBehindCopy(world, lose);
  const give = (events: readonly unknown[], epochs: readonly Epoch[] = [], giver: PersonId = ann.personId) =>
    log().giveBack({ giver, epochs, events });
  return {
    ...world,
    lost,
    /** Positions that a device shows that has all that was kept, and all that was lost. */
    before,
    shown,
    /** The same loss once more. */
    goBack,
    give,
    /** Gives events as they came. */
    giveFrames: (...events: readonly (AppendedEvent | undefined)[]): Promise<GivenBack> =>
      give(events.map((event) => json(present(event, 'it was lost')))),
    done: (personId = ann.personId, beyond: ShownByDevice | null = shown): Promise<FinishedHealing> =>
      log().finishHealing({ personId, beyond }),
  };
}

/** Loses what is done now, behind a copy that is made first: nobody has noticed yet. */
export async function loseBehindCopy(world: LogWorld, lose: Doing) {
  const { ann, ben, cleo, dan, log } = world;
  const restore = await world.backUp();
  const before = await shownAtHead(log());
  const lost = await lose(world);
  const shown = await shownAtHead(log());
  const goBack = async () => {
    await restore();
    for (const who of [ann, ben, cleo, dan]) who.renewOutbox((outboxes += 1));
  };
  await goBack();
  return { before, lost, shown, goBack };
}

/** The same, known to the log, and going on without what was lost. */
export async function setupOpened(backend: EventLogBackend, lose: Doing = sayThree, keep: Doing = nothing) {
  const loss = await setupLoss(backend, lose, keep);
  await loss.log().showPosition(loss.shown);
  await loss.log().openGate('host');
  return loss;
}

export function json({ frame }: Pick<AppendedEvent, 'frame'>): Record<string, unknown> {
  return JSON.parse(frame) as Record<string, unknown>;
}

export async function shownAtHead(log: EventLog): Promise<ShownByDevice> {
  const { epoch } = await log.directory();
  return { position: await headPosition(log), epochId: epoch.epochId };
}

export async function roomOf({ log }: Pick<LogWorld, 'log'>, roomId: RoomId) {
  const { rooms } = await log().directory();
  return present(
    rooms.find(({ room }) => room.roomId === roomId),
    'the room is there',
  );
}

export async function nameOf({ log }: Pick<LogWorld, 'log'>, personId: PersonId): Promise<string | undefined> {
  return (await log().directory()).people.find((person) => person.personId === personId)?.displayName;
}

async function sayThree({ ann, ben, general }: LogWorld): Promise<AppendedEvent[]> {
  return [await ann.say(general, 'lost 1'), await ben.say(general, 'lost 2'), await ann.say(general, 'lost 3')];
}

function nothing(): Promise<readonly AppendedEvent[]> {
  return Promise.resolve([]);
}
