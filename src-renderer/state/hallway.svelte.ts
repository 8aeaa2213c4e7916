import { createContext } from 'svelte';
import type { Clock } from '#shared/clock.ts';
import type { PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import { isAllowed, type Action } from '#shared/domain/permission.ts';
import type { MessageItem, PersonView, RoomView, ServerView } from '#shared/ipc/chat-view.ts';
import type { KnockView } from '#shared/ipc/door-api.ts';
import { ok, type Result } from '#shared/result.ts';
import type { Words } from '../i18n/en.ts';
import type { Formats } from '../i18n/formats.ts';
import { isolate } from '../i18n/isolate.ts';
import { sentenceFor } from '../i18n/problem.ts';
import { Audit } from './audit.svelte.ts';
import { Attention } from './attention.svelte.ts';
import type { ChatCalls, ShellCalls } from './calls.ts';
import { Client } from './client.svelte.ts';
import { Composer } from './composer.svelte.ts';
import { Devices } from './devices.svelte.ts';
import { Diagnostics } from './diagnostics.svelte.ts';
import { DoorSetting } from './door-setting.svelte.ts';
import { Drafts } from './drafts.svelte.ts';
import { Host } from './host.svelte.ts';
import { Invitation } from './invitation.svelte.ts';
import { InviteDraft } from './invite-draft.svelte.ts';
import { Invites } from './invites.svelte.ts';
import { KnockVisit } from './knock-visit.svelte.ts';
import { Knocks } from './knocks.svelte.ts';
import { Leaving } from './leaving.svelte.ts';
import { MessageWay } from './message-way.svelte.ts';
import { Nearby } from './nearby.svelte.ts';
import { Now } from './now.svelte.ts';
import { OtherKeys, type OtherKey } from './other-keys.svelte.ts';
import { People } from './people.svelte.ts';
import { Place } from './place.svelte.ts';
import { Profile } from './profile.svelte.ts';
import { Problems, type ProblemSubject } from './problems.svelte.ts';
import { Refusals, type RefusedCommand } from './refusals.svelte.ts';
import { refusedRoomOf, type RefusedRoom } from './refused-room.ts';
import { Reports, type ReportsOf } from './reports.svelte.ts';
import { othersOf } from './room-names.ts';
import { Rooms } from './rooms.svelte.ts';
import { keepFile, type FileKeeping } from './keep-file.ts';
import { Servers } from './servers.svelte.ts';
import { Settings, type SystemWishes } from './settings.svelte.ts';
import type { TabStore } from './tab-store.ts';
import { Timeline } from './timeline.svelte.ts';
import { Typing } from './typing.svelte.ts';
import { Waits } from './waits.svelte.ts';

export interface HallwayParts {
  readonly chat: ChatCalls;
  readonly shell: ShellCalls;
  readonly clock: Clock;
  readonly store: TabStore;
  readonly system: SystemWishes;
}

/** A room that is on the screen: its timeline, and what is being written into it. */
export interface OpenRoom {
  readonly timeline: Timeline;
  readonly composer: Composer;
}

/** Everything the window shows, put together once. */
export class Hallway {
  readonly #parts: HallwayParts;
  readonly #doors = new Map<ServerId, DoorSetting>();
  readonly servers: Servers;
  readonly rooms: Rooms;
  readonly people: People;
  readonly knocks: Knocks;
  readonly nearby: Nearby;
  readonly host: Host;
  readonly client: Client;
  readonly leaving: Leaving;
  readonly invitation: Invitation;
  readonly profile: Profile;
  readonly settings: Settings;
  readonly refusals: Refusals;
  readonly problems: Problems;
  readonly drafts: Drafts;
  readonly attention: Attention;
  readonly typing: Typing;
  readonly now: Now;
  readonly place: Place;
  readonly waits: Waits;
  readonly otherKeys: OtherKeys;
  /** The server on the screen: the one gone to, or else the first there is. */
  readonly server: ServerView | undefined = $derived.by(
    () => this.servers.get(this.place.serverId) ?? this.servers.list[0],
  );
  /** A server that may pose as another one: nothing else is shown before it is answered (T8). */
  readonly otherKey: OtherKey | null = $derived.by(() => this.otherKeys.current(this.server));
  readonly room: RoomView | undefined = $derived.by(() => {
    if (this.server === undefined) return undefined;
    const { serverId } = this.server;
    const roomId = this.place.roomOn(serverId);
    // A room that is gone, or is none any more, leads to the first one that is not closed.
    const known = roomId === null ? undefined : this.rooms.get(serverId, roomId);
    const channels = this.rooms.channels(serverId);
    return known ?? channels.find(({ isClosed }) => !isClosed) ?? channels[0];
  });

  constructor(parts: HallwayParts) {
    const { chat, shell, clock, store, system } = parts;
    this.#parts = parts;
    this.servers = new Servers(chat, (serverId) => void this.loadServer(serverId));
    this.rooms = new Rooms(chat);
    this.people = new People(chat);
    this.knocks = new Knocks(chat);
    this.nearby = new Nearby(chat);
    this.host = new Host(shell);
    this.client = new Client(shell);
    this.leaving = new Leaving(shell);
    this.profile = new Profile(chat);
    this.problems = new Problems(chat);
    this.invitation = new Invitation(shell);
    this.settings = new Settings(shell, system, ({ idleKnownBy }) => {
      // Where the system knows, the program around the page tells it for all of them.
      if (idleKnownBy === 'window') this.attention.tellPresence();
    });
    this.refusals = new Refusals(chat);
    this.drafts = new Drafts({ chat, clock, store });
    this.place = new Place(store);
    shell.on('message.asked', ({ serverId, roomId, messageKey }) => {
      this.place.goToMessage(serverId, roomId, messageKey);
    });
    shell.on('knock.asked', ({ serverId, knock }) => {
      this.knocks.putAside({ serverId, knock });
      this.place.showKnock(serverId, knock);
    });
    this.attention = new Attention(chat, clock);
    this.typing = new Typing(chat);
    this.now = new Now(clock);
    this.waits = new Waits(chat, clock);
    this.otherKeys = new OtherKeys(this);
  }

  get words(): Words {
    return this.settings.words;
  }

  get formats(): Formats {
    return this.settings.formats;
  }

  get clock(): Clock {
    return this.#parts.clock;
  }

  /** Keeps a file where the person says; false where they thought better of it. */
  keepFile(file: Blob, how: Pick<FileKeeping, 'name' | 'ending' | 'download'>): ReturnType<typeof keepFile> {
    return keepFile(file, { ...how, shell: this.#parts.shell, isDesktop: this.settings.isDesktop });
  }

  /** Whether something lies over the view and waits for an answer; Esc is its own then. */
  get isOverlaid(): boolean {
    return this.place.dialog !== null || this.isAsked;
  }

  /** Whether the program around the page waits for an answer. */
  get isAsked(): boolean {
    return this.leaving.question !== null || this.isInvited || this.otherKey !== null;
  }

  /** Whether a link waits for an answer: not before there is a name to join under, nor while another key does. */
  get isInvited(): boolean {
    return this.invitation.link !== null && this.isNamed && this.otherKey === null;
  }

  /** Whether this person has said what to be called, anywhere. */
  get isNamed(): boolean {
    return this.settings.values.displayName !== null || this.server !== undefined;
  }

  /** Reads what belongs to a server, drafts before rooms; called when one appears, and for all of them at a new port. */
  async loadServer(serverId: ServerId): Promise<void> {
    await this.drafts.load(serverId);
    const knocking = this.knocks.count(serverId, this.servers.get(serverId)?.knocks ?? 0);
    await Promise.all([this.rooms.load(serverId), this.people.load(serverId), this.refusals.load(serverId), knocking]);
  }

  /** Calls back at each port: everything read before may be old. */
  onReopen(listener: () => void): () => void {
    return this.#parts.chat.onOpen(listener);
  }

  /** A visit to a room begins. Whoever opens it closes its timeline. */
  openRoom(server: ServerView, room: RoomView): OpenRoom {
    const { chat, clock } = this.#parts;
    const at = { chat, clock, serverId: server.serverId, roomId: room.roomId };
    const timeline = new Timeline({ ...at, me: server.personId, firstUnread: room.firstUnread });
    return { timeline, composer: new Composer({ ...at, drafts: this.drafts, timeline }) };
  }

  /** Somebody looks at the way of a message. Whoever opens it closes it. */
  openWay(serverId: ServerId, roomId: RoomId, message: MessageItem): MessageWay {
    return new MessageWay({ chat: this.#parts.chat, serverId, roomId, message });
  }

  /** Somebody looks into how this computer is with a server. Whoever opens it closes it. */
  openDiagnostics(serverId: ServerId | null): Diagnostics {
    const { chat, clock } = this.#parts;
    const host = () => (this.host.view.type === 'running' ? this.host.report() : null);
    return new Diagnostics({ chat, clock, serverId, host });
  }

  /** Goes to the door where somebody knocks (T7). */
  visitDoor(serverId: ServerId, knock: KnockView): KnockVisit {
    const { chat, clock } = this.#parts;
    return new KnockVisit({ chat, clock, knocks: this.knocks, people: this.people, serverId, knock });
  }

  /** Somebody looks at how the door is set: one for all who look, read anew. */
  doorSetting(serverId: ServerId): DoorSetting {
    const { chat, clock } = this.#parts;
    const setting = this.#doors.get(serverId) ?? new DoorSetting({ chat, clock, serverId });
    this.#doors.set(serverId, setting);
    void setting.read();
    return setting;
  }

  /** Somebody looks at the open invites. Whoever opens them closes them, and so with one that is being made. */
  openInvites({ serverId, personId }: ServerView): Invites {
    const { chat, clock } = this.#parts;
    return new Invites({ chat, clock, serverId, me: personId });
  }

  /** Somebody looks at the own devices on a server. Whoever opens them closes them. */
  openDevices({ serverId }: ServerView): Devices {
    const { chat, clock } = this.#parts;
    return new Devices({ chat, clock, serverId });
  }

  /** Somebody looks at reports. Whoever opens them closes them, and so with the acts of power. */
  openReports(serverId: ServerId, of: ReportsOf): Reports {
    return new Reports({ chat: this.#parts.chat, serverId, of });
  }

  openAudit(serverId: ServerId): Audit {
    return new Audit({ ...this.#parts, serverId });
  }

  openInviteDraft(invites: Invites): InviteDraft {
    return new InviteDraft({ ...this.#parts, invites });
  }

  /** Whether this person's role allows it on the server; nothing is allowed before the role is known. */
  may(serverId: ServerId, action: Action): boolean {
    const me = this.people.me(serverId);
    return me !== undefined && isAllowed(me.role, action);
  }

  /** What a person is called, isolated for use within a sentence. */
  nameOf(serverId: ServerId, personId: PersonId): string {
    return isolate(this.person(serverId, personId)?.displayName ?? this.words.common.someone);
  }

  person(serverId: ServerId, personId: PersonId): PersonView | undefined {
    return this.people.get(serverId, personId);
  }

  /** What a room is called: its name, or the people of a direct chat. */
  roomName(server: ServerView, room: RoomView): string {
    if (room.name !== null) return room.name;
    const others = othersOf(room, server.personId);
    return this.formats.list(
      others.map((personId) => this.person(server.serverId, personId)?.displayName ?? this.words.common.someone),
    );
  }

  /** Opens the chat with these people, new or known, and goes there. */
  async openDirect(serverId: ServerId, personIds: PersonId[]): Promise<Result<null, { readonly type: string }>> {
    const opened = await this.rooms.openDirect(serverId, personIds);
    if (!opened.ok) return opened;
    this.place.goToRoom(serverId, opened.value.roomId);
    return ok(null);
  }

  /** The room that was not made by what was refused, while it is there. */
  refusedRoom(refused: RefusedCommand): RefusedRoom | null {
    const { rooms, drafts, refusals } = this;
    return refusedRoomOf({ chat: this.#parts.chat, rooms, drafts, refusals }, refused);
  }

  /** Shows a page in the system's browser. */
  openLink(url: string): void {
    void this.problems.watch(this.#parts.shell.call('link.open', { url }));
  }

  goToRoom(roomId: RoomId): void {
    if (this.server !== undefined) this.place.goToRoom(this.server.serverId, roomId);
  }

  /** The sentence for a problem, about a server when there is one. */
  sentence(problem: { readonly type: string }, about?: ProblemSubject): string {
    return sentenceFor(this.words, problem, { server: isolate(about?.name ?? 'Hallway') });
  }
}

export const [getHallway, setHallway] = createContext<Hallway>();
