import { fuzzReader, fuzzSession } from '../fuzz/fuzz-in-process.ts';
import { fuzzSocket } from '../fuzz/fuzz-socket.ts';
import { share, type Proof } from '../proof.ts';

const usual = { frames: 1_000_000, nightly: 20_000_000 };
/** Of the frames in the process so many go into a server's session, the others into a client's reader. */
const sessionShare = 0.5;
const socketShare = 0.1;

export const fuzz: Proof = {
  name: 'fuzz',
  what: 'frames that are wrong in every way go into a server and into a client: neither crashes, and memory stays bounded',
  company: 'beside',
  run: async (options) => {
    const { seed, note } = options;
    const frames = share(options, usual.frames, usual.nightly);
    const intoSession = Math.ceil(frames * sessionShare);
    const inReader = await fuzzReader({ seed, note, frames: frames - intoSession });
    const inSession = await fuzzSession({ seed, note, frames: intoSession });
    const overTls = Math.ceil(frames * socketShare);
    const onSocket = await fuzzSocket({ seed, note, frames: overTls });
    const found = [...inReader, ...inSession, ...onSocket.violations];
    return {
      figure: `${frames} frames in process, ${overTls} over TLS; the server grew by ${onSocket.grownMebibytes} MiB`,
      figures: { inProcess: frames, overTls, grownMebibytes: onSocket.grownMebibytes },
      violations: found.map((problem) => `${problem} (--seed ${seed})`),
    };
  },
};
