import { present } from '#shared/assert.ts';
import type { CommandId, RoomId, ServerId } from '#shared/domain/ids.ts';
import { roomStream, type Stream } from '#shared/domain/stream.ts';
import type { MessageItem, TimelineItem } from '#shared/ipc/chat-view.ts';
import type { ClientStore, OutgoingCommand, QueuedCommand } from '#main/storage/client-store.ts';
import type { StoreChanges } from '#main/storage/store-changes.ts';
import { roomIdOf } from '#test/support/sample-ids.ts';
import { roomOf, snapshotOf, type SnapshotRoom } from '#test/main/storage/client/sample-room.ts';
import { SampleServer, seedOf, type SampleEvent, type SamplePerson } from '#test/main/storage/client/sample-server.ts';

/** Where a kind of store keeps its databases; opening one again is what a restarted process does. */
export interface ClientStoreBackend {
  open(serverId: ServerId, deviceSeed: Uint8Array): Promise<ClientStore>;
}

export const general = roomIdOf(1);

let lastNumber = 0;

/** One client of a server of its own, as yet without a snapshot. */
export async function setupNewcomer(backend: ClientStoreBackend) {
  lastNumber += 10;
  const server = new SampleServer(lastNumber);
  const [me, ann, ben] = [1, 2, 3].map((number) => server.person(lastNumber + number)) as [
    SamplePerson,
    SamplePerson,
    SamplePerson,
  ];
  const seed = seedOf(lastNumber + 1);
  const open = () => backend.open(server.serverId, seed);
  const client = new TestClient({ server, me, open }, await open());
  return { client, server, me, ann, ben };
}

/** A client that is a member of `general`, where nothing was said yet. */
export async function setupMember(backend: ClientStoreBackend) {
  const setup = await setupNewcomer(backend);
  const { client, server, me, ann, ben } = setup;
  const room = roomOf(general, ann.personId);
  const people = [[me, 'me'] as const, [ann, 'Ann'] as const, [ben, 'Ben'] as const];
  /** A snapshot at the present heads, of `general` unless other rooms are given; behind a cut where something was lost. */
  const snapshot = (rooms: readonly SnapshotRoom[] = [{ room, members: [me, ann] }], cutSeq: number | null = null) =>
    client.store.applySnapshot(snapshotOf(server, { people, rooms, cutSeq }));
  await snapshot();
  return { ...setup, room, people, snapshot };
}

interface TestClientParts {
  readonly server: SampleServer;
  readonly me: SamplePerson;
  readonly open: () => Promise<ClientStore>;
}

/** The store with what the client process would do around it. */
export class TestClient {
  store: ClientStore;
  readonly #server: SampleServer;
  readonly #me: SamplePerson;
  readonly #open: () => Promise<ClientStore>;

  constructor({ server, me, open }: TestClientParts, store: ClientStore) {
    this.#server = server;
    this.#me = me;
    this.#open = open;
    this.store = store;
  }

  /** A new process over what the old one had committed. */
  async restart(): Promise<void> {
    this.store = await this.#open();
  }

  /** Live frames and the position that covers them. */
  receive(...frames: (string | SampleEvent)[]): Promise<StoreChanges> {
    return this.#apply('live', frames);
  }

  replay(...frames: (string | SampleEvent)[]): Promise<StoreChanges> {
    return this.#apply('replay', frames);
  }

  /** A page of a room: its events from the first to the last given. */
  page(events: readonly SampleEvent[], next: number | null, roomId: RoomId = general): Promise<StoreChanges> {
    const seqs = events.map(({ header }) => header.streamSeq);
    return this.store.applyHistory({
      roomId,
      epoch: this.#server.epoch,
      frames: events.map(({ frame }) => ({ text: frame, isSigned: true })),
      from: Math.min(...seqs),
      to: Math.max(...seqs),
      next,
    });
  }

  say(text: string, roomId: RoomId = general): Promise<QueuedCommand> {
    return this.store.queueCommand({ kind: 'message.send', body: { roomId, content: { type: 'text', text } } });
  }

  /** Takes everything that may be sent. */
  take(): Promise<readonly OutgoingCommand[]> {
    return this.store.takeCommands(0, 100);
  }

  /** Takes what may be sent, and lets the server accept all of it. */
  async deliver(stream: Stream = roomStream(general)): Promise<readonly SampleEvent[]> {
    const events = (await this.take()).map(({ frame }) => this.#server.accept(this.#me, { frame, stream }));
    await this.receive(...events.map(({ accepted }) => accepted));
    return events;
  }

  async timeline(roomId: RoomId = general, maxItems = 100): Promise<readonly TimelineItem[]> {
    const page = await this.store.timelinePage({ roomId, before: null, maxItems });
    if (!page.ok) throw new Error(page.error.type);
    return page.value.items;
  }

  /** What one reads, top to bottom: texts, notices and gaps. */
  async lines(roomId: RoomId = general): Promise<readonly string[]> {
    return (await this.timeline(roomId)).map(lineOf);
  }

  async message(commandId: CommandId, roomId: RoomId = general): Promise<MessageItem> {
    const item = (await this.timeline(roomId)).find((one) => one.type === 'message' && one.commandId === commandId);
    return present(item?.type === 'message' ? item : null, 'the message is in the timeline');
  }

  async room(roomId: RoomId = general) {
    return present(
      (await this.store.rooms()).find((room) => room.roomId === roomId),
      'the room is known',
    );
  }

  #apply(source: 'live' | 'replay', frames: readonly (string | SampleEvent)[]): Promise<StoreChanges> {
    return this.store.applyFrames({
      epoch: this.#server.epoch,
      frames: frames.map((frame) => ({ text: typeof frame === 'string' ? frame : frame.frame, isSigned: true })),
      position: this.#server.position(),
      source,
    });
  }
}

export function lineOf(item: TimelineItem): string {
  if (item.type === 'gap') return `gap ${item.from}-${item.to}`;
  if (item.type === 'notice') return item.text === null ? item.notice : `${item.notice} ${item.text}`;
  return item.content.type === 'text' ? item.content.text : '(unknown)';
}
