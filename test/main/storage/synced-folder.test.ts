import { describe, expect, it } from 'vitest';
import { syncServiceOf, type SyncedPlace } from '#main/storage/synced-folder.ts';

function serviceOf(path: string, more: Partial<SyncedPlace> & { readonly markers?: readonly string[] } = {}) {
  const { markers = [], ...rest } = more;
  const separator = path.includes('\\') ? '\\' : '/';
  return syncServiceOf({ path, separator, env: {}, exists: (file) => markers.includes(file), ...rest });
}

describe('a folder that a program copies to other machines', () => {
  it.each([
    [String.raw`C:\Users\Mara\OneDrive\Hallway`, 'OneDrive'],
    [String.raw`C:\Users\Mara\OneDrive - Nordlicht GmbH\Hallway`, 'OneDrive'],
    [String.raw`C:\Users\Mara\Dropbox (Personal)\x`, 'Dropbox'],
    [String.raw`C:\Users\Mara\iCloudDrive\x`, 'iCloud Drive'],
    ['/home/mara/Dropbox/hallway', 'Dropbox'],
    ['/home/mara/Nextcloud/hallway', 'Nextcloud'],
    ['/home/mara/Nextcloud2', 'Nextcloud'],
    ['/home/mara/ownCloud/x', 'ownCloud'],
    ['/Users/mara/Google Drive/x', 'Google Drive'],
    ['/Users/mara/Library/CloudStorage/GoogleDrive-mara@x/My Drive', 'Google Drive'],
    ['/Users/mara/Library/CloudStorage/Box-Box/x', 'CloudStorage'],
    ['/Users/mara/Library/Mobile Documents/com~apple~CloudDocs/x', 'iCloud Drive'],
  ])('is known by its name: %s', (path, service) => {
    expect(serviceOf(path)).toBe(service);
  });

  it.each([
    ['/data/cloud/hallway', '/data/cloud/.nextcloudsync.log', 'Nextcloud'],
    ['/data/cloud/hallway', '/data/cloud/.dropbox.cache', 'Dropbox'],
    ['/data/cloud/hallway', '/data/cloud/hallway/.stfolder', 'Syncthing'],
    [String.raw`D:\cloud\hallway`, String.raw`D:\cloud\.tmp.driveupload`, 'Google Drive'],
  ])('is known by what lies at its top: %s', (path, marker, service) => {
    expect(serviceOf(path, { markers: [marker] })).toBe(service);
  });

  it('is known by what the system says of it, in whatever case', () => {
    const env = { OneDriveCommercial: 'D:\\Cloud\\' };
    expect(serviceOf(String.raw`D:\cloud\Hallway`, { env })).toBe('OneDrive');
    expect(serviceOf(String.raw`D:\cloudy\Hallway`, { env })).toBeNull();
  });
});

describe('a folder of this machine alone', () => {
  it.each([
    '/home/mara/.local/share/hallway',
    '/var/lib/hallway',
    '/srv/nextcloud/data',
    '/home/mara/My Dropbox backup/x',
    '/Users/mara/Library/Application Support/Hallway',
    String.raw`C:\Users\Mara\AppData\Roaming\Hallway`,
  ])('is let pass: %s', (path) => {
    expect(serviceOf(path)).toBeNull();
  });

  it('is one beside the settings of Dropbox, which lie in a home', () => {
    expect(serviceOf('/home/mara/hallway', { markers: ['/home/mara/.dropbox'] })).toBeNull();
  });

  it('is one where a variable is there and empty', () => {
    expect(serviceOf('/home/mara/hallway', { env: { OneDrive: '' } })).toBeNull();
  });
});
