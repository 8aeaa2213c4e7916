import { readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import log from 'electron-log/node';
import type { LogFields, Logger } from '#shared/logger.ts';

export interface LoggingOptions {
  /** Where the files lie; made if it is not there. */
  readonly folder: string;
  /** The files are `<name>.log` and, older and older, `<name>.1.log` to `<name>.5.log`. */
  readonly name: string;
  /** Where each line goes besides; nowhere if left out. */
  readonly writeLine?: (line: string) => void;
  readonly isDebug?: boolean;
}

const maxFileBytes = 4 * 1024 * 1024;
const keptFiles = 5;

/**
 * A logger that writes to a file, rotated so that a few are kept. A disk that is full loses lines and nothing else: that is said
 * once when it begins and once when it is over.
 */
export function createLogger({ folder, name, writeLine, isDebug = false }: LoggingOptions): Logger {
  const logger = log.create({ logId: join(folder, name) });
  const { file, console: terminal } = logger.transports;
  // It would look for a package.json, which a packed server has none of, and write nothing.
  file.setAppName('hallway');
  file.resolvePathFn = () => join(folder, `${name}.log`);
  file.maxSize = maxFileBytes;
  file.archiveLogFn = (current) => {
    rotate(current.path);
  };
  // The loop does not wait for a disk that is busy with something else.
  file.sync = false;
  file.format = '{text}';
  file.level = isDebug ? 'debug' : 'info';
  // Told here: the library would show each line that a file does not take, with a stack, by the first logger of the process.
  terminal.level = false;
  for (const each of [terminal, log.transports.console]) each.writeFn = () => undefined;
  const write = (level: keyof Logger, sentence: string, fields?: LogFields) => {
    const text = formatLine(level, sentence, fields);
    writeLine?.(text);
    logger[level](text);
  };
  const isWell = watchFile(() => file.getFile(), write);
  const line = (level: keyof Logger) => (sentence: string, fields?: LogFields) => {
    if (level === 'debug' && !isDebug) return;
    isWell();
    write(level, sentence, fields);
  };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

type LogFile = ReturnType<(typeof log.transports.file)['getFile']>;

/** Tells of a file that cannot be written. What comes back is called before each line: the file says nothing of what it wrote. */
function watchFile(open: () => LogFile, write: (level: keyof Logger, sentence: string, fields?: LogFields) => void) {
  let file: LogFile | null = null;
  let writtenBefore: number | null = null;
  return (): void => {
    if (file === null) {
      const opened = (file = open());
      opened.on('error', ({ message }) => {
        if (writtenBefore !== null) return;
        writtenBefore = opened.bytesWritten;
        write('error', 'The log cannot be written to its file.', { reason: message });
      });
    }
    if (writtenBefore === null || file.bytesWritten === writtenBefore) return;
    writtenBefore = null;
    write('info', 'The log is written to its file again. Lines are missing there.');
  };
}

/** Time, level, sentence, then the fields as JSON. */
function formatLine(level: string, sentence: string, fields: LogFields | undefined): string {
  const start = `${new Date().toISOString()} ${level.toUpperCase().padEnd(5)} ${sentence}`;
  return fields === undefined ? start : `${start} ${JSON.stringify(fields)}`;
}

function rotate(path: string): void {
  const folder = dirname(path);
  const name = basename(path, '.log');
  const numbered = (number: number) => `${name}.${number}.log`;
  try {
    const present = new Set(readdirSync(folder));
    for (let number = keptFiles; number >= 1; number -= 1) {
      if (!present.has(numbered(number))) continue;
      if (number === keptFiles) rmSync(join(folder, numbered(number)));
      else renameSync(join(folder, numbered(number)), join(folder, numbered(number + 1)));
    }
    renameSync(path, join(folder, numbered(1)));
  } catch {
    // The file grows on; the next line tries again.
  }
}
