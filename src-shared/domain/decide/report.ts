/** Reports (R26): told to nobody but their makers' devices; owners and moderators who are not the reported person ask for them. */
import { err, ok } from '../../result.ts';
import { isAllowed } from '../permission.ts';
import { isSameSubject, maxOpenReports } from '../report.ts';
import { personStream } from '../stream.ts';
import type { AuthoredSubmission, DecideState, Verdict } from './decision.ts';

/** Guests report what they can read; members also people. What the same person has reported and nobody has closed is so already. */
export function decideReportCreate(
  state: DecideState,
  { author, command }: AuthoredSubmission<'report.create'>,
): Verdict {
  const { personId, message = null } = command.body;
  const action = message === null ? 'report.person' : 'report.message';
  if (!isAllowed(author.role, action) || personId === author.personId) return err({ type: 'not_allowed', action });
  const person = state.person(personId);
  if (person === null) return err({ type: 'person_not_found', personId });
  if (person.role === 'server') return err({ type: 'not_allowed', action });
  if (message !== null) {
    const { roomId, commandId } = message;
    if (state.roomOfMessage(author.personId, { personId, commandId }) !== roomId)
      return err({ type: 'room_not_found', roomId });
  }
  const open = state.openReportsOf(author.personId);
  if (open.some((report) => isSameSubject(report, { personId, message }))) return ok({ stream: null });
  return open.length < maxOpenReports
    ? ok({ stream: personStream(author.personId) })
    : err({ type: 'reports_full', maxOpenReports });
}

/** For owners and moderators. To the person whom it is about there is no such report. */
export function decideReportClose(
  state: DecideState,
  { author, command }: AuthoredSubmission<'report.close'>,
): Verdict {
  const action = 'report.close';
  if (!isAllowed(author.role, action)) return err({ type: 'not_allowed', action });
  const report = state.report(command.body.reportId);
  if (report === null || report.personId === author.personId)
    return err({ type: 'invalid_body', path: 'reportId', problem: 'no report has this id' });
  return ok({ stream: report.isOpen ? personStream(author.personId) : null });
}
