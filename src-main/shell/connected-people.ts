import type { Clock } from '#shared/clock.ts';
import type { PersonId, ServerId } from '#shared/domain/ids.ts';
import type { ChatContract } from '#shared/ipc/chat-api.ts';
import type { PersonView } from '#shared/ipc/chat-view.ts';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import type { ConnectedPeople } from '#shared/ipc/shell-api.ts';
import { within } from './within.ts';
import type { ChildProcess } from './child-process.ts';

export interface ConnectedPeopleParts {
  readonly clock: Clock;
  /** Everybody connected, as the server itself counts; null where it does not answer. */
  readonly connected: () => Promise<readonly PersonId[] | null>;
  /** The process that knows names, and which of the people is the one here; null while there is none. */
  readonly client: ChildProcess | null;
  readonly serverId: ServerId;
}

/** Somebody wants to go and waits for it: a process that hangs keeps nobody. */
const answerTimeoutMs = 1_000;

/** Who else is in the server of this computer now. What is not known is not nobody: null. */
export async function connectedPeople(parts: ConnectedPeopleParts): Promise<ConnectedPeople | null> {
  const connected = await parts.connected();
  if (connected === null) return null;
  if (connected.length === 0) return { names: [], count: 0 };
  const known = await knownPeople(parts);
  const others = connected.filter((personId) => known.get(personId)?.isMe !== true);
  const names = others.flatMap((personId) => known.get(personId)?.displayName ?? []);
  return { names, count: others.length };
}

async function knownPeople(parts: ConnectedPeopleParts): Promise<ReadonlyMap<PersonId, PersonView>> {
  const { clock, client, serverId } = parts;
  if (client === null) return new Map();
  const port = client.openPort('chat');
  const asked = createRpcClient<ChatContract>(port).call('person.list', { serverId });
  const people = await within(clock, { timeoutMs: answerTimeoutMs, asked });
  port.close();
  return new Map(people?.ok === true ? people.value.map((person) => [person.personId, person]) : []);
}
