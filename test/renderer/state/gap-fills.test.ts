import { describe, expect, it } from 'vitest';
import { err } from '#shared/result.ts';
import { GapFills } from '#renderer/state/gap-fills.svelte.ts';
import { buildGap, general, nordlicht } from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { settle, steadyClient } from '../steady-client.ts';

function setupFills() {
  const scripted = createScriptedChat();
  const fills = new GapFills({ chat: steadyClient(scripted.chat), serverId: nordlicht, roomId: general });
  const asked = () => scripted.calls.filter(({ name }) => name === 'timeline.fillGap').map(({ params }) => params);
  return { scripted, fills, asked, gap: buildGap({ from: 3, to: 9 }) };
}

describe('a gap that somebody looks at', () => {
  it('is asked for by what it names, once at a time, and says nothing more when that came', async () => {
    const { fills, asked, gap } = setupFills();
    void fills.fill(gap);
    void fills.fill(gap);
    expect(fills.of(gap)).toEqual({ type: 'filling' });
    await settle();
    expect(asked()).toEqual([{ serverId: nordlicht, roomId: general, from: 3, to: 9 }]);
    expect(fills.of(gap)).toBeUndefined();
  });

  it('says why it cannot be had, and can be asked for again', async () => {
    const { scripted, fills, asked, gap } = setupFills();
    scripted.answer('timeline.fillGap', async () => err({ type: 'messages_not_there' }));
    await fills.fill(gap);
    expect(fills.of(gap)).toEqual({ type: 'failed', problem: { type: 'messages_not_there' } });
    await fills.fill(gap);
    expect(asked()).toHaveLength(2);
  });
});
