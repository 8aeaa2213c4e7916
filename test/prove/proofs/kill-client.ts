import { openOffice, type Office, type OpenServer } from '#test/support/office.ts';
import { readHistory } from '#test/support/chat-history.ts';
import { isServer } from '#test/support/chat-script.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { logProblems } from '#test/support/server-database.ts';
import { startTalking, type Talker } from '#test/support/talker.ts';
import type { Random } from '#shared/random.ts';
import { memoryFolder } from '../memory-folder.ts';
import { within } from '../within.ts';
import { share, type Proof, type ProofOptions, type ProofReport } from '../proof.ts';
import { createTypedRecord, type TypedRecord } from '../typed-record.ts';

const usual = { cycles: 300, nightly: 3_000 };
/** Of three kills one is of the client and the server together, and one happens while there is no server. */
const kinds = ['online', 'away', 'both'] as const;
/** So often with one log, then another office. */
const cyclesPerOffice = 30;
/** On two cores one of them always waits for something. */
const sideBySide = 3;
const patienceMs = 30_000;
const atOnce = { online: 12, away: 60, both: 12 };

export const killClient: Proof = {
  name: 'kill-client',
  what: 'the client, or client and server together, are killed with -9 while somebody writes: what was shown as queued is there again and comes into the log once and in order, and the screen shows the whole log in the end',
  company: 'alone',
  run: async (options) => {
    const total = share(options, usual.cycles, usual.nightly);
    const offices = Array.from({ length: Math.ceil(total / cyclesPerOffice) }, (_, index) => ({
      index,
      cycles: Math.min(cyclesPerOffice, total - index * cyclesPerOffice),
    }));
    const results: OfficeResult[] = [];
    const next = offices.values();
    const work = async (): Promise<void> => {
      for (const { index, cycles } of next) {
        results.push(await runOffice(index, cycles, options));
        options.note(`${results.reduce((sum, result) => sum + result.cycles, 0)} of ${total} kills`);
      }
    };
    await Promise.all(Array.from({ length: sideBySide }, work));
    return reportOf(results);
  },
};

interface OfficeResult {
  readonly cycles: number;
  readonly queued: number;
  readonly violations: readonly string[];
}

interface Desk {
  readonly office: Office;
  readonly random: Random;
  readonly record: TypedRecord;
  server: OpenServer;
}

async function runOffice(index: number, cycles: number, { seed }: ProofOptions): Promise<OfficeResult> {
  const office = openOffice({ parent: memoryFolder });
  const random = createSeededRandom(`${seed} kill-client ${index}`);
  const record = createTypedRecord('Mara');
  const placed = (problem: string): string => `${problem} (--seed ${seed}, office ${index})`;
  try {
    const desk: Desk = { office, random, record, server: await office.openServer() };
    for (let cycle = 0; cycle < cycles; cycle += 1) await killOnce(desk, cycle);
    const last = office.openChat('Mara');
    await last.until(isServer('online'));
    await last.ask('wait', { for: 'sent', timeoutMs: patienceMs });
    const history = await readHistory(last);
    await last.finish();
    await desk.server.stop('SIGKILL');
    const found = [...record.judge(office.serverFolder, history), ...logProblems(office.serverFolder)];
    return {
      cycles,
      queued: record.queued(),
      violations: found.map(placed),
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    // What was seen before is as wrong for that.
    const found = [...record.complaints(), problem];
    return { cycles, queued: record.queued(), violations: found.map(placed) };
  } finally {
    await office.close();
  }
}

async function killOnce(desk: Desk, cycle: number): Promise<void> {
  const { office, random, record } = desk;
  const kind = kinds[cycle % kinds.length] ?? 'online';
  const chat = office.openChat('Mara');
  if (cycle === 0) await chat.until(isServer('online'));
  if (kind === 'away') await desk.server.stop('SIGKILL');
  const talker = startTalking(chat, { from: record.nextLine(), atOnce: atOnce[kind] });
  await within(
    patienceMs,
    talker.untilMore(kind === 'both' ? 'sent' : 'queued', 1 + Math.floor(random.fraction() * 20)),
  );
  await Promise.all([chat.kill(), kind === 'both' ? desk.server.stop('SIGKILL') : undefined]);
  record.add(talker);
  if (kind === 'away') await lookAgain(desk, talker);
  if (kind !== 'online') desk.server = await office.openServer();
}

/** Without a server the client shows what it had shown as queued, from its own disk. */
async function lookAgain({ office, record }: Desk, talker: Talker): Promise<void> {
  const chat = office.openChat('Mara');
  // The queued ones stand at the end; between others something may still be missing.
  const { items } = await chat.ask('timeline.page', { room: 'general', maxItems: 200 });
  const shown = new Set((items as readonly { readonly commandId?: string }[]).map(({ commandId }) => commandId));
  for (const { command, text } of talker.queued())
    if (!shown.has(String(command))) record.complain(`"${text}" was queued and is not shown after the kill`);
  await chat.kill();
}

function reportOf(results: readonly OfficeResult[]): ProofReport {
  const kills = results.reduce((sum, { cycles }) => sum + cycles, 0);
  const queued = results.reduce((sum, result) => sum + result.queued, 0);
  return {
    figure: `${kills} kills (a third with the server), ${queued} shown as queued`,
    figures: { kills, queued },
    violations: results.flatMap(({ violations }) => violations),
  };
}
