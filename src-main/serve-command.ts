import { Command, CommanderError } from 'commander';
import type { AuditFormat } from '#shared/domain/audit-text.ts';
import { commandLineSentence } from './command-line-sentence.ts';
import { parseServeArguments, type ServeArguments, type ServeConfig } from './config.ts';
import { sentenceForServe } from './serve-sentences.ts';

/** What `serve` was asked to do: to be a server, or something with the data folder of one. */
export type ServeCommand =
  | { readonly type: 'serve'; readonly config: ServeConfig }
  | { readonly type: 'task'; readonly task: ServeTask; readonly dataFolder: string; readonly isJson: boolean }
  /** It was printed. */
  | { readonly type: 'help' }
  | { readonly type: 'refused'; readonly sentence: string };

export type ServeTask =
  /** Null: into the folder of backups. */
  | { readonly type: 'backup'; readonly file: string | null }
  /** `from`: a file, or `latest`. */
  | { readonly type: 'restore'; readonly from: string; readonly replacesNewer: boolean }
  | { readonly type: 'status' }
  | { readonly type: 'goOn' }
  | { readonly type: 'audit'; readonly format: AuditFormat }
  /** `device`: its key, or how that begins. */
  | { readonly type: 'reopen'; readonly device: string }
  /** A link by which a server without one finds its owner (T6). */
  | { readonly type: 'claim' };

interface TaskArguments {
  readonly data: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly replaceNewer?: boolean;
}

type TypedArguments = Omit<ServeArguments, 'name'> & Partial<Pick<ServeArguments, 'name'>>;

/** Reads the command line, without the program's own two words. */
export function parseServeCommand(args: readonly string[], folders: FolderReader): ServeCommand {
  const [word = '', ...rest] = args;
  if (word !== '' && !word.startsWith('-') && !Object.hasOwn(tasks, word)) {
    const names = Object.keys(tasks).join(', ');
    return { type: 'refused', sentence: `There is no task ${JSON.stringify(word)}. There are: ${names}.` };
  }
  const task = tasks[word];
  try {
    return task === undefined ? parseServe(args, folders) : task(rest);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? { type: 'help' } : { type: 'refused', sentence: commandLineSentence(error) };
  }
}

/** What lies in the data folder that was named. */
export interface FolderReader {
  /** The sentence for why this user cannot be a server there; null where nothing is known against it. */
  readonly obstacle: (folder: string) => string | null;
  /** The name of the server; null where there is none. */
  readonly storedName: (folder: string) => string | null;
}

function parseServe(args: readonly string[], { obstacle, storedName }: FolderReader): ServeCommand {
  const collect = (value: string, values: readonly string[] = []) => [...values, value];
  const command = quiet(new Command('serve'))
    .description('Run a Hallway server for the people on this network.')
    .requiredOption('--data <folder>', 'required: where its key and everything said is kept; made if it is not there')
    .option('--name <name>', 'what people see; required at the first start')
    .option('--port <number>', 'default 7420; where it is taken, the next free one')
    .option('--door <door>', 'whom it lets in: open, knock or invite; default as it is, and invite when it is new')
    .option('--host <address>', 'an IP address to listen on, as often as wanted; default all', collect)
    .option('--networks <which>', 'all, private or ranges such as 192.168.1.0/24, parted by commas; default private')
    .option('--no-discovery', 'do not announce the server on the network')
    .option('--metrics-port <number>', 'serve /metrics for Prometheus on this port of 127.0.0.1')
    .option('--limit <name=number>', 'change a limit, as often as wanted (docs/deployment.md)', collect)
    .option('--ballast <megabytes>', 'room kept for when the disk is full; default 16, 0 for none')
    .option('--any-folder', 'take a data folder on a network or in a synced folder all the same')
    .option('--json', 'say things in JSON, an object a line, for programs')
    .addHelpText(
      'after',
      '\nOther tasks, each with --help: serve backup, serve restore, serve status, serve go-on, serve reopen, serve claim, serve audit',
    )
    .parse(args, { from: 'user' });
  const typed = command.opts<TypedArguments>();
  if (isBlank(typed.data)) return noFolder;
  // Before the name: it cannot be read either out of a folder of somebody else.
  const sentence = obstacle(typed.data);
  if (sentence !== null) return { type: 'refused', sentence };
  const name = typed.name ?? storedName(typed.data);
  if (name === null)
    return { type: 'refused', sentence: sentenceForServe({ type: 'name_missing', folder: typed.data }) };
  const config = parseServeArguments({ ...typed, name });
  return config.ok
    ? { type: 'serve', config: config.value }
    : { type: 'refused', sentence: sentenceForServe(config.error) };
}

const tasks: Readonly<Record<string, (args: readonly string[]) => ServeCommand>> = {
  backup: (args) => {
    const command = taskCommand('backup', 'Back up what a server keeps, whether it runs or not.')
      .argument('[file]', 'where to; default: its folder of backups')
      .parse(args, { from: 'user' });
    const [file = null] = command.args;
    return toTask(command, { type: 'backup', file });
  },
  restore: (args) => {
    const command = taskCommand('restore', 'Put a backup in the place of what a server keeps, while it does not run.')
      .argument('<file>', 'the backup; or "latest" for the newest that is sound')
      .option('--replace-newer', 'also where a newer version of Hallway wrote what the server has')
      .parse(args, { from: 'user' });
    const [from = ''] = command.args;
    const { replaceNewer } = command.opts<TaskArguments>();
    return toTask(command, { type: 'restore', from, replacesNewer: replaceNewer === true });
  },
  status: (args) => {
    const command = taskCommand('status', 'Say how a running server is.').parse(args, { from: 'user' });
    return toTask(command, { type: 'status' });
  },
  'go-on': (args) => {
    const description = 'Let people in again after a restore, without what nobody has given back yet.';
    return toTask(taskCommand('go-on', description).parse(args, { from: 'user' }), { type: 'goOn' });
  },
  audit: (args) => {
    const description = 'Write out who was let in, given or refused what, by whom and when, of a running server.';
    const command = taskCommand('audit', description)
      .option('--csv', 'a table in place of one JSON object a line')
      .parse(args, { from: 'user' });
    const { csv } = command.opts<TaskArguments>();
    return toTask(command, { type: 'audit', format: csv === true ? 'csv' : 'json' });
  },
  reopen: (args) => {
    const command = taskCommand(
      'reopen',
      'Let in again a device that was shut out because it did not sign what it sent.',
    )
      .argument('<device>', 'its key, or how that begins, as serve status shows it')
      .parse(args, { from: 'user' });
    const [device = ''] = command.args;
    return toTask(command, { type: 'reopen', device });
  },
  claim: (args) => {
    const description = 'Make a link whose first user owns the server, where it has no owner yet.';
    return toTask(taskCommand('claim', description).parse(args, { from: 'user' }), { type: 'claim' });
  },
};

function taskCommand(name: string, description: string): Command {
  return quiet(new Command(`serve ${name}`))
    .description(description)
    .requiredOption('--data <folder>', 'required: the data folder of the server')
    .option('--json', 'say it in JSON, for programs');
}

function toTask(command: Command, task: ServeTask): ServeCommand {
  const { data, json } = command.opts<TaskArguments>();
  if (isBlank(data)) return noFolder;
  return { type: 'task', task, dataFolder: data, isJson: json === true };
}

const isBlank = (folder: string): boolean => folder.trim() === '';
const noFolder: ServeCommand = { type: 'refused', sentence: sentenceForServe({ type: 'folder_not_named' }) };

/** Says nothing by itself but help, and throws where it would end the process. */
function quiet(command: Command): Command {
  return command.exitOverride().configureOutput({ outputError: () => undefined });
}
