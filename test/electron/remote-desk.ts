import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { present } from '#shared/assert.ts';
import type { LanNode } from '#test/support/network-namespaces.ts';
import type { DeskOptions, ElectronDesk } from './electron-desk.ts';

const program = fileURLToPath(new URL('desk-process.ts', import.meta.url));

/** Opens a desk on a machine of a LAN in a box. */
export async function openRemoteDesk(node: LanNode, options: DeskOptions): Promise<ElectronDesk> {
  const child = node.spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout as Readable })[Symbol.asyncIterator]();
  const input = present(child.stdin, 'the desk reads calls');

  async function answered(call: string): Promise<unknown> {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${call}: the desk has ended`);
    const { error, result } = JSON.parse(value) as { readonly error: string | null; readonly result: unknown };
    if (error !== null) throw new Error(`${call}: ${error}`);
    return result;
  }
  const call = <Name extends keyof ElectronDesk>(name: Name): ElectronDesk[Name] => {
    const ask = (...args: readonly string[]) => {
      input.write(`${JSON.stringify({ name, args })}\n`);
      return answered(`${name}(${args.join(', ')})`);
    };
    return ask as ElectronDesk[Name];
  };

  await answered('open');
  return {
    introduce: call('introduce'),
    host: call('host'),
    openDoor: call('openDoor'),
    joinNearby: call('joinNearby'),
    join: call('join'),
    say: call('say'),
    see: call('see'),
    shoot: call('shoot'),
    findNothing: call('findNothing'),
    invite: call('invite'),
    inviteByPicture: call('inviteByPicture'),
    joinByLink: call('joinByLink'),
    joinByPicture: call('joinByPicture'),
    knock: call('knock'),
    answerKnock: call('answerKnock'),
    digits: call('digits'),
    match: call('match'),
    beInside: call('beInside'),
    quit: async () => {
      input.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
