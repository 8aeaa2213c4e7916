import type { Port } from '#shared/ipc/port.ts';
import { serveRpc, type RpcHandlers, type RpcServer } from '#shared/ipc/rpc.ts';
import {
  shellCalls,
  type ConnectedPeople,
  type QuestionAnswer,
  type Settings,
  type ShellContract,
  type ShellDescription,
  type FileEnding,
  type ShellError,
  type ShellEvents,
} from '#shared/ipc/shell-api.ts';
import type { Logger } from '#shared/logger.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { JsonFile } from './json-file.ts';
import { fileContent } from './file-content.ts';
import { webLink } from './web-link.ts';
import type { ChildProcess } from './child-process.ts';
import type { ClientHost } from './client-host.ts';
import type { ServerHost } from './server-host.ts';

/** Answers every window about the program around it. */
export interface ShellService {
  serve(port: Port): void;
  emit<Name extends keyof ShellEvents>(name: Name, event: ShellEvents[Name]): void;
  /** How many windows and tabs are there to hear it. */
  pages(): number;
  /** Keeps what is named and tells every window; what the disk does not take holds until the program ends. */
  change(changes: Partial<Settings>): Result<Settings, ShellError>;
}

/** Asks where a file is to lie, and writes it; `code` is the system's. */
export type SaveFile = (file: {
  readonly name: string;
  readonly ending: FileEnding;
  readonly bytes: Uint8Array;
}) => Promise<{ readonly type: 'saved' | 'cancelled' } | { readonly type: 'failed'; readonly code: string }>;

export interface ShellServiceOptions {
  readonly log: Logger;
  readonly description: ShellDescription;
  readonly settings: JsonFile<Settings>;
  readonly host: Pick<
    ServerHost,
    'view' | 'start' | 'stop' | 'setAside' | 'goOn' | 'reopen' | 'chooseNetwork' | 'status'
  >;
  readonly client: Pick<ClientHost<ChildProcess>, 'view' | 'start'>;
  /** Who else is in the server of this computer; null where that is not known. */
  readonly peopleHere: () => Promise<ConnectedPeople | null>;
  /** Shows a page of the web outside of here; false where that cannot be done. */
  readonly openLink: (url: URL) => Promise<boolean>;
  /** Left out where the page is in a browser, which saves by itself. */
  readonly saveFile?: SaveFile | undefined;
  /** The person has answered what `question.asked` asked. */
  readonly onAnswer?: ((answer: QuestionAnswer) => void) | undefined;
  /** A page has handed over what it alone had when `program.ending` came. */
  readonly onPageEnded?: (() => void) | undefined;
  readonly onMenu?: (() => void) | undefined;
  readonly onSettings?: ((settings: Settings) => void) | undefined;
}

export function createShellService(options: ShellServiceOptions): ShellService {
  const { log, settings, host, client, description, openLink, saveFile, onAnswer, onMenu, onSettings, onPageEnded } =
    options;
  const ports = new Set<RpcServer<ShellContract>>();
  const emit: ShellService['emit'] = (name, event) => {
    for (const port of ports) port.emit(name, event);
  };
  const change: ShellService['change'] = (changes) => {
    const changed: Settings = { ...settings.read(), ...changes };
    const kept = settings.write(changed);
    emit('settings.changed', changed);
    onSettings?.(changed);
    return kept.ok ? ok(changed) : err({ type: 'settings_not_kept', detail: kept.error.detail });
  };
  const handlers: RpcHandlers<ShellContract> = {
    'shell.describe': () => Promise.resolve(ok(description)),
    'settings.read': () => Promise.resolve(ok(settings.read())),
    'settings.change': (changes) => Promise.resolve(change(changes)),
    'host.status': () => Promise.resolve(ok(host.view())),
    'host.start': ({ name }) => host.start(name),
    'host.goOn': async () => ok(await host.goOn()),
    'host.reopen': async () => ok(await host.reopen()),
    'host.chooseNetwork': async (choice) => ok(await host.chooseNetwork(choice)),
    'host.report': async () => ok(await host.status()),
    'host.people': async () => ok(await options.peopleHere()),
    'host.stop': async () => ok(await host.stop()),
    'host.setAside': () => host.setAside(),
    'client.status': () => Promise.resolve(ok(client.view())),
    'client.restart': () => Promise.resolve(ok(client.start())),
    'menu.open': () => {
      onMenu?.();
      return Promise.resolve(ok(null));
    },
    'page.ended': () => {
      onPageEnded?.();
      return Promise.resolve(ok(null));
    },
    'question.answer': (answer) => {
      onAnswer?.(answer);
      return Promise.resolve(ok(null));
    },
    'file.save': async ({ name, ending, content }) => {
      const bytes = fileContent(ending, content);
      if (bytes === null || saveFile === undefined) return err({ type: 'file_refused' });
      const saved = await saveFile({ name, ending, bytes });
      if (saved.type === 'failed') return err({ type: 'file_not_saved', code: saved.code });
      return ok(saved.type === 'saved');
    },
    'link.open': async ({ url }) => {
      const link = webLink(url);
      return link !== null && (await openLink(link)) ? ok(null) : err({ type: 'link_refused' });
    },
  };
  const onBug = (error: unknown, call: string) => {
    log.error('A call threw.', { call, error: error instanceof Error ? (error.stack ?? error.message) : 'unknown' });
  };

  return {
    serve: (port) => {
      const served = serveRpc<ShellContract>(port, { calls: shellCalls, handlers, onBug });
      ports.add(served);
      port.onClose(() => ports.delete(served));
    },
    emit,
    pages: () => ports.size,
    change,
  };
}
