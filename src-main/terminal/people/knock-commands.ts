import type { ServerId } from '#shared/domain/ids.ts';
import { isAllowed } from '#shared/domain/permission.ts';
import { personRoleSchema, type PersonRole } from '#shared/domain/role.ts';
import type { KnockView } from '#shared/ipc/door-api.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import { numberedLines } from '../view/lists.ts';
import type { CommandContext, CommandHandler } from './command-context.ts';
import { note, refuse, say, sayProblem, type PeopleSession } from './people-session.ts';
import { roleHere, roleWords, serverWhere } from './rights.ts';
import { tellDone } from './tell-done.ts';

/** Who waits at the door (T7): looks, shows digits, lets in, vouches for (T8), sends away. People go by the number that the server gave their knock. */
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
    listKnocks(context, serverId, listed.value);
    return;
  }
  const act = Object.hasOwn(acts, word) ? acts[word] : undefined;
  const given = role === undefined ? 'member' : personRoleSchema.options.find((each) => each === role.toLowerCase());
  if (act === undefined || given === undefined || more.length > 0 || (role !== undefined && word !== 'in')) {
    refuse(session, usage);
    return;
  }
  const knock = listed.value.find(({ knockId }) => String(knockId) === number);
  if (knock === undefined)
    refuse(session, `Nobody waits under ${cleanLine(number).slice(0, 8) || 'no number'}. /knocks lists who does.`);
  else await act(context, { serverId, knock, role: given });
};

const usage =
  '/knocks open N shows the digits, /knocks in N [ROLE] lets them in, /knocks vouch N lets somebody back in who is on the server already, /knocks no N sends them away, /knocks ban N keeps their key out.';

interface Visit {
  readonly serverId: ServerId;
  readonly knock: KnockView;
  readonly role: PersonRole;
}

type Act = (context: CommandContext, visit: Visit) => Promise<void>;

const open: Act = async (context, { serverId, knock }) => {
  const { session } = context;
  const opened = await session.chat.call('knock.open', { serverId, knockId: knock.knockId });
  if (!opened.ok) {
    if (opened.error.type === 'overloaded') refuse(session, tooOften(session, opened.error.retryAfterMs));
    else sayProblem(session, opened.error, { serverId });
    return;
  }
  const { digits } = opened.value;
  const name = nameOf(knock);
  say(session, `${name} comes from ${cleanLine(knock.address)}. A name one can choose; only the digits prove it.`);
  if (knock.claims === null) {
    const said = `They say that they are ${cleanName(knock.displayName)}, who is in already`;
    say(session, `${said}, but nobody here is called so. Let in, they are somebody new.`);
  }
  say(session, `Call or walk over: their screen must show ${digits.slice(0, 3)} ${digits.slice(3)}.`);
  const claimed = claimedBy(session, serverId, knock);
  const { knockId } = knock;
  const no = `/knocks no ${knockId} sends them away.`;
  if (claimed === null) {
    say(session, `If it does, /knocks in ${knockId} lets them in; if not, ${no}`);
    return;
  }
  say(
    session,
    `They say that they are ${claimed}, who is on the server already, with a device that none of that person's keys has signed for. Make sure that it is them: the digits show only that nobody stands between.`,
  );
  say(
    session,
    mayVouch(session, serverId)
      ? `If it is them, /knocks vouch ${knockId} makes it a device of ${claimed}: whoever they talk to is told, and what it says is marked as vouched for by you. If not, ${no}`
      : `Only an owner can let somebody back in. ${no}`,
  );
};

function tooOften({ time, clock }: PeopleSession, retryAfterMs: number): string {
  const at = time.moment(clock.now() + retryAfterMs, clock.now());
  return `The door was opened five times within an hour for this address. It can be again at ${at}; they wait meanwhile.`;
}

const letIn: Act = async ({ session }, { serverId, knock, role }) => {
  const claimed = claimedBy(session, serverId, knock);
  if (claimed !== null) {
    const way = mayVouch(session, serverId)
      ? `Once you are sure that it is them, /knocks vouch ${knock.knockId} makes this device theirs.`
      : 'Only an owner can let them back in: ask one to look.';
    refuse(
      session,
      `They say that they are ${claimed}, who is on the server already, and can't be let in anew. ${way}`,
    );
    return;
  }
  if (!isLookedAt(session, knock)) return;
  const queued = await session.chat.call('knock.accept', { serverId, device: knock.device, role });
  await tellDone(session, { serverId, queued, sentence: `${nameOf(knock)} is let in as ${roleWords[role]}.` });
};

/** It is somebody of the server again, on a device that none of their keys has signed for (T8). */
const vouch: Act = async (context, { serverId, knock }) => {
  const { session } = context;
  const claimed = claimedBy(session, serverId, knock);
  if (typeof knock.claims !== 'string' || claimed === null) {
    refuse(session, `${nameOf(knock)} is new here, and nobody to vouch for. /knocks in ${knock.knockId} lets them in.`);
    return;
  }
  if (serverWhere(context, 'device.vouch') === null || !isLookedAt(session, knock)) return;
  const queued = await session.chat.call('device.vouch', { serverId, device: knock.device, personId: knock.claims });
  const sentence = `${claimed} is back in. What this device says is marked as vouched for by you.`;
  await tellDone(session, { serverId, queued, sentence });
};

/** Nobody comes in whose digits nobody has seen. */
function isLookedAt(session: PeopleSession, { knockId, isOpened }: KnockView): boolean {
  if (!isOpened) refuse(session, `Compare the digits first: /knocks open ${knockId} shows them.`);
  return isOpened;
}

function mayVouch(session: PeopleSession, serverId: ServerId): boolean {
  const me = roleHere(session, serverId);
  return me !== null && isAllowed(me, 'device.vouch');
}

/** The name of whom they say they are already; null for a newcomer. */
function claimedBy({ mirror }: PeopleSession, serverId: ServerId, { claims, displayName }: KnockView): string | null {
  return typeof claims !== 'string' ? null : cleanName(mirror.person(serverId, claims)?.displayName ?? displayName);
}

const sendAway: Act = async ({ session, waiting }, { serverId, knock }) => {
  const refused = await session.chat.call('knock.refuse', { serverId, knockId: knock.knockId });
  if (!refused.ok) {
    sayProblem(session, refused.error, { serverId });
    return;
  }
  waiting.sentAway(knock.device);
  note(session, `${nameOf(knock)} was sent away. They can knock again, with other digits.`);
};

const ban: Act = async ({ session }, { serverId, knock }) => {
  const queued = await session.chat.call('device.setBan', { serverId, device: knock.device, isBanned: true });
  await tellDone(session, {
    serverId,
    queued,
    sentence: `The key of ${nameOf(knock)} stays out. /door lists such keys.`,
  });
};

const acts: Readonly<Record<string, Act>> = { open, in: letIn, vouch, no: sendAway, ban };

function listKnocks({ session }: CommandContext, serverId: ServerId, knocks: readonly KnockView[]): void {
  const { screen, time, clock } = session;
  if (knocks.length === 0) {
    say(session, 'Nobody is at the door.');
    return;
  }
  const says = (claimed: string | null) => (claimed === null ? '' : `says they are ${claimed} already`);
  const rows = knocks.map((knock) => ({
    number: knock.knockId,
    name: nameOf(knock),
    remark: [
      says(claimedBy(session, serverId, knock)),
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
