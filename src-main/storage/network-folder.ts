/**
 * Whether a folder lies on another machine. SQLite's log needs memory that all its readers share and locks that hold; over a
 * network neither is sure, and what was acknowledged could be lost.
 */
export interface Mount {
  readonly point: string;
  /** The system's word for the kind of file system. */
  readonly type: string;
  /** What is mounted: a device, or an address. */
  readonly source: string;
}

/** The mounts of Linux, as /proc/self/mountinfo lists them; of one point the last hides the others. */
export function parseMountInfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after] = line.split(' - ');
    const point = before.split(' ')[4];
    const [type = '', source = ''] = after?.split(' ') ?? [];
    return point === undefined || type === '' ? [] : [{ point: unescape(point), type, source: unescape(source) }];
  });
}

/** The mounts of macOS, as `mount` prints them. */
export function parseMountList(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [, source = '', point, type] = /^(.*?) on (.*) \(([^,)]+)/u.exec(line) ?? [];
    return point === undefined || type === undefined ? [] : [{ point, type, source }];
  });
}

/** The kind of the network file system that a path lies on; null where it lies on a disk of this machine. */
export function networkTypeAt(path: string, mounts: readonly Mount[]): string | null {
  const mount = mountAt(path, mounts);
  return mount !== null && isNetwork(mount) ? mount.type : null;
}

/** What a path lies on: the mount that is nearest above it, and of one point the last; null where none is known. */
export function mountAt(path: string, mounts: readonly Mount[]): Mount | null {
  return mounts
    .filter(({ point }) => isWithin(path, point))
    .reduce<Mount | null>(
      (nearest, each) => (nearest === null || each.point.length >= nearest.point.length ? each : nearest),
      null,
    );
}

/** A path of Windows, as the system tells it in full: drives that stand for a share are told as the share. */
export function isWindowsShare(path: string): boolean {
  return /^[\\/]{2}(?![.?][\\/])/u.test(path) || /^[\\/]{2}\?[\\/]UNC[\\/]/iu.test(path);
}

const networkTypes = new Set([
  ...['nfs', 'nfs4', 'cifs', 'smb2', 'smb3', 'smbfs', 'afpfs', 'afs', 'webdav', 'ftp', 'ncpfs', 'coda'],
  ...['ceph', 'lustre', 'glusterfs', 'ocfs2', 'beegfs', 'orangefs'],
  // Of the machine that a virtual one runs on.
  ...['vboxsf', 'vmhgfs', 'prl_fs', '9p'],
  // On macOS what is mounted by a program is hardly ever a disk.
  ...['macfuse', 'osxfuse', 'fusefs'],
]);

/** Programs that mount what lies elsewhere; others, such as that for NTFS, mount disks. */
const networkPrograms = new Set([
  ...['sshfs', 'rclone', 's3fs', 'gcsfuse', 'davfs', 'davfs2', 'smbnetfs', 'curlftpfs', 'afpfs', 'ftpfs', 'cephfs'],
  ...['glusterfs', 'mfs', 'juicefs', 'gvfsd-fuse', 'kio-fuse', 'vmhgfs-fuse', 'onedriver', 'google-drive-ocamlfuse'],
]);

function isNetwork({ point, type, source }: Mount): boolean {
  // Some containers have their own root so.
  if (type === '9p') return point !== '/';
  const [kind = '', program = ''] = type.split('.', 2);
  if (kind === 'fuse') return networkPrograms.has(program) || source.includes('://');
  return networkTypes.has(type.split('_')[0] ?? type) || networkTypes.has(type);
}

function isWithin(path: string, point: string): boolean {
  return path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`);
}

/** Spaces and the like stand as three octal digits. */
function unescape(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/gu, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 8)));
}
