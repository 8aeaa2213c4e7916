import type { Random } from '#shared/random.ts';
import { openOffice } from '#test/support/office.ts';
import { createProofDevice, type ProofDevice } from './device/proof-device.ts';
import { settleDevices } from './device/settle-devices.ts';
import { LineBroken } from './device/device-line.ts';
import { pause } from './pause.ts';
import { within } from './within.ts';

/** A server with writers and readers that is killed again and again, and everything in it is compared in the end. */
export interface KillRound {
  readonly devices: readonly ProofDevice[];
  readonly serverFolder: string;
  /** Load for a while that chance decides, a kill, a start on the same folder, and everybody back. */
  killUnderLoad(): Promise<void>;
  /** Everything that was written gets its answer, everybody sees the whole log, and the server is killed for the last time. */
  finish(): Promise<void>;
  /** Kills the server for the last time, whatever is without its answer. */
  end(): Promise<void>;
  close(): Promise<void>;
}

export interface KillRoundOptions {
  readonly random: Random;
  /** The folder in which everything lies. */
  readonly parent: string;
}

const writers = ['Mara', 'Ole', 'Ida'];
const readers = ['Finn', 'Lena'];
// What was sent again and what is new must fit into the window of 64 together.
const atOnce = 32;
const [minLoadMs, maxLoadMs] = [20, 200];
/** Whoever is away for longer than this in one cycle is a server that does not come back. */
const patienceMs = 30_000;
// Everything missed is replayed, so that each device is shown the whole log. At the usual rate a burst is read more slowly
// (D14), and a cycle would mostly wait for that.
const limits = ['maxReplayEvents=100000000', 'maxCommandsPerSecond=500', 'maxCommandBurst=500'].flatMap((limit) => [
  '--limit',
  limit,
]);

export async function createKillRound({ random, parent }: KillRoundOptions): Promise<KillRound> {
  const office = openOffice({ parent });
  const writing = writers.map((name) => createProofDevice(name, random));
  const devices = [...writing, ...readers.map((name) => createProofDevice(name, random))];
  let server = await office.openServer(...limits);

  async function connectAll(): Promise<void> {
    const where = { host: '127.0.0.1', port: server.port };
    await within(patienceMs, Promise.all(devices.map((device) => device.connect(where))));
  }

  try {
    await connectAll();
  } catch (error) {
    await office.close();
    throw error;
  }
  return {
    devices,
    serverFolder: office.serverFolder,
    killUnderLoad: async () => {
      for (const device of writing) device.talk(atOnce);
      await pause(minLoadMs + random.fraction() * (maxLoadMs - minLoadMs));
      // A page is asked for and may stay without its answer: then it was not read.
      const reading = Promise.all(devices.map((device) => device.readPage().catch(ignoreBreak)));
      await server.stop('SIGKILL');
      await reading;
      await Promise.all(devices.map((device) => device.untilOffline()));
      server = await office.openServer(...limits);
      await connectAll();
      await Promise.all(devices.map((device) => device.readPage()));
    },
    finish: async () => {
      await settleDevices(devices);
      await Promise.all(devices.map((device) => device.readPage()));
      await server.stop('SIGKILL');
    },
    end: () => server.stop('SIGKILL'),
    close: async () => {
      for (const device of devices) device.disconnect();
      await office.close();
    },
  };
}

function ignoreBreak(error: unknown): void {
  if (!(error instanceof LineBroken)) throw error;
}
