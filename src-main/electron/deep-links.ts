import type { App } from 'electron';

const scheme = 'hallway';
/** The longest join line with all its addresses is far below. */
const maxLength = 2_048;
/** As `parseJoinLine` takes it: some systems put a slash after the host, and some write the scheme as they like. */
const start = new RegExp(`^${scheme}://(?:join|link)/?\\?`, 'iu');

/** Hears of `hallway://` links that were opened anywhere on this computer: hostile input, which the page shows and asks about. */
export function followDeepLinks(app: App, onLink: (line: string) => void): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient(scheme);
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const line = joinLineIn([url]);
    if (line !== null) onLink(line);
  });
}

/** A link comes as an argument where the system starts the program with it. */
export function joinLineIn(args: readonly string[]): string | null {
  const line = args.find((arg) => arg.length <= maxLength && start.test(arg));
  return line !== undefined && /^[\x21-\x7e]+$/u.test(line) ? line : null;
}

/**
 * The arguments that are ours to read: what stands behind a link may have come with it, out of a link with a quotation mark
 * in it, and is nobody's option.
 */
export function ownArguments(args: readonly string[]): readonly string[] {
  const link = args.findIndex((arg) => /^\s*hallway:/iu.test(arg));
  return link === -1 ? args : args.slice(0, link);
}
