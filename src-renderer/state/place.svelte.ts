import { SvelteMap } from 'svelte/reactivity';
import type { PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { PersonRole } from '#shared/domain/role.ts';
import type { Standing } from '#shared/domain/standing.ts';
import type { AuditEntry } from '#shared/domain/audit.ts';
import type { MessageItem } from '#shared/ipc/chat-view.ts';
import type { KnockView } from '#shared/ipc/door-api.ts';
import type { Audit } from './audit.svelte.ts';
import { readEntries, writeEntries, type TabStore } from './tab-store.ts';

export type PlaceView = 'workspace' | 'find' | 'settings' | 'house';

/** What of a server is looked after. */
export type HousePage = 'members' | 'knocks' | 'invites' | 'reports' | 'door' | 'audit';

export type SettingsPage =
  'profile' | 'appearance' | 'writing' | 'desk' | 'hosting' | 'devices' | 'diagnostics' | 'about' | 'server';

/** What lies over the view and waits for an answer. */
export type PlaceDialog =
  | 'create-room'
  | 'browse-rooms'
  | 'new-direct'
  | 'invite'
  | 'rename-room'
  | 'change-topic'
  | 'leave-room'
  | 'forget-server'
  | 'confirm-server'
  | 'stop-host'
  | 'refused-room'
  | 'set-host-aside'
  | 'message-info'
  | 'knock'
  | 'open-door'
  | 'server-invite'
  | 'member'
  | 'report'
  | 'undo'
  | 'palette'
  | 'shortcuts';

/** A door where somebody looks, and who is looked at. */
interface AtDoor {
  readonly serverId: ServerId;
  readonly knock: KnockView | null;
}

/** What somebody is about to do to whom. */
export type MemberDecision =
  | { readonly type: 'standing'; readonly personId: PersonId; readonly standing: Exclude<Standing, 'active'> }
  | { readonly type: 'block'; readonly personId: PersonId }
  | { readonly type: 'owner'; readonly personId: PersonId }
  | { readonly type: 'step_down'; readonly personId: PersonId; readonly role: PersonRole };

/** Whose devices somebody looks at. */
interface DevicesOf {
  readonly type: 'devices';
  readonly personId: PersonId;
}

/** Whom somebody is about to report, and for which message, if it is for one. */
export interface Reporting {
  readonly personId: PersonId;
  readonly message: { readonly roomId: RoomId; readonly item: MessageItem } | null;
}

/** What somebody is about to undo, and where they look at it. */
export interface Undoing {
  readonly audit: Audit;
  readonly entry: AuditEntry;
}

const storeKey = 'hallway.rooms';

/** A message somebody wants to be taken to. */
interface WantedMessage {
  readonly serverId: ServerId;
  readonly roomId: RoomId;
  readonly key: string;
}

/** Where the person is in the window: the view, the server, the room, and what is open beside and above it. */
export class Place {
  view = $state<PlaceView>('workspace');
  serverId = $state<ServerId | null>(null);
  housePage = $state<HousePage>('members');
  settingsPage = $state<SettingsPage>('profile');
  dialog = $state<PlaceDialog | null>(null);
  /** The message that the dialog of that name is about. */
  infoMessage = $state.raw<MessageItem | null>(null);
  /** What the dialogs about the door and about a member are about. */
  atDoor = $state.raw<AtDoor | null>(null);
  decision = $state.raw<MemberDecision | DevicesOf | null>(null);
  reporting = $state.raw<Reporting | null>(null);
  undoing = $state.raw<Undoing | null>(null);
  isPanelOpen = $state(false);
  /** In a small window, where the hallway folds away. */
  isSideOpen = $state(false);
  #wanted = $state.raw<WantedMessage | null>(null);
  readonly #rooms: SvelteMap<ServerId, RoomId>;
  readonly #store: TabStore;

  constructor(store: TabStore) {
    this.#store = store;
    // Ids that are none any more lead nowhere, and the first room is shown.
    const rooms = readEntries(store, storeKey) as [ServerId, RoomId][];
    this.#rooms = new SvelteMap(rooms);
    this.serverId = rooms.at(-1)?.[0] ?? null;
  }

  /** The room last gone to on a server. */
  roomOn(serverId: ServerId): RoomId | null {
    return this.#rooms.get(serverId) ?? null;
  }

  goToServer(serverId: ServerId): void {
    this.view = 'workspace';
    this.serverId = serverId;
    this.dialog = null;
  }

  goToRoom(serverId: ServerId, roomId: RoomId): void {
    this.goToServer(serverId);
    this.#wanted = null;
    this.#rooms.delete(serverId);
    this.#rooms.set(serverId, roomId);
    writeEntries(this.#store, storeKey, this.#rooms);
    this.isSideOpen = false;
  }

  /** Goes to the room, and there to the message, by the key of its row. */
  goToMessage(serverId: ServerId, roomId: RoomId, key: string): void {
    this.goToRoom(serverId, roomId);
    this.#wanted = { serverId, roomId, key };
  }

  /** The message to go to in this room, told once. */
  takeMessage(serverId: ServerId, roomId: RoomId): string | null {
    const wanted = this.#wanted;
    if (wanted?.serverId !== serverId || wanted.roomId !== roomId) return null;
    this.#wanted = null;
    return wanted.key;
  }

  leaveRoom(serverId: ServerId): void {
    this.#rooms.delete(serverId);
    this.isPanelOpen = false;
  }

  show(view: PlaceView): void {
    this.view = view;
    this.dialog = null;
    this.isSideOpen = false;
  }

  /** Shows what is known of the way of a message. */
  showInfo(message: MessageItem): void {
    this.infoMessage = message;
    this.dialog = 'message-info';
  }

  /** What is to be looked after on the server on the screen. */
  showHouse(page: HousePage): void {
    this.housePage = page;
    this.show('house');
  }

  /** Goes to the door where somebody knocks. Only a click leads here: the digits are told from now on (T7). */
  showKnock(serverId: ServerId, knock: KnockView): void {
    this.atDoor = { serverId, knock };
    this.dialog = 'knock';
  }

  askToOpenDoor(serverId: ServerId): void {
    this.atDoor = { serverId, knock: null };
    this.dialog = 'open-door';
  }

  /** Asks whether that is meant; nothing is done yet. */
  decide(decision: MemberDecision | DevicesOf): void {
    this.decision = decision;
    this.dialog = 'member';
  }

  report(reporting: Reporting): void {
    this.reporting = reporting;
    this.dialog = 'report';
  }

  undo(undoing: Undoing): void {
    this.undoing = undoing;
    this.dialog = 'undo';
  }

  /** The page of settings about the server on the screen. */
  showServerSettings(): void {
    this.settingsPage = 'server';
    this.show('settings');
  }

  /** The own devices on the server on the screen. */
  showDevices(): void {
    this.settingsPage = 'devices';
    this.show('settings');
  }

  get isAtDiagnostics(): boolean {
    return this.view === 'settings' && this.settingsPage === 'diagnostics';
  }

  /** How this computer is with the server on the screen. */
  showDiagnostics(): void {
    this.settingsPage = 'diagnostics';
    this.show('settings');
  }

  /** Closes the nearest thing; whether there was one. */
  closeNearest(): boolean {
    if (this.dialog !== null) this.dialog = null;
    else if (this.isSideOpen) this.isSideOpen = false;
    else if (this.view === 'settings' || this.view === 'house') this.view = 'workspace';
    else if (this.isPanelOpen) this.isPanelOpen = false;
    else return false;
    return true;
  }
}
