/**
 * Who may import whom, told once: the linter says it while one types, test/architecture says it of the parsed whole.
 * A layer is a folder of src-shared, src-main or src-renderer with all below it, or the files that lie in those directly;
 * each feature of the renderer is a layer of its own. A file may always import its own layer.
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

const features = [
  'arrival',
  'composer',
  'devices',
  'diagnostics',
  'discovery',
  'door',
  'hosting',
  'invites',
  'members',
  'moderation',
  'palette',
  'people',
  'rooms',
  'servers',
  'settings',
  'timeline',
].map((noun) => `src-renderer/features/${noun}`);
// What the contracts carry is shown as it is, hence ipc beside the domain.
const shown = ['src-shared', 'src-shared/domain', 'src-shared/ipc'];
const underFeatures = ['src-renderer/ui', 'src-renderer/lib', 'src-renderer/state', 'src-renderer/i18n'];

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
  // The terminal is a renderer: chat-api over a port is all it knows of the client. It reads join lines, like the window.
  'src-main/terminal': ['src-shared', 'src-shared/domain', 'src-shared/ipc', 'src-shared/discovery'],
  // What is around the chat in every shell: supervised processes, settings, the browser's door.
  'src-main/shell': ['src-shared', 'src-shared/domain', 'src-shared/ipc', 'src-main/ipc'],
  // How the app is started from its sources.
  'src-main/launch': ['src-shared'],
  // What a desktop has around the page.
  'src-main/electron': ['src-shared', 'src-shared/domain', 'src-shared/ipc', 'src-main/ipc', 'src-main/shell'],
  // The process entries, with config.ts and logging.ts, which only they read.
  'src-main': [...entries, 'src-main/electron', 'src-main/launch'],
  // Primitives without a word of ours.
  'src-renderer/ui': [],
  'src-renderer/lib': shown,
  'src-renderer/i18n': shown,
  // A link that was opened is shown before anything is done with it, and so the page reads it.
  'src-renderer/state': [...shown, 'src-shared/discovery', 'src-renderer/lib', 'src-renderer/i18n'],
  // A feature knows no other one; views put them together.
  ...Object.fromEntries(features.map((feature) => [feature, [...shown, ...underFeatures]])),
  'src-renderer/views': [...shown, ...underFeatures, ...features],
  'src-renderer/styles': [],
  'src-renderer': [...shown, ...underFeatures, 'src-renderer/views', 'src-renderer/styles'],
};

/** Each package and the only places that import it: a file, or a folder with a slash at its end. */
export const packagePlaces: Readonly<Record<string, readonly string[]>> = {
  '@peculiar/x509': ['src-main/transport/'],
  '@fontsource-variable/inter': ['src-renderer/main.ts'],
  'better-sqlite3': ['src-main/storage/database.ts'],
  'bonjour-service': ['src-main/discovery/'],
  canonicalize: ['src-main/identity/'],
  commander: ['src-main/serve-command.ts', 'src-main/chat.ts', 'src-main/app-options.ts'],
  electron: ['src-main/electron/', 'src-main/main.ts', 'src-main/preload.ts'],
  'electron-log': ['src-main/logging.ts'],
  'linkify-it': ['src-renderer/lib/linked-text.ts'],
  qr: ['src-renderer/lib/read-qr.ts'],
  qrcode: ['src-renderer/lib/qr-code.ts'],
  'prom-client': ['src-main/metrics.ts'],
  'reflect-metadata': ['src-main/transport/'],
  svelte: ['src-renderer/'],
  uuidv7: ['src-main/storage/', 'src-main/client/'],
  // Parsing at the edge is everybody's business.
  valibot: ['src-shared/', 'src-main/'],
  virtua: ['src-renderer/features/timeline/'],
  ws: ['src-main/transport/', 'src-main/shell/'],
};

/** The layer of a path such as `src-main/client/outbox.ts`; undefined when it has none. */
export function layerOf(path: string): string | undefined {
  const folders = path.split('/').slice(0, -1);
  const layer = folders.slice(0, folders[1] === 'features' ? 3 : 2).join('/');
  return layer !== undefined && layer in layers ? layer : undefined;
}

/** Whether what lies at `path` (a file, or a folder with a slash at its end) may import the package. */
export function mayImportPackage(path: string, packageName: string): boolean {
  return (packagePlaces[packageName] ?? []).some(
    (place) => path === place || (place.endsWith('/') && path.startsWith(place)),
  );
}
