/** The client's process in the app: all of a person's chat, served to each window over a port of its own. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openChatProgram } from './chat-program.ts';
import { keepFilesPrivate, prepareDataFolder } from './data-folder.ts';
import { endOnFailure } from './end-on-failure.ts';
import { receivePorts } from './ipc/carried-ports.ts';
import { processPort } from './ipc/process-port.ts';
import { leaveTerminalSignals } from './leave-signals.ts';
import { createLogger } from './logging.ts';
import { outliveOutput } from './outlive-output.ts';
import { sentenceForServe } from './serve-sentences.ts';

outliveOutput();
leaveTerminalSignals();
const badInput = 2;
const { data: dataFolder, 'no-discovery': isQuiet } = parseArgs({
  options: { data: { type: 'string', default: '' }, 'no-discovery': { type: 'boolean', default: false } },
}).values;

keepFilesPrivate();
const prepared = prepareDataFolder(dataFolder);
if (!prepared.ok) quit(sentenceForServe(prepared.error));
const onFailed = endOnFailure({ dataFolder, log: 'client', heading: 'The client ends.', sentence: null });
const log = createLogger({ folder: join(dataFolder, 'logs'), name: 'client' });
const program = await openChatProgram({ dataFolder, isDiscovering: !isQuiet, log, onFailed });
if (!program.ok) quit(sentenceForServe(program.error));
const { client, close } = program.value;
receivePorts(processPort(process), (port) => {
  client.serve(port);
});
// Whoever started this process is gone, or wants it to end.
process.on('disconnect', () => {
  void close().then(() => process.exit(0));
});

function quit(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(badInput);
}
