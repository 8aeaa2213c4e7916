import { describe } from 'vitest';
import { eventLogAccessContract } from './event-log-access.contract.ts';
import { eventLogDoubtedInvitesContract } from './event-log-doubted-invites.contract.ts';
import { eventLogEntryContract } from './event-log-entry.contract.ts';
import { eventLogEpochsContract } from './event-log-epochs.contract.ts';
import { eventLogGivenBackContract } from './event-log-given-back.contract.ts';
import { eventLogHistoryContract } from './event-log-history.contract.ts';
import { eventLogLivesContract } from './event-log-lives.contract.ts';
import { eventLogLossesContract } from './event-log-losses.contract.ts';
import { eventLogLostRoomsContract } from './event-log-lost-rooms.contract.ts';
import { eventLogMarkersContract } from './event-log-markers.contract.ts';
import { eventLogNumbersContract } from './event-log-numbers.contract.ts';
import { eventLogOriginContract } from './event-log-origin.contract.ts';
import { eventLogOutContract } from './event-log-out.contract.ts';
import { eventLogPrivateRoomsContract } from './event-log-private-rooms.contract.ts';
import { eventLogInvitesContract } from './event-log-invites.contract.ts';
import { eventLogReportsContract } from './event-log-reports.contract.ts';
import { eventLogResumeContract } from './event-log-resume.contract.ts';
import type { EventLogBackend } from './event-log-setup.ts';
import { eventLogTextContract } from './event-log-text.contract.ts';

/** The promises every `EventLog` keeps. */
export function eventLogContract(kind: string, backend: EventLogBackend): void {
  describe(`a server's log ${kind}`, () => {
    eventLogNumbersContract(backend);
    eventLogTextContract(backend);
    eventLogAccessContract(backend);
    eventLogOutContract(backend);
    eventLogResumeContract(backend);
    eventLogHistoryContract(backend);
    eventLogMarkersContract(backend);
    eventLogEpochsContract(backend);
    eventLogPrivateRoomsContract(backend);
    eventLogGivenBackContract(backend);
    eventLogLivesContract(backend);
    eventLogLossesContract(backend);
    eventLogLostRoomsContract(backend);
    eventLogOriginContract(backend);
    eventLogReportsContract(backend);
    eventLogInvitesContract(backend);
    eventLogDoubtedInvitesContract(backend);
    eventLogEntryContract(backend);
  });
}
