import type * as Electron from 'electron';

/** What became of what a bare page tried. */
export interface BarePage {
  readonly opened: string;
  /** Whether a web view was asked about and barred. */
  readonly isWebViewBarred: boolean;
}

/**
 * Runs in the main process of the app: a window of it whose page has no policy, and may have web views. What holds then is what
 * the app does with every page, whatever that is and however it was made.
 */
export async function tryBarePage({ BrowserWindow }: typeof Electron, address: string): Promise<BarePage> {
  const known = BrowserWindow.getAllWindows();
  const bare = new BrowserWindow({ webPreferences: { webviewTag: true } });
  const { webContents } = bare;
  await bare.loadURL('about:blank');
  const open = `window.open(${JSON.stringify(address)}) === null ? 'nothing' : 'a window'`;
  const opened = (await webContents.executeJavaScript(open, true)) as string;

  // Whoever hears it here hears it behind the app.
  const barred = new Promise<boolean>((resolve) => {
    webContents.once('will-attach-webview', ({ defaultPrevented }) => {
      resolve(defaultPrevented);
    });
  });
  const view = `Object.assign(document.createElement('webview'), { src: ${JSON.stringify(address)} })`;
  await webContents.executeJavaScript(`void document.body.append(${view})`);
  const isWebViewBarred = await barred;
  for (const window of BrowserWindow.getAllWindows()) if (!known.includes(window)) window.destroy();
  return { opened, isWebViewBarred };
}
