import type { Proof, ProofOptions } from '../proof.ts';
import { share } from '../proof.ts';
import { proveCorruptPage } from '../disk/corrupt-page.ts';
import { proveFailedRead } from '../disk/failed-read.ts';
import { proveFullDisk } from '../disk/full-disk.ts';
import { proveIoError } from '../disk/io-error.ts';
import type { DiskResult } from '../disk/disk-result.ts';

const usual = { turns: 8, nightly: 60 };

export const disk: Proof = {
  name: 'disk',
  what: 'the disk is full, fails to write, does not give what is read, or has a damaged page: no crash, nothing acknowledged that is not there, nothing in the place of a database that is sound, and all goes on afterwards, from the newest backup and what devices hold where it must',
  company: 'beside',
  run: async (options: ProofOptions) => {
    const turns = share(options, usual.turns, usual.nightly);
    const parts = {
      full: proveFullDisk,
      'I/O error': proveIoError,
      'failed read': proveFailedRead,
      'damaged page': proveCorruptPage,
    };
    const results: DiskResult[] = [];
    for (const [name, prove] of Object.entries(parts)) {
      const result = await prove({ seed: options.seed, turns });
      results.push(result);
      options.note(`${name}: ${result.obstacle ?? `${result.turns} turns, ${result.refused} refused for now`}`);
    }
    const [full, io, read, page] = results.map((result) => result.turns);
    const restored = results.reduce((sum, result) => sum + result.restored, 0);
    const acknowledged = results.reduce((sum, result) => sum + result.acknowledged, 0);
    return {
      figure: `${full} times full, ${io} I/O errors, ${read} failed reads, ${page} damaged pages, ${restored} times a backup took their place; ${acknowledged} acknowledged`,
      figures: {
        full: full ?? 0,
        ioErrors: io ?? 0,
        failedReads: read ?? 0,
        damagedPages: page ?? 0,
        restored,
        acknowledged,
      },
      violations: results.flatMap(({ violations }) =>
        violations.map((problem) => `${problem} (--seed ${options.seed})`),
      ),
      skipped: results.flatMap(({ obstacle }) => obstacle ?? []),
    };
  },
};
