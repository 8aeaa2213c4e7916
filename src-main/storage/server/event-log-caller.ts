import type { EventLog } from '../event-log.ts';
import type { ServerEngine } from './server-engine.ts';

/** Runs one verb of an engine, wherever that is, and answers when it has. */
export type CallVerb = <Verb extends keyof EventLog>(
  verb: Verb,
  ...args: Parameters<ServerEngine[Verb]>
) => Promise<ReturnType<ServerEngine[Verb]>>;

/** The log whose verbs are all calls to an engine. */
export function createEventLogCaller(call: CallVerb): EventLog {
  return {
    append: (items) => call('append', items),
    actAsServer: (draft) => call('actAsServer', draft),
    login: (device, outboxId) => call('login', device, outboxId),
    latestAt: () => call('latestAt'),
    directory: () => call('directory'),
    planResume: (personId, shown) => call('planResume', personId, shown),
    showPosition: (shown) => call('showPosition', shown),
    findCut: (params) => call('findCut', params),
    wantedPieces: (params) => call('wantedPieces', params),
    giveBack: (given) => call('giveBack', given),
    finishHealing: (healer) => call('finishHealing', healer),
    openGate: (opening) => call('openGate', opening),
    healingReport: () => call('healingReport'),
    readReplay: (range) => call('readReplay', range),
    readHistory: (personId, params) => call('readHistory', personId, params),
    browseRooms: (personId, params) => call('browseRooms', personId, params),
    setMarker: (personId, params) => call('setMarker', personId, params),
    listMarkers: (personId, params) => call('listMarkers', personId, params),
    messageInfo: (personId, params) => call('messageInfo', personId, params),
    readDoor: (personId, params) => call('readDoor', personId, params),
    listInvites: (personId, params) => call('listInvites', personId, params),
    listDevices: (asker, personId) => call('listDevices', asker, personId),
    findNamed: (displayName) => call('findNamed', displayName),
    isInviteGood: (inviteId) => call('isInviteGood', inviteId),
    noteDevices: (notes) => call('noteDevices', notes),
    listReports: (personId, params) => call('listReports', personId, params),
    listAudit: (personId, params) => call('listAudit', personId, params),
    saveDelivered: (rows) => call('saveDelivered', rows),
    saveLastSeen: (rows) => call('saveLastSeen', rows),
    stats: () => call('stats'),
    close: () => call('close'),
  };
}
