/**
 * Whether a program copies a folder to other machines, file by file and each by itself: of a database and its log it takes
 * different moments, puts older ones back, and keeps files open that have to be renamed.
 */
export interface SyncedPlace {
  /** In full, with links followed. */
  readonly path: string;
  readonly separator: '/' | '\\';
  /** The environment of this process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly exists: (path: string) => boolean;
}

interface Service {
  readonly name: string;
  /** What its folder is called. */
  readonly folder: RegExp;
  /** What lies at the top of its folder, whatever that is called. */
  readonly markers: readonly string[];
  /** Variables that name its folder. */
  readonly variables: readonly string[];
}

const none = { markers: [], variables: [] };
const services: readonly Service[] = [
  {
    name: 'OneDrive',
    folder: /^OneDrive(?: ?- ?.+)?$/u,
    markers: [],
    variables: ['OneDrive', 'OneDriveConsumer', 'OneDriveCommercial'],
  },
  // Not `.dropbox`: in a home that is its settings.
  { ...none, name: 'Dropbox', folder: /^Dropbox(?: \(.+\)|-.+)?$/u, markers: ['.dropbox.cache'] },
  {
    ...none,
    name: 'Google Drive',
    folder: /^Google ?Drive(?:-.+)?$/u,
    markers: ['.tmp.driveupload', '.tmp.drivedownload'],
  },
  { ...none, name: 'iCloud Drive', folder: /^(?:iCloud ?Drive|Mobile Documents|com~apple~CloudDocs)$/u },
  { ...none, name: 'Nextcloud', folder: /^Nextcloud\d*$/u, markers: ['.nextcloudsync.log'] },
  { ...none, name: 'ownCloud', folder: /^ownCloud\d*$/u, markers: ['.owncloudsync.log'] },
  { ...none, name: 'Syncthing', folder: /^Syncthing$/u, markers: ['.stfolder'] },
  { ...none, name: 'MEGA', folder: /^MEGAsync(?: .+)?$/u, markers: ['.megaignore'] },
  // Where macOS keeps whatever service there is.
  { ...none, name: 'CloudStorage', folder: /^CloudStorage$/u },
];

/** The service that keeps a copy of the folder elsewhere; null where none is known to. */
export function syncServiceOf({ path, separator, env, exists }: SyncedPlace): string | null {
  const parts = path.split(separator);
  const above = parts.map((_, index) => parts.slice(0, index + 1).join(separator)).filter((folder) => folder !== '');
  const service = services.find(
    ({ folder, markers, variables }) =>
      parts.some((part) => folder.test(part)) ||
      variables.some((name) => above.some((each) => isSame(each, env[name]))) ||
      markers.some((marker) => above.some((each) => exists(`${each}${separator}${marker}`))),
  );
  return service?.name ?? null;
}

function isSame(folder: string, named: string | undefined): boolean {
  return named !== undefined && named !== '' && folder.toLowerCase() === named.replace(/[\\/]+$/u, '').toLowerCase();
}
