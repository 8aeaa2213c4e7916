/** A chat client with all that it stands on: database, keys, discovery, an eye on the network. What the entries open. */
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { DeviceKey, ServerId } from '#shared/domain/ids.ts';
import type { Logger } from '#shared/logger.ts';
import { ok, type Result } from '#shared/result.ts';
import { createChatClient, type ChatClient } from './client/chat-client.ts';
import { createDeviceSeedFiles } from './client/device-seeds.ts';
import { watchNetwork } from './client/network-watch.ts';
import { watchForSleep } from './sleep-watch.ts';
import { createMdnsDiscovery } from './discovery/mdns.ts';
import { createKeyPair } from './identity/key-pair.ts';
import { selfTestCrypto, type CryptoFailure } from './identity/crypto-self-test.ts';
import type { KeySeal } from './identity/key-seal.ts';
import { systemRandom } from './identity/system-random.ts';
import { openWorkerClientStorage } from './storage/client/worker-client-store.ts';
import type { OpenError } from './storage/open-error.ts';
import { systemClock } from './system-clock.ts';
import { dial } from './transport/dial.ts';

export interface ChatProgram {
  readonly client: ChatClient;
  /** The public key that this device has for the server, made where there is none; null where it cannot be read (T3). */
  deviceKey(serverId: ServerId): DeviceKey | null;
  /** Disconnects and closes everything; resolves after five seconds at the latest. */
  close(): Promise<void>;
}

export interface ChatProgramOptions {
  readonly dataFolder: string;
  readonly isDiscovering: boolean;
  /** Null: keys lie in files that only this user can read. */
  readonly seal: KeySeal | null;
  readonly log: Logger;
  /** The storage is gone: the process has to end. */
  readonly onFailed: (error: unknown) => void;
}

const closeTimeoutMs = 5_000;

export async function openChatProgram(
  options: ChatProgramOptions,
): Promise<Result<ChatProgram, OpenError | CryptoFailure>> {
  const { dataFolder: folder, isDiscovering, seal, log, onFailed } = options;
  const tested = selfTestCrypto();
  if (!tested.ok) return tested;
  const storage = await openWorkerClientStorage({ folder, log, onFailed });
  if (!storage.ok) return storage;
  const parts = { clock: systemClock, random: systemRandom, log };
  const discovery = isDiscovering ? createMdnsDiscovery(parts) : null;
  const deviceSeeds = createDeviceSeedFiles(join(folder, 'keys'), { random: systemRandom, seal });
  const client = await createChatClient({
    ...parts,
    storage: storage.value,
    deviceSeeds,
    dial: (address, signal) => dial(address, { clock: systemClock, signal }),
    discovery,
    deviceName: hostname(),
  });
  const wake = (): void => {
    client.wake();
  };
  // Whatever may have cut the connections unseen has them checked at once (D10).
  const stopNetwork = watchNetwork({ ...parts, readInterfaces: networkInterfaces }, wake);
  const stopSleep = watchForSleep(parts, wake);
  return ok({
    client,
    deviceKey: (serverId) => {
      const seed = deviceSeeds.open(serverId);
      return seed.ok ? (createKeyPair(seed.value).publicKey as DeviceKey) : null;
    },
    close: async () => {
      stopNetwork();
      stopSleep();
      const limit = new Promise<void>((resolve) => {
        systemClock.after(closeTimeoutMs, resolve);
      });
      await Promise.race([Promise.all([client.close(), discovery?.close()]), limit]);
    },
  });
}
