import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page, WebSocketRoute } from 'playwright';
import type { Port } from '#shared/ipc/port.ts';
import { serveRpc, type RpcHandlers, type RpcServer } from '#shared/ipc/rpc.ts';
import { firstSettings, shellCalls, type HostView, type Settings, type ShellContract } from '#shared/ipc/shell-api.ts';
import { ok } from '#shared/result.ts';
import { createListenerSet } from '#shared/listener-set.ts';
import { pageHeaders } from '#main/shell/page-policy.ts';
import { createScriptedChat, type ScriptedChat, type ScriptedState } from '#test/main/terminal/scripted-chat.ts';
import { shellDescription } from '#test/support/shell-description.ts';
import { projectFolder } from '../../build/entries.ts';

/** The real page in a real browser, on a chat that does what the test says: any state, at once, and none of it by chance. */
export interface ScriptedWindow {
  readonly page: Page;
  readonly scripted: ScriptedChat;
  /** Tells the page something as the program around it would. */
  readonly tellShell: RpcServer<ShellContract>['emit'];
  /** What the page complained about. */
  readonly complaints: readonly string[];
}

export interface WindowParts {
  readonly state?: Partial<ScriptedState>;
  readonly settings?: Partial<Settings>;
  readonly host?: HostView;
  /** What the program around the page answers in place of the usual. */
  readonly shell?: Partial<RpcHandlers<ShellContract>>;
  readonly options?: BrowserContextOptions;
  /** Runs in the page before anything of its own. */
  readonly script?: string;
  /** The page stands under its real policy, under which no test can wait for an expression that is a string. */
  readonly hasPolicy?: boolean;
  /** Sets up answers before the page asks. */
  readonly prepare?: (scripted: ScriptedChat) => void;
}

const origin = 'http://hallway.test';
/** What the page may do, as in every real window. The other headers are for an origin that is trusted, which this one is not. */
const policyName = 'Content-Security-Policy';
const policy = pageHeaders({ sockets: ['ws://hallway.test'], isTab: true })[policyName] ?? '';
const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/** Builds the page when it is stale. */
export function buildPage(): void {
  const built = spawnSync(process.execPath, [`${projectFolder}build/build-main.ts`, '--if-stale'], {
    stdio: 'inherit',
  });
  if (built.status !== 0) throw new Error('The page could not be built.');
}

export async function openScriptedWindow(browser: Browser, parts: WindowParts = {}): Promise<ScriptedWindow> {
  const context = await browser.newContext({
    viewport: { width: 1_280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...parts.options,
  });
  if (parts.script !== undefined) await context.addInitScript(parts.script);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const name = pathname === '/' ? 'index.html' : pathname.slice(1);
    const contentType = contentTypes[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    const body = readFileSync(join(projectFolder, 'dist', 'renderer', name));
    await route.fulfill({ body, contentType, headers: parts.hasPolicy === true ? { [policyName]: policy } : {} });
  });
  const chatPort = await answerPort(page, 'chat');
  const shellPort = await answerPort(page, 'shell');
  const scripted = chatPort.opened.then((port) => {
    const chat = createScriptedChat(parts.state, port);
    parts.prepare?.(chat);
    return chat;
  });
  const shell = shellPort.opened.then((port) => serveShell(port, parts));
  await page.goto(`${origin}/`);
  const { emit } = await shell;
  return { page, scripted: await scripted, complaints, tellShell: emit };
}

/** Resolves once the page's socket of this name will be answered here: a page that comes earlier looks for a real one, in vain. */
async function answerPort(page: Page, name: string): Promise<{ readonly opened: Promise<Port> }> {
  let open: (port: Port) => void = () => undefined;
  const opened = new Promise<Port>((resolve) => {
    open = resolve;
  });
  await page.routeWebSocket(new RegExp(`/ports/${name}$`, 'u'), (socket) => {
    open(portOf(socket));
  });
  return { opened };
}

function serveShell(
  port: Port,
  { settings = {}, host = { type: 'off', lastName: null, serverId: null, stoppedAt: null }, shell = {} }: WindowParts,
): RpcServer<ShellContract> {
  let kept: Settings = { ...firstSettings, displayName: 'Mara', ...settings };
  const handlers = {
    'shell.describe': async () => ok(shellDescription),
    'settings.read': async () => ok(kept),
    'settings.change': async (changes: Partial<Settings>) => {
      kept = { ...kept, ...changes };
      return ok(kept);
    },
    'host.status': async () => ok(host),
    'client.status': async () => ok({ type: 'running' } as const),
    ...shell,
  };
  return serveRpc<ShellContract>(port, {
    calls: shellCalls,
    // What no test asks for is not there, and would throw.
    handlers: handlers as Partial<RpcHandlers<ShellContract>> as RpcHandlers<ShellContract>,
    onBug: (error) => {
      throw error;
    },
  });
}

/** A port over a socket that the page believes to be a server's. */
function portOf(socket: WebSocketRoute): Port {
  const messages = createListenerSet<unknown>();
  const closes = createListenerSet<undefined>();
  socket.onMessage((text) => {
    messages.call(JSON.parse(String(text)));
  });
  socket.onClose(() => {
    closes.call(undefined);
  });
  return {
    post: (message) => {
      socket.send(JSON.stringify(message));
    },
    onMessage: (listener) => messages.add(listener),
    onClose: (listener) => closes.add(listener),
    close: () => void socket.close(),
  };
}
