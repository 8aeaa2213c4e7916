import { describe, expect, it } from 'vitest';
import { isWindowsShare, networkTypeAt, parseMountInfo, parseMountList } from '#main/storage/network-folder.ts';

const linux = parseMountInfo(
  [
    '22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw',
    '30 22 0:26 / /home rw shared:5 - btrfs /dev/sda2 rw,subvol=/home',
    '31 30 0:40 / /home/mara/nas rw - nfs4 nas:/export rw,vers=4.2',
    '32 30 0:41 / /home/mara/Team\\040files rw - cifs //files/team rw',
    '33 30 0:42 / /home/mara/box rw - fuse.sshfs mara@box:/ rw',
    '34 30 0:43 / /home/mara/dav rw - fuse https://dav.example/ rw',
    '35 30 8:3 / /home/mara/stick rw - fuseblk /dev/sdb1 rw',
    '36 30 0:44 / /home/mara/portal rw - fuse.portal portal rw',
    '37 22 0:45 / /auto rw - autofs /etc/auto rw',
    '38 37 0:46 / /auto rw - nfs nas:/auto rw',
    '39 22 0:47 / /mnt/c rw - 9p drvfs rw',
    '40 22 0:48 / /mnt/over rw - nfs nas:/over rw',
    '41 40 8:4 / /mnt/over rw - ext4 /dev/sdc1 rw',
    'nonsense',
  ].join('\n'),
);

const mac = parseMountList(
  [
    '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)',
    '/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)',
    '//mara@files/team on /Volumes/team (smbfs, nodev, nosuid, mounted by mara)',
    'nas:/export on /Volumes/nas (1) (nfs, nodev)',
    'box:/ on /Users/mara/box (macfuse_sshfs, nodev)',
    '/dev/disk5s1 on /Volumes/STICK (msdos, local, nodev)',
  ].join('\n'),
);

describe('a folder on Linux', () => {
  it.each([
    ['/srv/hallway', null],
    ['/home/mara/hallway', null],
    ['/home/mara/nas', 'nfs4'],
    ['/home/mara/nas/deep/down', 'nfs4'],
    ['/home/mara/nas-not', null],
    ['/home/mara/Team files/hallway', 'cifs'],
    ['/home/mara/box/x', 'fuse.sshfs'],
    ['/home/mara/dav/x', 'fuse'],
    ['/home/mara/stick/x', null],
    ['/home/mara/portal/x', null],
    ['/auto/x', 'nfs'],
    ['/mnt/c/Users/mara', '9p'],
    ['/mnt/over/x', null],
  ])('%s is told by the nearest mount: %j', (path, type) => {
    expect(networkTypeAt(path, linux)).toBe(type);
  });

  it('on a root that a container has of its own is none of another machine', () => {
    const container = parseMountInfo('1 0 0:1 / / rw - 9p none rw\n2 1 0:2 / /share rw - 9p none rw');
    expect([networkTypeAt('/data', container), networkTypeAt('/share/data', container)]).toEqual([null, '9p']);
  });

  it('is let pass where nobody tells what is mounted', () => {
    expect(networkTypeAt('/data', [])).toBeNull();
  });
});

describe('a folder on macOS', () => {
  it.each([
    ['/Users/mara/Library/Application Support/Hallway', null],
    ['/Volumes/team/hallway', 'smbfs'],
    ['/Volumes/nas (1)/hallway', 'nfs'],
    ['/Users/mara/box/hallway', 'macfuse_sshfs'],
    ['/Volumes/STICK', null],
  ])('%s is told by the nearest mount: %j', (path, type) => {
    expect(networkTypeAt(path, mac)).toBe(type);
  });
});

describe('a folder on Windows', () => {
  it.each([
    [String.raw`C:\Users\Mara\AppData\Roaming\Hallway`, false],
    [String.raw`\\files\team\hallway`, true],
    ['//files/team/hallway', true],
    [String.raw`\\?\UNC\files\team`, true],
    [String.raw`\\wsl.localhost\Debian\home`, true],
    [String.raw`\\?\C:\Users\Mara`, false],
    [String.raw`\\.\C:\Users\Mara`, false],
  ])('%s is a share: %j', (path, isShare) => {
    expect(isWindowsShare(path)).toBe(isShare);
  });
});
