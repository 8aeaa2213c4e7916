import type { App, Session } from 'electron';
import { pageOrigin } from './page-origin.ts';

/** What Chromium would do on its own over the network: look for updates, devices to cast to, proxies, hints. */
const features = [
  'MediaRouter',
  'OptimizationHints',
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'SpellcheckService',
  'InterestFeedContentSuggestions',
  'Translate',
  'WebRtcHideLocalIpsWithMdns',
  'DnsOverHttps',
  'AsyncDns',
];
const switches = [
  'disable-background-networking',
  'disable-component-update',
  'disable-default-apps',
  'disable-domain-reliability',
  'disable-sync',
  'no-pings',
  'no-proxy-server',
  'no-first-run',
];

/**
 * Chromium has no business on any network: all that is meant to leave this computer goes through the client's and the
 * server's process. Before the app is ready.
 */
export function silenceChromium({ commandLine }: Pick<App, 'commandLine'>): void {
  for (const name of switches) commandLine.appendSwitch(name);
  commandLine.appendSwitch('disable-features', features.join(','));
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
}

/** Whatever a page asks for that is not the page itself is cancelled, should a policy or a switch ever fail. */
export function silenceSession(session: Session): void {
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest(({ url }, callback) => {
    const isOwn = url.startsWith(`${pageOrigin}/`) || url.startsWith(`blob:${pageOrigin}/`) || isDevTools(url);
    callback({ cancel: !isOwn });
  });
}

function isDevTools(url: string): boolean {
  return url.startsWith('devtools://');
}
