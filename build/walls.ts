/**
 * Who may import whom, told once: the linter says it while one types, test/architecture says it of the parsed whole.
 * A layer is a folder of src-shared or src-main with all below it, or the files that lie in those two directly. A file
 * may always import its own layer.
 */
const shared = ['src-shared', 'src-shared/domain', 'src-shared/protocol', 'src-shared/ipc', 'src-shared/discovery'];
const parts = ['src-main/storage', 'src-main/transport', 'src-main/identity', 'src-main/discovery'];
const entries = [
  ...shared,
  ...parts,
  'src-main/ipc',
  'src-main/client',
  'src-main/server',
  'src-main/terminal',
  'src-main/shell',
];

export const layers: Readonly<Record<string, readonly string[]>> = {
  'src-shared': [],
  'src-shared/domain': ['src-shared'],
  'src-shared/protocol': ['src-shared', 'src-shared/domain'],
  'src-shared/ipc': ['src-shared', 'src-shared/domain'],
  'src-shared/discovery': ['src-shared', 'src-shared/domain'],
  // Ids, hashes, macs and signatures are part of what is stored.
  'src-main/storage': [...shared, 'src-main/identity'],
  'src-main/transport': shared,
  'src-main/identity': shared,
  'src-main/discovery': shared,
  // Ports over what processes and threads send each other. Whoever speaks through one is handed it.
  'src-main/ipc': shared,
  'src-main/client': [...shared, ...parts],
  'src-main/server': [...shared, ...parts],
  // The terminal is a renderer: chat-api over a port is all it knows of the client.
  'src-main/terminal': ['src-shared', 'src-shared/domain', 'src-shared/ipc'],
  // What is around the chat in every shell: supervised processes, settings, the browser's door.
  'src-main/shell': ['src-shared', 'src-shared/domain', 'src-shared/ipc', 'src-main/ipc'],
  // The process entries, with config.ts and logging.ts, which only they read.
  'src-main': entries,
  'src-main/electron': [...entries, 'src-main'],
};

/** Each package and the only places that import it: a file, or a folder with a slash at its end. */
export const packagePlaces: Readonly<Record<string, readonly string[]>> = {
  '@peculiar/x509': ['src-main/transport/'],
  'better-sqlite3': ['src-main/storage/database.ts'],
  'bonjour-service': ['src-main/discovery/'],
  canonicalize: ['src-main/identity/'],
  commander: ['src-main/serve.ts', 'src-main/chat.ts', 'src-main/browser-shell.ts'],
  electron: ['src-main/electron/', 'src-main/main.ts', 'src-main/preload.ts'],
  'electron-log': ['src-main/logging.ts'],
  'prom-client': ['src-main/metrics.ts'],
  'reflect-metadata': ['src-main/transport/'],
  uuidv7: ['src-main/storage/', 'src-main/client/'],
  // Parsing at the edge is everybody's business.
  valibot: ['src-shared/', 'src-main/'],
  ws: ['src-main/transport/', 'src-main/shell/'],
};

/** The layer of a path such as `src-main/client/outbox.ts`; undefined when it has none. */
export function layerOf(path: string): string | undefined {
  const [top, folder, ...rest] = path.split('/');
  const layer = rest.length > 0 ? `${top}/${folder}` : top;
  return layer !== undefined && layer in layers ? layer : undefined;
}

/** Whether what lies at `path` (a file, or a folder with a slash at its end) may import the package. */
export function mayImportPackage(path: string, packageName: string): boolean {
  return (packagePlaces[packageName] ?? []).some(
    (place) => path === place || (place.endsWith('/') && path.startsWith(place)),
  );
}
