/** Hallway in a window of its own: starts Electron's part, and wires it to the processes that do the work. */
import { app, dialog, Menu, safeStorage, session, shell as system } from 'electron';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { badInput } from '#shared/exit-code.ts';
import { prepareAppFolder } from './app-folder.ts';
import { parseAppArguments, type AppOptions } from './app-options.ts';
import { keepFilesPrivate } from './data-folder.ts';
import { registerAppScheme, serveAppScheme } from './electron/app-scheme.ts';
import { followDeepLinks, joinLineIn, ownArguments } from './electron/deep-links.ts';
import { openDesk, type Desk } from './electron/desk.ts';
import { openSealKey } from './electron/keystore.ts';
import { guardPages } from './electron/page-guard.ts';
import { fileSaver } from './electron/save-file.ts';
import { silenceChromium, silenceSession } from './electron/silence.ts';
import { hasTray } from './electron/tray-presence.ts';
import { utilityChildren } from './electron/utility-children.ts';
import { frameOf } from './electron/window.ts';
import { endOnFailure } from './end-on-failure.ts';
import { systemRandom } from './identity/system-random.ts';
import { createLogger } from './logging.ts';
import { outliveOutput } from './outlive-output.ts';
import { readOwnVersion } from './own-version.ts';
import { describeComputer } from './shell/computer.ts';
import { readPageFiles } from './shell/page-files.ts';
import { createShell } from './shell/shell.ts';
import { systemClock } from './system-clock.ts';

const ownFolder = new URL('./', import.meta.url);
const appId = 'lan.hallway.desktop';

outliveOutput();
keepFilesPrivate();
silenceChromium(app);
registerAppScheme();
// Beside `--no-sandbox`, which only tests give, it would keep Chromium's own processes from starting.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
const args = process.argv.slice(app.isPackaged ? 1 : 2);
const parsed = parseAppArguments(ownArguments(args), { isLenient: true });
if (parsed.type === 'options') start(parsed.value);
else if (parsed.type === 'help') app.exit(0);
else refuse(parsed.sentence);

function start(options: AppOptions): void {
  const { data } = options;
  const obstacle = prepareAppFolder(options);
  if (obstacle !== null) return refuse(obstacle);
  app.setPath('userData', join(data, 'window'));
  app.setAppUserModelId(appId);
  // Whoever has this folder open already comes to the front instead.
  if (!app.requestSingleInstanceLock()) return app.exit(0);
  endOnFailure({ dataFolder: data, log: 'shell', heading: 'The shell ends.', sentence: null });
  let desk: Desk | null = null;
  let early = joinLineIn(args);
  const onLink = (line: string): void => {
    if (desk === null) early = line;
    else desk.askToJoin(line);
  };
  followDeepLinks(app, onLink);
  app.on('second-instance', (_event, argv) => {
    const line = joinLineIn(argv);
    if (line === null) desk?.window.show();
    else onLink(line);
  });
  void app.whenReady().then(async () => {
    desk = await open(options);
    desk.window.show();
    if (early !== null) desk.askToJoin(early);
  });
}

async function open({ data, isDiscovering, serverPort, serverHosts }: AppOptions): Promise<Desk> {
  Menu.setApplicationMenu(null);
  guardPages(app, session.defaultSession);
  silenceSession(session.defaultSession);
  serveAppScheme(session.defaultSession, readPageFiles(fileURLToPath(new URL('../renderer', ownFolder))));
  const log = createLogger({ folder: join(data, 'logs'), name: 'shell' });
  const sealKey = openSealKey(join(data, 'keystore.key'), { safeStorage, random: systemRandom, log });
  const staysIn = await stayingPlace();
  const shell = createShell({
    clock: systemClock,
    log,
    dataFolder: data,
    isDiscovering,
    sealKey,
    serverPort,
    serverHosts,
    spawn: utilityChildren(ownFolder),
    description: {
      ...describeComputer(readOwnVersion()),
      idleKnownBy: 'system',
      keysGuardedBy: sealKey === null ? 'file' : 'keystore',
      staysIn,
      frame: frameOf(process.platform),
      logFolder: join(data, 'logs'),
    },
    openLink,
    saveFile: fileSaver(app, () => desk.window.browserWindow),
    onAnswer: (answer) => desk.onAnswer(answer),
    onMenu: () => desk.onMenu(),
    onClientControl: (control) => desk.onClientControl(control),
    onSettings: (settings) => desk.onSettings(settings),
    onHostChange: () => desk.onHostChange(),
  });
  const desk = openDesk({
    app,
    clock: systemClock,
    log,
    shell,
    staysIn,
    dataFolder: data,
    openLink,
    folders: { main: fileURLToPath(ownFolder), icons: join(app.getAppPath(), 'build', 'icons') },
    // The launcher waits for it.
    onShown: () => process.send?.('ready'),
  });
  shell.start();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, desk.leaving.quitNow);
  return desk;
}

function openLink(url: URL): Promise<boolean> {
  return system.openExternal(url.href).then(
    () => true,
    () => false,
  );
}

async function stayingPlace(): Promise<'tray' | 'dock' | 'taskbar'> {
  if (process.platform === 'darwin') return 'dock';
  return (await hasTray(process.platform, process.env)) ? 'tray' : 'taskbar';
}

/** Ends before there is a window. Whoever started a package from a dock or a menu sees no standard error, and is told in a box. */
function refuse(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  if (!app.isPackaged || process.stderr.isTTY) return app.exit(badInput);
  // The box needs Chromium, which needs a folder of its own.
  const folder = mkdtempSync(join(tmpdir(), 'hallway-'));
  app.setPath('userData', folder);
  void app.whenReady().then(async () => {
    await dialog.showMessageBox({ type: 'error', title: 'Hallway', message: 'Hallway', detail: sentence });
    rmSync(folder, { recursive: true, force: true });
    app.exit(badInput);
  });
}
