/**
 * What a hostile page can try against a port of this computer, run within that page. Each way comes back with what the page
 * got hold of: `nothing`, or what it could read.
 */
export interface AttackTarget {
  /** `http://127.0.0.1:port` or `https://…`. */
  readonly origin: string;
  /** Paths that are there. */
  readonly paths: readonly string[];
  /** What its WebSockets are asked to speak. */
  readonly protocols: readonly string[];
}

export type Loot = Readonly<Record<string, string>>;

/** Requests that scripts make. */
export async function attackByScript({ origin, paths, protocols }: AttackTarget): Promise<Loot> {
  const loot: Record<string, string> = {};
  const nothing = 'nothing';
  const read = async (response: Response): Promise<string> => {
    const text = await response.text();
    return response.type === 'opaque' && text === '' ? nothing : `${response.status} ${text.trim()}`;
  };
  const ask = (url: string, init: RequestInit): Promise<string> => fetch(url, init).then(read, () => nothing);
  const openSocket = (url: string): Promise<string> =>
    new Promise((resolve) => {
      try {
        const socket = new WebSocket(url, [...protocols]);
        socket.onopen = () => resolve('open');
        socket.onclose = ({ code }) => resolve(code === 1006 ? nothing : `closed ${code}`);
      } catch {
        // Chromium opens none without TLS for a page that came over TLS.
        resolve(nothing);
      }
    });
  const listen = (url: string): Promise<string> =>
    new Promise((resolve) => {
      const source = new EventSource(url, { withCredentials: true });
      source.onopen = () => resolve('open');
      source.onerror = () => {
        source.close();
        resolve(nothing);
      };
    });
  const send = (method: string, url: string): Promise<string> =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.onload = () => resolve(`${request.status} ${request.responseText.trim()}`);
      request.onerror = () => resolve(nothing);
      request.open(method, url);
      request.withCredentials = true;
      request.setRequestHeader('hallway-door', 'token');
      request.setRequestHeader('content-type', 'application/json');
      request.send(JSON.stringify({ token: 'guessed' }));
    });
  const tryWorker = (make: () => { onerror: unknown }): Promise<string> =>
    new Promise((resolve) => {
      try {
        const worker = make();
        worker.onerror = () => resolve(nothing);
      } catch {
        resolve(nothing);
      }
    });
  const attack = async (path: string): Promise<void> => {
    const url = `${origin}${path}`;
    loot[`ws ${path}`] = await openSocket(url.replace(/^https?/u, 'ws'));
    loot[`wss ${path}`] = await openSocket(url.replace(/^https?/u, 'wss'));
    loot[`fetch ${path}`] = await ask(url, { credentials: 'include' });
    loot[`fetch without cors ${path}`] = await ask(url, { mode: 'no-cors', credentials: 'include' });
    loot[`fetch that keeps alive ${path}`] = await ask(url, { mode: 'no-cors', keepalive: true });
    loot[`post ${path}`] = await ask(url, { method: 'POST', body: '{"token":"guessed"}' });
    loot[`post without cors ${path}`] = await ask(url, { method: 'POST', mode: 'no-cors', body: 'x' });
    loot[`events ${path}`] = await listen(url);
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) loot[`${method} ${path}`] = await send(method, url);
    // It cannot tell what becomes of it; the server's counters do.
    navigator.sendBeacon(url, 'x');
    navigator.sendBeacon(url, new Blob(['{}'], { type: 'text/plain' }));
    loot[`worker ${path}`] = await tryWorker(() => new Worker(url));
    loot[`shared worker ${path}`] = await tryWorker(() => new SharedWorker(url));
    // A page on a name of its own has none to register it with.
    if ('serviceWorker' in navigator) {
      loot[`service worker ${path}`] = await navigator.serviceWorker.register(url).then(
        () => 'registered',
        () => nothing,
      );
    }
  };
  await Promise.all(paths.map(attack));
  return loot;
}

/** Requests that elements make. */
export async function attackByElement({ origin, paths }: AttackTarget): Promise<Loot> {
  const loot: Record<string, string> = {};
  const nothing = 'nothing';
  const load = (tag: string, parts: Readonly<Record<string, string>>): Promise<string> =>
    new Promise((resolve) => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(parts)) element.setAttribute(name, value);
      for (const event of ['load', 'loadedmetadata']) element.addEventListener(event, () => resolve('loaded'));
      element.addEventListener('error', () => resolve(nothing));
      document.body.append(element);
    });
  const frameOf = (name: string): HTMLIFrameElement =>
    document.body.appendChild(Object.assign(document.createElement('iframe'), { name }));
  /** What stands in the frame once something was loaded there. */
  const readFrame = (frame: HTMLIFrameElement, begin: () => void): Promise<string> =>
    new Promise((resolve) => {
      frame.addEventListener('load', () => {
        if (frame.contentWindow?.location === undefined) return;
        try {
          const { body, URL: shown } = frame.contentWindow.document;
          if (shown !== 'about:blank') resolve(body.innerText.trim() === '' ? nothing : body.innerText.trim());
        } catch {
          resolve(nothing);
        }
      });
      begin();
    });
  const attack = async (path: string, index: number): Promise<void> => {
    const url = `${origin}${path}`;
    const framed = frameOf(`framed ${index}`);
    loot[`frame ${path}`] = await readFrame(framed, () => (framed.src = url));
    for (const enctype of ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']) {
      const target = `posted ${index} ${enctype}`;
      const form = Object.assign(document.createElement('form'), { action: url, method: 'POST', enctype, target });
      form.append(Object.assign(document.createElement('input'), { name: '{"token":"', value: 'guessed"}' }));
      document.body.append(form);
      loot[`${enctype} form ${path}`] = await readFrame(frameOf(target), () => {
        form.submit();
      });
    }
    loot[`image ${path}`] = await load('img', { src: url });
    loot[`script ${path}`] = await load('script', { src: url });
    loot[`script with cors ${path}`] = await load('script', { src: url, crossorigin: 'use-credentials' });
    loot[`module ${path}`] = await load('script', { src: url, type: 'module' });
    loot[`style ${path}`] = await load('link', { rel: 'stylesheet', href: url });
    loot[`video ${path}`] = await load('video', { src: url });
    loot[`object ${path}`] = await load('object', { data: url });
  };
  await Promise.all(paths.map(attack));
  return loot;
}
