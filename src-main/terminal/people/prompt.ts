import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import { connectionWords, holdupWords } from '../english.ts';
import { cleanName } from '../text/clean-text.ts';
import { cutToWidth } from '../text/display-width.ts';
import { bold, dim, plain, type Line } from '../view/line.ts';
import type { PeopleSession } from './people-session.ts';

const roomyFrom = 60;
const nameColumns = 20;

/** Keeps the prompt at where people are. */
export function showPrompt(session: PeopleSession): void {
  const refresh = (): void => {
    session.screen.setPrompt(promptLine(session));
  };
  session.mirror.onChange(refresh);
  session.place.onMove(refresh);
  refresh();
}

/** `Nordlicht · firmware · out of reach > `; a narrow screen leaves out the server, a connected one its state. */
function promptLine(session: PeopleSession): Line {
  const { mirror, names, place, screen } = session;
  const { serverId, roomId } = place;
  if (serverId === null) return [dim('no server'), plain(' > ')];
  const short = (name: string): string => cutToWidth(cleanName(name), nameColumns);
  const server = mirror.server(serverId);
  const state = server?.connection.type ?? 'offline';
  const holdup = server?.holdup ?? null;
  const parts: Line[] = [
    ...(screen.width() >= roomyFrom || roomId === null ? [[dim(short(names.server(serverId)))]] : []),
    ...(roomId === null ? [] : [[bold(short(roomName(session, serverId, roomId)))]]),
    ...(place.isRefused ? [[dim('refused')]] : []),
    ...(state === 'online' ? [] : [[dim(connectionWords[state])]]),
    ...(holdup === null ? [] : [[dim(holdupWords[holdup.type])]]),
  ];
  return [...parts.flatMap((part, index) => (index === 0 ? part : [dim(' · '), ...part])), plain(' > ')];
}

/** One that was refused may be off this computer, and people in it are nowhere until they go elsewhere. */
function roomName({ mirror, names, place }: PeopleSession, serverId: ServerId, roomId: RoomId): string {
  return place.isRefused && mirror.room(serverId, roomId) === undefined ? 'nowhere' : names.room(serverId, roomId);
}
