/** The client's process in the app: all of a person's chat, served to each window over a port of its own. */
import { join } from 'node:path';
import { clientCalls, type ClientContract } from '#shared/ipc/client-control.ts';
import type { Port } from '#shared/ipc/port.ts';
import { serveRpc, type RpcHandlers } from '#shared/ipc/rpc.ts';
import type { StartProblem } from '#shared/ipc/start-problem.ts';
import { ok, type Result } from '#shared/result.ts';
import { openChatProgram, type ChatProgram } from './chat-program.ts';
import { keepFilesPrivate, prepareDataFolder } from './data-folder.ts';
import { endOnFailure } from './end-on-failure.ts';
import { parseSealKey } from './identity/key-seal.ts';
import { openParentChannel } from './ipc/parent-channel.ts';
import { leaveTerminalSignals } from './leave-signals.ts';
import { createLogger } from './logging.ts';
import { outliveOutput } from './outlive-output.ts';

outliveOutput();
leaveTerminalSignals();
keepFilesPrivate();
let program: ChatProgram | null = null;
let onOpened: (opened: ChatProgram) => void = () => undefined;

const handlers: RpcHandlers<ClientContract> = {
  'client.open': open,
  'client.deviceKey': ({ serverId }) => Promise.resolve(ok(program?.deviceKey(serverId) ?? null)),
  'client.wake': () => {
    program?.client.wake();
    return Promise.resolve(ok(null));
  },
  'presence.set': ({ state }) => {
    program?.client.setPresence(state);
    return Promise.resolve(ok(null));
  },
};

const parent = openParentChannel();
parent.onPort((name, port) => {
  if (name === 'control') control(port);
  else if (program === null) port.close();
  else program.client.serve(port);
});
parent.onLeft(() => {
  const last = program;
  program = null;
  void (last?.close() ?? Promise.resolve()).then(() => process.exit(0));
});

function control(port: Port): void {
  const onBug = (error: unknown): void => {
    throw error;
  };
  const served = serveRpc<ClientContract>(port, { calls: clientCalls, handlers, onBug });
  onOpened = ({ client }) => {
    client.onNotification((notification) => {
      served.emit('notification.decided', notification);
    });
    client.onConversationRead((conversation) => {
      served.emit('conversation.read', conversation);
    });
    client.onKnocks((notification) => {
      served.emit('knock.told', notification);
    });
    client.onKnocksOver((over) => {
      served.emit('knock.over', over);
    });
    client.onBadge((count) => {
      served.emit('badge.changed', { count });
    });
  };
}

async function open({
  dataFolder,
  isDiscovering,
  sealKey,
}: {
  readonly dataFolder: string;
  readonly isDiscovering: boolean;
  readonly sealKey: string | null;
}): Promise<Result<null, StartProblem>> {
  // The program looked at it when it started.
  const prepared = prepareDataFolder(dataFolder, { isAnyPlace: true });
  if (!prepared.ok) return prepared;
  const onFailed = endOnFailure({ dataFolder, log: 'client', heading: 'The client ends.', sentence: null });
  const log = createLogger({ folder: join(dataFolder, 'logs'), name: 'client' });
  const opened = await openChatProgram({ dataFolder, isDiscovering, seal: parseSealKey(sealKey), log, onFailed });
  if (!opened.ok) return opened;
  program = opened.value;
  onOpened(opened.value);
  return ok(null);
}
