import type { ServerId } from '#shared/domain/ids.ts';
import { personRoleSchema, type PersonRole } from '#shared/domain/role.ts';
import type { KnockView } from '#shared/ipc/door-api.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import { numberedLines } from '../view/lists.ts';
import type { CommandContext, CommandHandler } from './command-context.ts';
import { note, say, sayProblem, type PeopleSession } from './people-session.ts';
import { roleWords, serverWhere } from './rights.ts';
import { tellDone } from './tell-done.ts';

/** Who waits at the door (T7): looks, shows digits, lets in, sends away. People go by the number that the server gave their knock. */
export const useKnocks: CommandHandler = async (context, { args }) => {
  const serverId = serverWhere(context, 'knock.accept');
  if (serverId === null) return;
  const { session } = context;
  const listed = await session.chat.call('knock.list', { serverId });
  if (!listed.ok) {
    sayProblem(session, listed.error, { serverId });
    return;
  }
  const [word, number = '', role, ...more] = args;
  if (word === undefined) {
    listKnocks(context, listed.value);
    return;
  }
  const act = Object.hasOwn(acts, word) ? acts[word] : undefined;
  const given = role === undefined ? 'member' : personRoleSchema.options.find((each) => each === role.toLowerCase());
  if (act === undefined || given === undefined || more.length > 0 || (role !== undefined && word !== 'in')) {
    say(session, usage);
    return;
  }
  const knock = listed.value.find(({ knockId }) => String(knockId) === number);
  if (knock === undefined)
    say(session, `Nobody waits under ${cleanLine(number).slice(0, 8) || 'no number'}. /knocks lists who does.`);
  else await act(context, { serverId, knock, role: given });
};

const usage =
  '/knocks open N shows the digits, /knocks in N [ROLE] lets them in, /knocks no N sends them away, /knocks ban N keeps their key out.';

interface Visit {
  readonly serverId: ServerId;
  readonly knock: KnockView;
  readonly role: PersonRole;
}

type Act = (context: CommandContext, visit: Visit) => Promise<void>;

const open: Act = async ({ session }, { serverId, knock }) => {
  const opened = await session.chat.call('knock.open', { serverId, knockId: knock.knockId });
  if (!opened.ok) {
    if (opened.error.type === 'overloaded') say(session, tooOften(session, opened.error.retryAfterMs));
    else sayProblem(session, opened.error, { serverId });
    return;
  }
  const { digits } = opened.value;
  const name = nameOf(knock);
  say(session, `${name} comes from ${cleanLine(knock.address)}. A name one can choose; only the digits prove it.`);
  const claim = claimOf(knock);
  if (claim !== null) say(session, claim);
  say(session, `Call or walk over: their screen must show ${digits.slice(0, 3)} ${digits.slice(3)}.`);
  say(
    session,
    `If it does, /knocks in ${knock.knockId} lets them in; if not, /knocks no ${knock.knockId} sends them away.`,
  );
};

/** By a name: only an owner in a window can take the device for one more of somebody who is in (T8). */
function claimOf({ claims, displayName }: KnockView): string | null {
  if (claims === undefined) return null;
  const said = `They say that they are ${cleanName(displayName)}, who is in already`;
  return claims === null
    ? `${said}, but nobody here is called so. Let in, they are somebody new.`
    : `${said}. An owner can vouch for that in a window; let in from here, they are somebody new.`;
}

function tooOften({ time, clock }: PeopleSession, retryAfterMs: number): string {
  const at = time.moment(clock.now() + retryAfterMs, clock.now());
  return `The door was opened five times within an hour for this address. It can be again at ${at}; they wait meanwhile.`;
}

const letIn: Act = async ({ session }, { serverId, knock, role }) => {
  if (!knock.isOpened) {
    say(session, `Compare the digits first: /knocks open ${knock.knockId} shows them.`);
    return;
  }
  const queued = await session.chat.call('knock.accept', { serverId, device: knock.device, role });
  await tellDone(session, { serverId, queued, sentence: `${nameOf(knock)} is let in as ${roleWords[role]}.` });
};

const sendAway: Act = async ({ session }, { serverId, knock }) => {
  const refused = await session.chat.call('knock.refuse', { serverId, knockId: knock.knockId });
  if (refused.ok) note(session, `${nameOf(knock)} was sent away. They can knock again, with other digits.`);
  else sayProblem(session, refused.error, { serverId });
};

const ban: Act = async ({ session }, { serverId, knock }) => {
  const queued = await session.chat.call('device.setBan', { serverId, device: knock.device, isBanned: true });
  await tellDone(session, {
    serverId,
    queued,
    sentence: `The key of ${nameOf(knock)} stays out. /door lists such keys.`,
  });
};

const acts: Readonly<Record<string, Act>> = { open, in: letIn, no: sendAway, ban };

function listKnocks({ session }: CommandContext, knocks: readonly KnockView[]): void {
  const { screen, time, clock } = session;
  if (knocks.length === 0) {
    say(session, 'Nobody is at the door.');
    return;
  }
  const rows = knocks.map((knock) => ({
    number: knock.knockId,
    name: nameOf(knock),
    remark: [
      cleanLine(knock.address),
      `since ${time.moment(knock.at, clock.now())}`,
      knock.isOpened ? 'digits are shown' : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
  }));
  screen.print(numberedLines(rows, screen.width()));
  note(session, usage);
}

function nameOf({ displayName }: KnockView): string {
  return displayName === '' ? 'Somebody' : cleanName(displayName);
}
