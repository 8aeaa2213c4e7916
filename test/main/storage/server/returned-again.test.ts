import { describe, expect, it } from 'vitest';
import { createSignatureVerifier, type SignatureVerifier } from '#main/identity/signature-verifier.ts';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import { copyDatabase } from '#test/support/copy-database.ts';
import { setupEngine, setupMembers } from './test-engine.ts';

function countingVerifier() {
  const { isSignedBy } = createSignatureVerifier();
  const counted = { checks: 0 };
  const verifier: SignatureVerifier = {
    isSignedBy: (...signed) => {
      counted.checks += 1;
      return isSignedBy(...signed);
    },
  };
  return { verifier, counted };
}

/** Ann has said this much; the frames as they came to Ben, read. */
async function setupSaid() {
  const { verifier, counted } = countingVerifier();
  const world = await setupMembers({ verifier });
  const { ann, engine, general } = world;
  const say = async (text: string): Promise<unknown> => {
    const { frame } = await ann.say(general, text);
    return JSON.parse(frame);
  };
  const give = (events: readonly unknown[], { giveBack } = engine) =>
    giveBack({ giver: ann.personId, epochs: [], events });
  return { ...world, verifier, counted, say, give };
}

describe('what is given again and again', () => {
  it('[H4] costs no signature and no transaction where the log has it', async () => {
    const { engine, counted, say, give } = await setupSaid();
    const events = [await say('one'), await say('two'), await say('three')];
    const before = [counted.checks, engine.stats().commits];
    expect(give(events)).toMatchObject({ outcomes: ['held', 'held', 'held'], repeated: 3, forged: 0 });
    expect([counted.checks, engine.stats().commits]).toEqual(before);
  });

  it('[H4] costs a signature once where it was lost', async () => {
    const { db, ann, say, give } = await setupSaid();
    const copy = copyDatabase(db, openMemoryDatabase(serverMigrations));
    const lost = await say('lost');
    const { verifier, counted } = countingVerifier();
    const { engine } = setupEngine({ db: copy, verifier });
    expect(give([lost], engine)).toMatchObject({ outcomes: ['healed'], repeated: 0, isEpochBegun: true });
    expect(counted.checks).toBe(1);
    expect(give([lost, lost], engine)).toMatchObject({ outcomes: ['healed', 'healed'], repeated: 2 });
    engine.finishHealing({ personId: ann.personId, beyond: null });
    engine.openGate('host');
    expect(give([lost], engine)).toMatchObject({ outcomes: ['held'], repeated: 1 });
    expect(counted.checks).toBe(1);
  });

  it('[H4] is what was said and no other words under its mac', async () => {
    const { say, give } = await setupSaid();
    const said = (await say('as it was')) as { command: { body: object } };
    const { command } = said;
    const other = { ...said, command: { ...command, body: { ...command.body, writtenAt: 77 } } };
    expect(give([other])).toMatchObject({ outcomes: ['refused'], repeated: 1 });
  });
});
