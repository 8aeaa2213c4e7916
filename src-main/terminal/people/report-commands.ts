import { reportOutcomeSchema, type ReportOutcome } from '#shared/domain/report.ts';
import type { ReportView } from '#shared/domain/report-view.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import { reportReasonWords } from '../english.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import { wrapText } from '../text/wrap-text.ts';
import { plain, type Line } from '../view/line.ts';
import { numberedLines } from '../view/lists.ts';
import type { CommandContext, CommandHandler } from './command-context.ts';
import { note, refuse, say, sayProblem, type PeopleSession } from './people-session.ts';
import { serverWhere } from './rights.ts';
import { tellDone } from './tell-done.ts';

/** What people report about each other and nobody has closed yet, by number; closes one with what was done. */
export const useReports: CommandHandler = async (context, { args }) => {
  const serverId = serverWhere(context, 'report.close');
  if (serverId === null) return;
  const { session } = context;
  const [number, word, ...more] = args;
  const outcome = reportOutcomeSchema.options.find((each) => each === word?.toLowerCase());
  if (number !== undefined && (outcome === undefined || more.length > 0)) {
    refuse(session, usage);
    return;
  }
  const listed = await session.chat.call('report.list', { serverId, of: 'open' });
  if (!listed.ok) {
    sayProblem(session, listed.error, { serverId });
    return;
  }
  const { reports, next } = listed.value;
  if (number === undefined || outcome === undefined) {
    listReports(context, serverId, reports);
    if (next !== null) note(session, 'There are more: they are listed as these are closed.');
    return;
  }
  const report = reports.find(({ reportId }) => reportId === context.reports.idOf(number));
  if (report === undefined) refuse(session, 'There is no open report of that number. /reports lists them.');
  else await close(session, serverId, { report, outcome });
};

const outcomes = reportOutcomeSchema.options.join(', ');
const usage = `/reports N OUTCOME closes one, and says what was done: ${outcomes}. What was done you do yourself: /remove and the like.`;

async function close(
  session: PeopleSession,
  serverId: ServerId,
  { report, outcome }: { readonly report: ReportView; readonly outcome: ReportOutcome },
): Promise<void> {
  const queued = await session.chat.call('report.close', { serverId, reportId: report.reportId, outcome });
  const name = cleanName(session.names.person(serverId, report.personId));
  await tellDone(session, { serverId, queued, sentence: `The report about ${name} is closed: ${outcome}.` });
}

function listReports(context: CommandContext, serverId: ServerId, reports: readonly ReportView[]): void {
  const { session } = context;
  if (reports.length === 0) {
    say(session, 'Nothing is reported.');
    return;
  }
  context.reports.renumber(reports.map(({ reportId }) => reportId));
  for (const report of reports) session.screen.print(reportLines(context, serverId, report));
  note(session, usage);
}

/** Whom it is about, what they said, and what is said of it. */
function reportLines({ session, reports }: CommandContext, serverId: ServerId, report: ReportView): Line[] {
  const { names, screen, time, clock } = session;
  const { message, reason, text, createdAt, personId, reporter } = report;
  const where = message === null ? '' : message.roomName === null ? 'in a direct chat' : cleanName(message.roomName);
  const remark = [where, time.moment(message?.at ?? createdAt, clock.now())].filter((part) => part !== '').join(' · ');
  const name = cleanName(names.person(serverId, personId));
  const head = numberedLines([{ number: reports.numberOf(report.reportId), name, remark }], screen.width());
  const words = text === '' ? '' : `: ${cleanLine(text)}`;
  const said = message === null ? [] : [message.text === null ? goneWords : `"${cleanLine(message.text)}"`];
  const why = `${cleanName(names.person(serverId, reporter))} says ${reportReasonWords[reason]}${words}`;
  const below = [...said, why].flatMap((line) => wrapText(line, screen.width() - indent.length));
  return [...head, ...below.map((line): Line => [plain(indent), plain(line)])];
}

const indent = '    ';
const goneWords = 'The message cannot be read any more.';
