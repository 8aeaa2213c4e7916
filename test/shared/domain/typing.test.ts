import { describe, expect, it } from 'vitest';
import { peopleTyping, typistHeard, typistsLeft, typingTimes, type Typist } from '#shared/domain/typing.ts';
import { protocolSection } from '#test/support/protocol-text.ts';
import { limits } from '#shared/protocol/limits.ts';
import { personIdOf } from '#test/support/sample-ids.ts';

const [ada, ben] = [personIdOf(1), personIdOf(2)];
const at = (device: string, personId = ada, until = 10): Typist<string> => ({ device, personId, until });

describe('who types', () => {
  it('[P21] stays in the order of beginning when somebody is heard again', () => {
    const typists = typistHeard([at('a'), at('b', ben)], at('a', ada, 20));
    expect(typists).toEqual([at('a', ada, 20), at('b', ben)]);
    expect(typistHeard(typists, at('c'))).toHaveLength(3);
  });

  it('[P21] is nobody whose time is up', () => {
    expect(typistsLeft([at('a', ada, 10), at('b', ben, 11)], 10)).toEqual([at('b', ben, 11)]);
  });

  it('[P21] is one person at several devices', () => {
    expect(peopleTyping([at('a'), at('b', ben), at('c')])).toEqual([ada, ben]);
  });
});

describe('the times of typing', () => {
  it('[P21] are those that PROTOCOL.md says', () => {
    const seconds = (ms: number) => `${ms / 1_000} s`;
    expect(protocolSection(12)).toContain(`said again every ${seconds(typingTimes.renewMs)}`);
    expect(protocolSection(12)).toContain(`of \`typing.set\` beyond ${limits.maxTypingSignalsPerSecond}`);
    const rules = protocolSection(15);
    expect(rules).toContain(
      `at most ${limits.maxTypingPeople} people, and again every ${seconds(typingTimes.retellMs)}`,
    );
    expect(rules).toContain(`has not said it for ${seconds(typingTimes.deviceMs)}`);
    expect(rules).toContain(`believes a server for ${seconds(typingTimes.serverMs)}`);
  });

  it('[P21] outlast a word that gets lost', () => {
    expect(typingTimes.deviceMs).toBeGreaterThan(typingTimes.renewMs + typingTimes.retellMs / 2);
    expect(typingTimes.serverMs).toBeGreaterThanOrEqual(typingTimes.retellMs * 2);
  });
});
