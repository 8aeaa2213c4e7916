/** What `serve` does for somebody who waits for it, beside being a server. */
import type { AuditFormat } from '#shared/domain/audit-text.ts';
import type { ClaimAnswer, GoOnAnswer, ReopenAnswer } from '#shared/ipc/server-control.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { exportAudit } from './audit-task.ts';
import { sentenceForTask } from './backup-sentences.ts';
import { backUpFolder, restoreFolder, type BackupTaskOptions, type RestoreRequest } from './backup-tasks.ts';
import { claimSentences } from './entry-sentences.ts';
import { connectToControl, type ControlClient, type ControlProblem } from './control-channel.ts';
import type { ServeTask } from './serve-command.ts';
import { within } from './shell/within.ts';
import { statusText } from './status-text.ts';

/** What is said for people, and the same as a value for programs. */
export interface TaskAnswer {
  readonly text: string;
  /** Null where the text itself is for programs. */
  readonly json: object | null;
}

/** For a question that is answered out of memory and by two look-ups. */
const answerTimeoutMs = 10_000;

/** A failure is one sentence. */
type TaskResult = Result<TaskAnswer, string>;

export function runServeTask(task: ServeTask, options: BackupTaskOptions): Promise<TaskResult> {
  switch (task.type) {
    case 'backup':
      return backUp(options, task.file);
    case 'restore':
      return Promise.resolve(restore(options, task));
    case 'status':
      return ask(options, (server) => showStatus(server, options.clock.now()));
    case 'goOn':
      return ask(options, goOn);
    case 'audit':
      return ask(options, (server) => showAudit(server, task.format));
    case 'reopen':
      return ask(options, (server) => reopen(server, task.device));
    case 'claim':
      return ask(options, claim);
  }
}

/** By the server that runs, so that it counts it, where no file of one's own is named; otherwise from here. */
async function backUp(options: BackupTaskOptions, file: string | null): Promise<TaskResult> {
  const server = file === null ? await connectToControl(options.dataFolder) : null;
  if (server?.ok === true) return backUpBy(server.value);
  const done = backUpFolder(options, file);
  return done.ok ? ok(backupAnswer(done.value)) : err(sentenceForTask(done.error));
}

async function backUpBy(server: ControlClient): Promise<TaskResult> {
  const made = await server.call('server.backup', {});
  server.close();
  if (made.ok) return ok(backupAnswer(made.value));
  return err(
    made.error.type === 'backup_failed'
      ? `The server could not make a backup (${made.error.reason}). Its log has the details.`
      : noAnswer(made.error.type),
  );
}

function backupAnswer({ type, file }: { readonly type: 'made' | 'unchanged'; readonly file: string }): TaskAnswer {
  const text =
    type === 'made'
      ? `Backed up to ${file}. Keep server.key as well: no backup holds it.`
      : `Nothing was said since the last backup, which is kept: ${file}.`;
  return { text, json: { type: `backup.${type}`, file } };
}

function restore(options: BackupTaskOptions, request: RestoreRequest): TaskResult {
  const done = restoreFolder(options, request);
  if (!done.ok) return err(sentenceForTask(done.error));
  const { from, aside, passedOver, fuller } = done.value;
  const sentences = [
    ...passedOver.map((file) => `${file} cannot be used and was passed over.`),
    `${from} is now what the server has.`,
    ...(aside === null ? [] : [`What it had lies in ${aside}.`]),
    ...(fuller === null
      ? []
      : [
          `${fuller} is of an earlier epoch and holds more: where its people's devices do not bring that back, restore it by its name.`,
        ]),
    'When it runs again it gathers from its people what was said since; serve status tells.',
  ];
  return ok({ text: sentences.join(' '), json: { type: 'restored', ...done.value } });
}

async function ask(
  { dataFolder, clock }: BackupTaskOptions,
  question: (server: ControlClient) => Promise<TaskResult>,
): Promise<TaskResult> {
  const server = await connectToControl(dataFolder);
  if (!server.ok) return err(sentenceForControl(server.error));
  const answer = await within(clock, { timeoutMs: answerTimeoutMs, asked: question(server.value) });
  server.value.close();
  return answer ?? err(`The server of ${dataFolder} does not answer. Its log may say why.`);
}

async function showStatus(server: ControlClient, now: number): Promise<TaskResult> {
  const status = await server.call('server.status', {});
  return status.ok
    ? ok({ text: statusText(status.value, now), json: { type: 'status', ...status.value } })
    : err(noAnswer(status.error.type));
}

async function goOn(server: ControlClient): Promise<TaskResult> {
  const went = await server.call('server.goOn', {});
  if (!went.ok) return err(noAnswer(went.error.type));
  return ok({ text: goOnText(went.value), json: went.value });
}

async function reopen(server: ControlClient, device: string): Promise<TaskResult> {
  const answer = await server.call('server.reopen', { device });
  if (!answer.ok) return err(noAnswer(answer.error.type));
  return answer.value.type === 'reopened'
    ? ok({ text: 'The device is let in again.', json: answer.value })
    : err(notReopenedText(answer.value, device));
}

async function claim(server: ControlClient): Promise<TaskResult> {
  const answer = await server.call('server.claim', {});
  if (!answer.ok) return err(noAnswer(answer.error.type));
  const text = claimText(answer.value);
  return answer.value.type === 'not_now' ? err(text) : ok({ text, json: answer.value });
}

function claimText(answer: ClaimAnswer): string {
  return answer.type === 'claimable' ? `${claimSentences.claimable}\n${answer.link}` : claimSentences[answer.type];
}

/** As it would stand in a file: both for people and for programs. */
async function showAudit(server: ControlClient, format: AuditFormat): Promise<TaskResult> {
  const text = await exportAudit(server, format);
  return text.ok ? ok({ text: text.value.trimEnd(), json: null }) : err(noAnswer(text.error));
}

function notReopenedText({ devices }: ReopenAnswer, device: string): string {
  return devices === 0
    ? `No device is shut out whose key begins with ${device}. serve status shows them.`
    : `The keys of ${devices} devices that are shut out begin with ${device}. Name more of the one that is meant.`;
}

function goOnText(answer: GoOnAnswer): string {
  if (answer.type === 'nothing_to_do') return 'Nobody waits: there is nothing to do.';
  const { isGateOpened, openedRooms } = answer;
  if (!isGateOpened && openedRooms === 0) return 'Invites that were made before the loss let people in again.';
  const rooms = openedRooms === 1 ? '1 private room is open again.' : `${openedRooms} private rooms are open again.`;
  return [...(isGateOpened ? ['Everybody is let in again.'] : []), ...(openedRooms > 0 ? [rooms] : [])].join(' ');
}

const noAnswer = (type: string): string => `The server did not answer (${type}). Its log has the details.`;

function sentenceForControl(problem: ControlProblem): string {
  return problem.type === 'server_not_running'
    ? `No server runs with ${problem.folder}. Start it, or name the data folder of one that runs.`
    : `The server of ${problem.folder} cannot be asked (${problem.code}). Ask as the user it runs as.`;
}
