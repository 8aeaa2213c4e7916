import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { memoryFolder } from '../memory-folder.ts';
import { modelSteps } from '../model/model-step.ts';
import { playSteps } from '../model/play-steps.ts';
import { share, type Proof } from '../proof.ts';
import { turn } from '../turn.ts';

const usual = { runs: 1_000, nightly: 20_000 };

export const model: Proof = {
  name: 'model',
  what: 'the log on disk, closed and opened in between, does what a plain log in memory does: sameness, numbers, who may do what, who sees what',
  company: 'beside',
  run: async (options) => {
    const numRuns = share(options, usual.runs, usual.nightly);
    const seed = numberOf(options.seed);
    let steps = 0;
    const property = fc.asyncProperty(modelSteps, async (played) => {
      await turn();
      const folder = mkdtempSync(join(memoryFolder, 'hallway-model-'));
      steps += played.length;
      try {
        playSteps(folder, played);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
    const details = await fc.check(property, { numRuns, seed });
    const problem = `${String(details.errorInstance)} after ${JSON.stringify(details.counterexample)} (--seed ${options.seed})`;
    return {
      figure: `${details.numRuns} runs of ${steps} steps`,
      figures: { runs: details.numRuns, steps },
      violations: details.failed ? [problem] : [],
    };
  },
};

/** What fast-check takes: 32 bits. */
function numberOf(seed: string): number {
  return [...seed].reduce((sum, character) => (Math.imul(sum, 31) + (character.codePointAt(0) ?? 0)) | 0, 7);
}
