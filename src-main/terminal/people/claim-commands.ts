import type { ServerId } from '#shared/domain/ids.ts';
import type { ClaimView } from '#shared/ipc/device-api.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import { numberedLines } from '../view/lists.ts';
import { serverHere, type CommandContext, type CommandHandler } from './command-context.ts';
import { note, refuse, say, sayProblem, type PeopleSession } from './people-session.ts';
import { tellDone } from './tell-done.ts';

/** Devices that wait and say they are this person's (P18): looks, shows digits, takes one in, sends it away. */
export const useClaims: CommandHandler = async (context, { args }) => {
  const serverId = serverHere(context);
  if (serverId === null) return;
  const { session } = context;
  const [word, number = '', ...more] = args;
  const act = word !== undefined && Object.hasOwn(acts, word) ? acts[word] : undefined;
  if (word === undefined) return listClaims(session, serverId);
  if (act === undefined || more.length > 0 || !/^[1-9]\d{0,8}$/u.test(number)) refuse(session, usage);
  else await act(context, { serverId, claimId: Number(number) });
};

const usage =
  '/claims open N shows the digits, /claims yes N takes the device in as yours, /claims no N sends it away.';

type Act = (context: CommandContext, at: { readonly serverId: ServerId; readonly claimId: number }) => Promise<void>;

/** From here on it gets one guess, whoever it is. */
const open: Act = async ({ session }, at) => {
  const opened = await session.chat.call('claim.open', at);
  if (!opened.ok) {
    sayClaimProblem(session, opened.error, at.serverId);
    return;
  }
  const { digits } = opened.value;
  say(session, `The other screen must show ${digits.slice(0, 3)} ${digits.slice(3)}.`);
  say(
    session,
    `If it does, /claims yes ${at.claimId} takes it in: it reads and writes as you. If not, or if it is not yours, /claims no ${at.claimId}.`,
  );
};

const takeIn: Act = async ({ session }, at) => {
  const queued = await session.chat.call('claim.accept', at);
  // The client knows what was proved only of a device that was looked at.
  if (!queued.ok && isGone(queued.error))
    refuse(session, `Compare the digits first: /claims open ${at.claimId} shows them.`);
  else await tellDone(session, { ...at, queued, sentence: 'It is one of your devices now. /devices lists them.' });
};

const sendAway: Act = async ({ session, waiting }, at) => {
  const listed = await session.chat.call('claim.list', { serverId: at.serverId });
  const refused = await session.chat.call('claim.refuse', at);
  if (!refused.ok) {
    sayClaimProblem(session, refused.error, at.serverId);
    return;
  }
  const claim = listed.ok ? listed.value.find(({ claimId }) => claimId === at.claimId) : undefined;
  if (claim !== undefined) waiting.sentAway(claim.device);
  note(session, 'It was sent away, and is not yours.');
};

const acts: Readonly<Record<string, Act>> = { open, yes: takeIn, no: sendAway };

async function listClaims(session: PeopleSession, serverId: ServerId): Promise<void> {
  const listed = await session.chat.call('claim.list', { serverId });
  if (!listed.ok) {
    sayProblem(session, listed.error, { serverId });
    return;
  }
  if (listed.value.length === 0) {
    say(session, 'No device asks to be yours. /devices link makes a link for one.');
    return;
  }
  const { screen, time, clock } = session;
  const rows = listed.value.map(({ claimId, name, address, at, isByLink }: ClaimView) => ({
    number: claimId,
    name: name === '' ? 'A device without a name' : cleanName(name),
    remark: [
      isByLink ? 'with your link' : 'by your name, which anybody may say',
      cleanLine(address),
      `since ${time.moment(at, clock.now())}`,
    ].join(' · '),
  }));
  screen.print(numberedLines(rows, screen.width()));
  note(session, usage);
}

function sayClaimProblem(session: PeopleSession, problem: { readonly type: string }, serverId: ServerId): void {
  if (isGone(problem)) refuse(session, 'No device waits under that number any more. /claims lists those that do.');
  else sayProblem(session, problem, { serverId });
}

function isGone(problem: { readonly type: string; readonly reason?: string }): boolean {
  return problem.type === 'request_refused' && problem.reason === 'claim_not_found';
}
