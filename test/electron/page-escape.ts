/** What a page of the app can try once somebody else runs in it; functions that run in that page. */
export type Ways = Readonly<Record<string, string>>;

/** Every way that a script has to lead a page, a frame or a new window to an address; what it got by each. */
export function leaveByScript(address: string): Ways {
  const tried: Record<string, string> = {};
  const attempt = (way: string, go: () => unknown): void => {
    try {
      const got = go();
      // What is opened in this very window is this window.
      tried[way] = got === undefined || got === null || got === window ? 'nothing' : 'a window';
    } catch {
      // Trusted types and Chromium itself refuse some of them by an exception.
      tried[way] = 'nothing';
    }
  };
  const add = (tag: string, attributes: Readonly<Record<string, string>>): HTMLElement => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries({ ...attributes, 'data-added': '' })) element.setAttribute(name, value);
    document.body.append(element);
    return element;
  };
  const click = (attributes: Readonly<Record<string, string>>) => () =>
    add('a', { ...attributes, href: address }).click();
  const submit = (attributes: Readonly<Record<string, string>>) => () =>
    (add('form', { ...attributes, action: address }) as HTMLFormElement).submit();
  const load = (tag: string, attribute: string) => () => void add(tag, { [attribute]: address });

  for (const target of ['', '_blank', '_top', 'other']) {
    attempt(`link to ${target}`, click({ target }));
    attempt(`link without a referrer to ${target}`, click({ target, rel: 'noreferrer noopener' }));
    attempt(`form to ${target}`, submit({ target }));
    attempt(`posted form to ${target}`, submit({ target, method: 'POST' }));
  }
  for (const target of ['_blank', '_self', '_top', 'other'])
    attempt(`open ${target}`, () => window.open(address, target));
  attempt('open a small one', () => window.open(address, '_blank', 'popup,width=100,height=100'));
  for (const tag of ['iframe', 'embed', 'frame', 'webview', 'portal', 'fencedframe']) attempt(tag, load(tag, 'src'));
  attempt('object', load('object', 'data'));
  attempt(
    'frame of its own text',
    () => void add('iframe', { srcdoc: `<meta http-equiv=refresh content="0;${address}">` }),
  );
  attempt('refresh', () =>
    document.head.append(Object.assign(add('meta', { content: `0;url=${address}` }), { httpEquiv: 'refresh' })),
  );
  for (const rel of [
    'prerender',
    'prefetch',
    'preconnect',
    'dns-prefetch',
    'stylesheet',
    'manifest',
    'modulepreload',
  ]) {
    attempt(`link ${rel}`, () => document.head.append(add('link', { rel, href: address })));
  }
  attempt('beacon', () => void navigator.sendBeacon(address, 'x'));
  attempt('replace', () => window.location.replace(address));
  attempt('assign', () => window.location.assign(address));
  attempt('href', () => void (window.location.href = address));
  return tried;
}

/** Everything that a page can ask a person or the system for; `denied` where it got none of it. */
export async function askForPermissions(): Promise<Ways> {
  const answers: Record<string, string> = {};
  const denied = 'denied';
  const has = navigator as unknown as Record<
    string,
    Record<string, (...args: unknown[]) => Promise<unknown>> | undefined
  >;
  const ask = async (what: string, go: () => Promise<unknown> | undefined): Promise<void> => {
    try {
      const got = await go();
      answers[what] =
        [undefined, null, denied, false].includes(got as string) || String(got) === '' ? denied : String(got);
    } catch {
      answers[what] = denied;
    }
  };
  const names = [
    ...['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read', 'background-sync', 'push'],
    ...['persistent-storage', 'ambient-light-sensor', 'accelerometer', 'gyroscope', 'magnetometer', 'screen-wake-lock'],
    ...[
      'nfc',
      'display-capture',
      'idle-detection',
      'storage-access',
      'window-management',
      'local-fonts',
      'payment-handler',
    ],
  ];
  for (const name of names) {
    const query = (): Promise<string> =>
      navigator.permissions.query({ name: name as PermissionName }).then(({ state }) => state);
    await ask(`query ${name}`, query);
  }
  await ask('notification', () => Notification.requestPermission());
  await ask(
    'location',
    () => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
  );
  await ask('camera', () => has['mediaDevices']?.['getUserMedia']?.({ video: true }));
  await ask('microphone', () => has['mediaDevices']?.['getUserMedia']?.({ audio: true }));
  await ask('screen', () => navigator.mediaDevices.getDisplayMedia());
  await ask('midi', () => navigator.requestMIDIAccess({ sysex: true }));
  await ask('clipboard', () => navigator.clipboard.readText());
  await ask('usb', () => has['usb']?.['requestDevice']?.({ filters: [] }));
  await ask('usb devices', () => has['usb']?.['getDevices']?.().then((all) => (all as unknown[]).length > 0));
  await ask('serial', () => has['serial']?.['requestPort']?.());
  await ask('hid', () => has['hid']?.['requestDevice']?.({ filters: [] }).then((all) => (all as unknown[]).length > 0));
  await ask('bluetooth', () => has['bluetooth']?.['requestDevice']?.({ acceptAllDevices: true }));
  await ask('fonts', () => (globalThis as unknown as Record<string, () => Promise<unknown>>)['queryLocalFonts']?.());
  await ask('screens', () => (globalThis as unknown as Record<string, () => Promise<unknown>>)['getScreenDetails']?.());
  await ask('persistence', () => navigator.storage.persist());
  await ask('wake lock', () => navigator.wakeLock.request('screen'));
  // Electron leaves the question open for ever where it denies it.
  void document.documentElement.requestFullscreen().catch(() => undefined);
  await ask('full screen', () => Promise.resolve(document.fullscreenElement));
  await ask('pointer', async () => {
    const locked = new Promise((resolve, reject) => {
      document.addEventListener('pointerlockchange', () => resolve(document.pointerLockElement !== null));
      document.addEventListener('pointerlockerror', reject);
    });
    await document.body.requestPointerLock();
    return locked;
  });
  return answers;
}
