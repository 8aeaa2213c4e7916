import * as v from 'valibot';
import type { CommandEnvelope } from '#shared/domain/command.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { messageTextSchema, excerpt } from '#shared/domain/text.ts';
import { maxWholeNumber } from '#shared/domain/whole-number.ts';
import type { RequestError, RequestParams, RequestResult } from '#shared/protocol/request.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { EngineContext } from './engine-context.ts';
import { mayAsk } from './may-ask.ts';
import { eventOf } from './past-act.ts';
import type { StoredReport } from './report-table.ts';
import type { ServerTables } from './server-tables.ts';

/** As many as a frame holds, whatever is in them. */
const maxReports = 16;

/** A page of reports: one's own, or, for owners and moderators, those about others. */
export function listReports(
  { tables }: EngineContext,
  asker: PersonId,
  { of, before = maxWholeNumber }: RequestParams<'report.list'>,
): Result<RequestResult<'report.list'>, RequestError> {
  const person = tables.people.byId(asker);
  const isOwn = of === 'own';
  if (person === null || (!isOwn && !mayAsk(tables, asker, 'report.close')))
    return err({ type: 'not_allowed', action: 'report.close' });
  const which = isOwn ? { of, reporterRef: person.personRef } : { of, except: asker };
  const rows = tables.reports.page(which, before, maxReports);
  const last = rows.length < maxReports ? undefined : rows.at(-1);
  const reports = rows.map((row) => (isOwn ? ofReporter(row) : ofKeeper(tables, row)));
  return ok({ reports, next: last?.seq ?? null });
}

type Listed = RequestResult<'report.list'>['reports'][number];

/** Whoever made it knows what it is about, and learns how it ended and not by whom. */
function ofReporter({ seq: _seq, message, closing, ...report }: StoredReport): Listed {
  return {
    ...report,
    message: message && { ...message, roomName: null, text: null, at: null },
    closing: closing && { ...closing, closedBy: null },
  };
}

/** The reported words are those of the log, whoever can read the room otherwise. */
function ofKeeper(tables: ServerTables, { seq: _seq, message, ...report }: StoredReport): Listed {
  if (message === null) return { ...report, message };
  const { roomId, commandId } = message;
  const event = eventOf(tables, { personId: report.personId, commandId });
  const room = tables.rooms.byId(roomId)?.room;
  const told = { roomId, commandId, roomName: room?.name ?? null };
  return { ...report, message: { ...told, text: event && wordsOf(event.command), at: event?.header.at ?? null } };
}

const withText = v.object({ content: v.object({ text: messageTextSchema }) });

function wordsOf(command: string): string | null {
  const { body } = JSON.parse(command) as CommandEnvelope;
  const parsed = v.safeParse(withText, body);
  return parsed.success ? excerpt(parsed.output.content.text) : null;
}
