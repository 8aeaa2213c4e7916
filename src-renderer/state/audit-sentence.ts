import { unreachable } from '#shared/assert.ts';
import type { AuditEntry } from '#shared/domain/audit.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { harmlessLine } from '#shared/domain/text.ts';
import type { PersonRole } from '#shared/domain/role.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import type { Words } from '../i18n/en.ts';
import type { Hallway } from './hallway.svelte.ts';

/** What the sentences are made with. */
export interface AuditSpeech {
  readonly words: Pick<Words, 'audit' | 'report' | 'common'>;
  /** Isolated, or "you". */
  readonly person: (personId: PersonId) => string;
  readonly room: (roomId: RoomId) => string;
  readonly moment: (at: number) => string;
}

/** How acts on a server are said in this window. */
export function auditSpeech(hallway: Hallway, { serverId, personId: me }: ServerView): AuditSpeech {
  return {
    words: hallway.words,
    person: (personId) => (personId === me ? hallway.words.audit.you : hallway.nameOf(serverId, personId)),
    room: (roomId) => hallway.rooms.get(serverId, roomId)?.name ?? '',
    moment: (at) => hallway.formats.moment(at, hallway.now.at),
  };
}

const shownOfKey = 6;

/** Who did what to whom, in a sentence. */
export function auditSentence({ words, person, room, moment }: AuditSpeech, entry: AuditEntry): string {
  const { acts } = words.audit;
  const who = person(entry.personId);
  const whom = entry.subject === undefined ? words.common.someone : person(entry.subject);
  const role = roleWord(words, entry.role);
  // Of whatever server it is.
  const text = harmlessLine(entry.text ?? '');
  const key = (entry.device ?? '').slice(0, shownOfKey);
  switch (entry.kind) {
    case 'person.admitted':
      return acts.admitted(who, role);
    case 'person.roleSet':
      return acts.role(who, whom, role);
    case 'person.standingSet':
      return acts.standing[entry.standing ?? 'active'](who, whom);
    case 'server.doorSet':
      return (entry.openUntil ?? 0) > entry.at
        ? acts.openUntil(who, moment(entry.openUntil ?? 0))
        : acts.door[entry.door ?? 'open'](who);
    case 'knock.accepted':
      return acts.knock(who, key, role);
    case 'device.banSet':
      return entry.isBanned === true ? acts.ban(who, key) : acts.unban(who, key);
    case 'device.linked':
      return acts.link(who, key);
    case 'device.vouched':
      return acts.vouch(who, whom, key);
    case 'device.revoked':
      return entry.subject === undefined || entry.subject === entry.personId
        ? acts.revokeOwn(who, key)
        : acts.revokeDevice(who, whom, key);
    case 'invite.created':
      return acts.invite(who, text, role);
    case 'invite.revoked':
      return acts.revoke(who);
    case 'invite.accepted':
      return entry.role === undefined ? acts.accept(who) : acts.acceptAs(who, role);
    case 'room.renamed':
      return acts.rename(who, text);
    case 'room.memberRemoved':
      return acts.memberRemoved(who, whom, entry.roomId === undefined ? '' : room(entry.roomId));
    case 'report.closed':
      return acts.report(who, whom, words.report.outcomes[entry.outcome ?? 'other']);
    default:
      return unreachable(entry.kind);
  }
}

/** What is so again once the act was undone; null where it cannot be. */
export function undoSentence({ words, person }: AuditSpeech, { subject, undo }: AuditEntry): string | null {
  if (undo === undefined) return null;
  const { undoTexts } = words.audit;
  const whom = subject === undefined ? words.common.someone : person(subject);
  if (undo.role !== undefined) return undoTexts.role(whom, roleWord(words, undo.role));
  if (undo.standing !== undefined) return undoTexts.standing[undo.standing](whom);
  if (undo.door !== undefined) return undoTexts.door[undo.door];
  if (undo.isRevoked === true) return undoTexts.revoke;
  return undo.isBanned === true ? undoTexts.ban : undoTexts.unban;
}

function roleWord(words: AuditSpeech['words'], role: PersonRole | undefined): string {
  return words.audit.roles[role ?? 'member'];
}
