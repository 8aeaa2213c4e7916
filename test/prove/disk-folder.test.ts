import { expect, it } from 'vitest';
import { parseMountInfo } from '#main/storage/network-folder.ts';
import { diskFolderOf } from './disk-folder.ts';

const mounts = parseMountInfo(
  [
    '22 1 254:0 / / rw - ext4 /dev/vda rw',
    '23 22 0:20 / /tmp rw - tmpfs tmpfs rw',
    '24 23 8:1 / /tmp/disk rw - xfs /dev/sdb1 rw',
    '25 22 0:21 / /var/tmp rw - ramfs ramfs rw',
  ].join('\n'),
);

it('a folder on a disk is the first that does not lie in memory, whatever lies around it', () => {
  expect(diskFolderOf(['/tmp', '/var/tmp', '/srv/hallway'], mounts)).toEqual({ folder: '/srv/hallway', type: 'ext4' });
  expect(diskFolderOf(['/tmp/disk/here', '/srv'], mounts)).toEqual({ folder: '/tmp/disk/here', type: 'xfs' });
});

it('where all lie in memory there is none', () => {
  expect(diskFolderOf(['/tmp', '/tmp/deep', '/var/tmp'], mounts)).toBeNull();
});

it('where nobody tells, what lies there for a while is taken for a disk', () => {
  expect(diskFolderOf(['/private/tmp'], [])).toEqual({ folder: '/private/tmp', type: 'unknown' });
});
