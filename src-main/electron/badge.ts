import type { App, BrowserWindow, NativeImage } from 'electron';

export interface Badge {
  readonly count: number;
  readonly window: BrowserWindow | null;
  /** The mark on Windows' taskbar, where there are no numbers. */
  readonly mark: NativeImage;
  readonly description: string;
}

/** How many messages are for this person: on the dock, the launcher or the taskbar. */
export function showBadge(app: Pick<App, 'setBadgeCount'>, { count, window, mark, description }: Badge): void {
  if (process.platform === 'win32') window?.setOverlayIcon(count > 0 ? mark : null, description);
  else app.setBadgeCount(count);
}
