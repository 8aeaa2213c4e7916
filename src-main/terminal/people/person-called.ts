import type { ServerId } from '#shared/domain/ids.ts';
import type { PersonView } from '#shared/ipc/chat-view.ts';
import { resolveName } from '../resolve-name.ts';
import { cleanLine } from '../text/clean-text.ts';
import { sayNotResolved, type CommandContext } from './command-context.ts';

/** Among all who are or were on the server; says so where it is nobody, or not clear who. */
export function personCalled(context: CommandContext, serverId: ServerId, typed: string): PersonView | null {
  const { mirror } = context.session;
  const people = mirror.people(serverId).filter(({ role }) => role !== 'server');
  const named = people.map((person) => ({ id: person.personId, name: person.displayName, person }));
  const found = resolveName(cleanLine(typed).replaceAll(/["“”]/gu, ''), named);
  if (found.ok) return found.value.person;
  sayNotResolved(context, found.error);
  return null;
}
