import { formatJoinLine } from '#shared/discovery/join-line.ts';
import { createScriptedServer, type Script, type ScriptedSession } from './scripted-server.ts';
import { createSeededRandom } from './seeded-random.ts';
import { ask } from './world-talk.ts';
import { createWorld } from './world.ts';

export const scriptedAddress = { host: '10.0.7.1', port: 7420 };

/** Ann has joined a server that does as the script says, and a second has passed. */
export async function joinScriptedServer(script: Script = () => false, hello: object = {}) {
  const world = createWorld('script');
  const server = createScriptedServer({ random: createSeededRandom('script'), script, hello });
  world.network.listen('10.0.7.1:7420', server.accept);
  const ann = await world.person('Ann');
  const { serverId } = server.identity;
  const target = formatJoinLine({ serverId, addresses: [scriptedAddress], invite: null });
  await ask(world, ann, ['server.join', { target, displayName: 'Ann' }]);
  await world.run(1_000);
  const say = (text: string) => ask(world, ann, ['message.send', { serverId, roomId: server.roomId, text }]);
  const view = async () => {
    const [only] = await ask(world, ann, ['server.list', {}]);
    if (only === undefined) throw new Error('The server is not known.');
    return only;
  };
  return { world, server, ann, serverId, say, view };
}

/** The texts that came over a connection, in order. */
export const textsOf = (session: ScriptedSession) =>
  session.commands.flatMap(({ kind, body }) =>
    kind === 'message.send' ? (body['content'] as { text: string }).text : [],
  );
