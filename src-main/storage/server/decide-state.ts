import type { DecideState } from '#shared/domain/decide/decision.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { readWallClock } from '#shared/domain/wall-clock.ts';
import type { EngineContext } from './engine-context.ts';
import { grantedRooms, isInviteInDoubt } from './healing/invite-doubt.ts';
import { pastAct, roomOfMessage } from './past-act.ts';

/** What `decide` may look at, answered from the tables inside the transaction (P2). */
export function createDecideState(
  context: Pick<EngineContext, 'tables' | 'serverPersonId' | 'ids' | 'clock' | 'latestClock'>,
): DecideState {
  const { tables, ids, clock, latestClock: now } = context;
  const { blocks, devices, entry, invites, people, reports, rooms } = tables;
  const wallNow = () => readWallClock(clock);
  const refOf = (personId: PersonId) => people.byId(personId)?.personRef ?? null;
  return {
    now,
    wallNow,
    door: entry.door,
    device: devices.find,
    devicesOf: devices.ofPerson,
    acceptedDevice: entry.accepted,
    isDeviceBanned: entry.isBanned,
    invite: invites.find,
    openInvitesOf: (personId) => {
      const creatorRef = refOf(personId);
      return creatorRef === null ? 0 : invites.openOf(creatorRef, now());
    },
    hasUsed: (inviteId, personId) => {
      const personRef = refOf(personId);
      return personRef !== null && invites.hasUsed(inviteId, personRef);
    },
    isGranted: (roomId, personId) => {
      const personRef = refOf(personId);
      return personRef !== null && grantedRooms(context, personRef).includes(roomId);
    },
    isInviteInDoubt: (inviteId) => isInviteInDoubt(context, inviteId),
    ownerCount: people.ownerCount,
    person: (personId) => people.byId(personId)?.person ?? null,
    isBlocked: (personId, blockedId) => {
      const [personRef, blockedRef] = [refOf(personId), refOf(blockedId)];
      return personRef !== null && blockedRef !== null && blocks.has({ personRef, blockedRef });
    },
    act: (ref) => pastAct(tables, ref),
    roomOfMessage: (reader, message) => roomOfMessage(tables, reader, message),
    report: (reportId) => {
      const report = reports.find(reportId);
      return report && { personId: report.personId, isOpen: report.closing === null };
    },
    openReportsOf: (reporter) => {
      const reporterRef = refOf(reporter);
      return reporterRef === null ? [] : reports.openOf(reporterRef);
    },
    room: (roomId) => rooms.byId(roomId)?.room ?? null,
    isMember: (roomId, personId) => rooms.byId(roomId)?.memberIds.has(personId) ?? false,
    nameHolders: (key) => people.nameHolders(key, wallNow()),
    publicRoomsNamed: (key) => rooms.publicRoomsNamed(key),
    directRoomId: (personIds) => ids.directId(personIds),
  };
}
