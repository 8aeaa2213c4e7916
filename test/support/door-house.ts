import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Door } from '#shared/domain/door.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { ChatCallName, ChatError, ChatParams, ChatResults } from '#shared/ipc/chat-api.ts';
import type { Result } from '#shared/result.ts';

export interface OpenedHouse {
  readonly serverId: ServerId;
  readonly port: number;
  readonly address: string;
}

export interface HouseCall {
  readonly call: number;
  readonly name: string;
  readonly params: unknown;
}

export interface HouseAnswer {
  readonly call: number;
  readonly result: unknown;
}

/** A real server in a process of its own, behind a door, with its owner inside, who has no window. */
export interface DoorHouse extends OpenedHouse {
  /** Asks the owner's client; throws where it is refused. */
  ask<Name extends ChatCallName>(name: Name, params: ChatParams<Name>): Promise<ChatResults[Name]>;
  /** The owner goes to the first knock, once there is one: the digits that their screen shows, and the way to let them in. */
  openDoor(): Promise<{ readonly digits: string; letIn(): Promise<void> }>;
  close(): Promise<void>;
}

const askAgainMs = 50;

export async function openDoorHouse(serverName: string, door: Door, port = 0): Promise<DoorHouse> {
  const entry = fileURLToPath(new URL('door-house-process.ts', import.meta.url));
  const child = fork(entry, [serverName, door, String(port)], { execArgv: [] });
  const exited = once(child, 'exit');
  const [opened] = (await Promise.race([
    once(child, 'message'),
    exited.then(() => Promise.reject(new Error('The server did not start.'))),
  ])) as [OpenedHouse];
  const waiting = new Map<number, (answer: HouseAnswer) => void>();
  let calls = 0;
  child.on('message', (answer: HouseAnswer) => {
    waiting.get(answer.call)?.(answer);
    waiting.delete(answer.call);
  });

  async function ask<Name extends ChatCallName>(name: Name, params: ChatParams<Name>): Promise<ChatResults[Name]> {
    const call = (calls += 1);
    const answered = new Promise<HouseAnswer>((resolve) => waiting.set(call, resolve));
    child.send({ call, name, params } satisfies HouseCall);
    const result = (await answered).result as Result<ChatResults[Name], ChatError>;
    if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error)}`);
    return result.value;
  }

  const { serverId } = opened;
  return {
    ...opened,
    ask,
    openDoor: async () => {
      let [knock] = await ask('knock.list', { serverId });
      while (knock === undefined) {
        await new Promise((resolve) => setTimeout(resolve, askAgainMs));
        [knock] = await ask('knock.list', { serverId });
      }
      const { device, digits } = await ask('knock.open', { serverId, knockId: knock.knockId });
      return { digits, letIn: async () => void (await ask('knock.accept', { serverId, device, role: 'member' })) };
    },
    close: async () => {
      child.kill();
      await exited;
    },
  };
}
