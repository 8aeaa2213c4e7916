import type { DeviceKey, PersonId, ServerId } from '#shared/domain/ids.ts';
import { readWallClock } from '#shared/domain/wall-clock.ts';
import type { Random } from '#shared/random.ts';
import { ok, type Result } from '#shared/result.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import { signCommand } from '../../identity/command-signature.ts';
import { createIds } from '../../identity/ids.ts';
import { createSignatureVerifier } from '../../identity/signature-verifier.ts';
import type { KeyPair } from '../../identity/key-pair.ts';
import type { ClientStore, QueuedCommand } from '../client-store.ts';
import type { StoreChanges } from '../store-changes.ts';
import type { WritableDb } from '../readable-db.ts';
import { applyFrames } from './apply-frames.ts';
import type { Synchronous } from './async-facade.ts';
import { becomePerson } from './become-person.ts';
import { createChanges, type Changes } from './changes.ts';
import type { ClientContext, WallClock } from './client-context.ts';
import { cancelCommand, changeCommand, discardCommand, retryCommand } from './edit-commands.ts';
import { cutOffers } from './cut-offers.ts';
import { applyHistory } from './apply-history.ts';
import { applyMarkers, markersSent, moveMarker, unsentMarkers } from './markers.ts';
import { askClosedRooms } from './held-commands.ts';
import { messageInfo } from './message-info.ts';
import { pieces, piecesAnswered } from './pieces.ts';
import { prepareDatabase } from './prepare-database.ts';
import { isInviteWanted, joinGranted } from './granted-rooms.ts';
import { askAgain, queueCommand } from './queue-command.ts';
import { applyReceiptNews, applyReceipts, showMovedReach } from './apply-receipts.ts';
import { personView, roomViews } from './room-view.ts';
import { applySnapshot } from './apply-snapshot.ts';
import { createTables } from './tables.ts';
import { renewOutbox, takeCommands } from './take-commands.ts';
import { timelinePage } from './timeline-page.ts';
import { createUuidSource } from './uuid-source.ts';

/** The verbs of `ClientStore` without the waiting: ordinary code over a database handle, each verb one transaction. */
export type ClientEngine = Synchronous<ClientStore>;

export interface ClientEngineOptions {
  readonly db: WritableDb;
  readonly serverId: ServerId;
  /** The key that this device has for the server; signs what is handed out (D1). */
  readonly deviceKeys: KeyPair;
  readonly clock: WallClock;
  readonly random: Random;
  /** Whose this device is, where it is known: what a new database begins as; by its key alone otherwise. */
  readonly personId?: PersonId | null;
}

/** Opens the engine over a database of the newest schema, which it makes its own or finds to be its own. */
export function createClientEngine(options: ClientEngineOptions): ClientEngine {
  const context = contextOf(options);
  const run = createTransactions(options.db, context);
  run.writing(() => {
    prepareDatabase(context);
  });
  return {
    ...outboxVerbs(context, run),
    ...inboxVerbs(context, run),
    ...screenVerbs(context),
    close: () => {
      options.db.close();
    },
  };
}

function contextOf({ db, serverId, deviceKeys, clock, random, ...known }: ClientEngineOptions): ClientContext {
  const ids = createIds(serverId);
  const device = deviceKeys.publicKey as DeviceKey;
  const tables = createTables(db);
  // Its key says whose it is, unless it was linked to somebody.
  const personId = tables.meta.find()?.personId ?? known.personId ?? ids.personId(device);
  return {
    tables,
    owner: { serverId, device, personId },
    verifier: createSignatureVerifier(),
    ids,
    clock,
    random,
    newUuid: createUuidSource(clock, random),
    sign: (canonical) => signCommand(deviceKeys, canonical),
  };
}

type Transactions = ReturnType<typeof createTransactions>;

/** Each verb in one transaction, together with what it changed. */
function createTransactions(db: WritableDb, context: ClientContext) {
  function changing<Value>(work: (changes: Changes) => Value): readonly [Value, StoreChanges] {
    return db.transact(() => {
      const changes = createChanges(context);
      const value = work(changes);
      showMovedReach(context, changes);
      return [value, changes.done()];
    });
  }
  return {
    changing: (work: (changes: Changes) => void): StoreChanges => changing(work)[1],
    queueing: (work: (changes: Changes) => Omit<QueuedCommand, 'changes'>): QueuedCommand => {
      const [queued, changes] = changing(work);
      return { ...queued, changes };
    },
    attempting: <Value>(work: (changes: Changes) => Result<Value, ChatError>) => {
      const [result, changes] = changing(work);
      return result.ok ? ok({ ...result.value, changes }) : result;
    },
    writing: <Value>(work: () => Value): Value => db.transact(work),
  };
}

function outboxVerbs(context: ClientContext, { changing, queueing, attempting, writing }: Transactions) {
  const { drafts } = context.tables;
  return {
    queueCommand: (draft) => queueing((changes) => queueCommand(context, changes, draft)),
    cancelCommand: (commandId) => changesOf(attempting((changes) => cancelCommand(context, changes, commandId))),
    changeCommand: (commandId, text) =>
      changesOf(attempting((changes) => changeCommand(context, changes, { commandId, text }))),
    retryCommand: (commandId) => attempting((changes) => retryCommand(context, changes, commandId)),
    discardCommand: (commandId) => changesOf(attempting((changes) => discardCommand(context, changes, commandId))),
    takeCommands: (afterNumber, max, bounds) => writing(() => takeCommands(context, afterNumber, { ...bounds, max })),
    renewOutbox: () => writing(() => renewOutbox(context)),
    askClosedRooms: () => {
      writing(() => {
        askClosedRooms(context);
      });
    },
    becomePerson: (personId) => writing(() => becomePerson(context, personId)),
    askAgain: () => writing(() => askAgain(context)),
    drafts: () => drafts.all(),
    putDraft: ({ roomId, text }) => {
      writing(() => {
        if (text === '') drafts.remove(roomId);
        else drafts.put({ roomId, text }, readWallClock(context.clock));
      });
    },
    joinGranted: (roomIds) =>
      changing((changes) => {
        joinGranted(context, changes, roomIds);
      }),
  } satisfies Partial<ClientEngine>;
}

function inboxVerbs(context: ClientContext, { changing, writing }: Transactions) {
  const { gaps, meta, holes, aside, renewals, streams } = context.tables;
  return {
    applyFrames: (batch) =>
      changing((changes) => {
        applyFrames(context, changes, batch);
      }),
    applySnapshot: (snapshot) =>
      changing((changes) => {
        applySnapshot(context, changes, snapshot);
      }),
    noteStart: () => {
      writing(() => {
        meta.addStart();
      });
    },
    healingTold: () => {
      writing(() => {
        context.tables.epochs.told();
      });
    },
    renewalTold: () => {
      writing(() => {
        context.tables.renewals.told();
      });
    },
    cutOffers: (between) => cutOffers(context, between),
    pieces: (request) => pieces(context, request),
    piecesAnswered: (epochId, places) => {
      writing(() => {
        piecesAnswered(context, epochId, places);
      });
    },
    applyHistory: (page) =>
      changing((changes) => {
        applyHistory(context, changes, page);
      }),
    nextGaps: (max, roomId) => (roomId === undefined ? gaps.next(max) : gaps.nextOfRoom(roomId, max)),
    applyMarkers: (markers, receipts) =>
      changing((changes) => {
        applyMarkers(context, changes, markers);
        applyReceipts(context, changes, receipts);
      }),
    applyReceipts: (news) =>
      changing((changes) => {
        applyReceiptNews(context, changes, news);
      }),
    moveMarker: (move) =>
      changing((changes) => {
        moveMarker(context, changes, move);
      }),
    unsentMarkers: () => unsentMarkers(context),
    markersSent: (markers) =>
      writing(() => {
        markersSent(context, markers);
      }),
    diagnostics: () => {
      const { eventCount, starts, position } = meta.get();
      return {
        holes: holes.all(),
        gaps: gaps.count(),
        events: eventCount,
        setAside: aside.countLost(),
        starts,
        databaseBytes: meta.databaseBytes(),
        renewals: renewals.all(),
        newestSeq: Math.max(streams.newestSeq(), position?.seq ?? 0),
      };
    },
  } satisfies Partial<ClientEngine>;
}

function screenVerbs(context: ClientContext) {
  const { meta, people, outbox, streams, epochs, renewals, holes } = context.tables;
  return {
    load: () => {
      const { serverId, personId, device, outboxId, epoch, position, isResyncNeeded, starts } = meta.get();
      const displayName = people.find(personId)?.displayName ?? null;
      const newestSeq = streams.newestSeq();
      const aheadSeq = position !== null && newestSeq > position.seq ? newestSeq : null;
      const known = { epoch, position, isResyncNeeded, aheadSeq, isHealingUntold: epochs.isUntold() };
      return {
        serverId,
        personId,
        device,
        outboxId,
        displayName,
        isLinked: context.ids.personId(device) !== personId,
        isInviteWanted: isInviteWanted(context),
        ...known,
        renewal: renewals.untold(),
        holeCounts: holes.total(),
        starts,
      };
    },
    rooms: () => roomViews(context),
    people: () => people.all().map((person) => personView(context, person)),
    outbox: () => outbox.counts(),
    failedCommands: () => outbox.failed(),
    timelinePage: (request) => timelinePage(context, request),
    messageInfo: (message) => messageInfo(context, message),
  } satisfies Partial<ClientEngine>;
}

function changesOf(result: Result<{ readonly changes: StoreChanges }, ChatError>): Result<StoreChanges, ChatError> {
  return result.ok ? ok(result.value.changes) : result;
}
