import { describe, expect, it } from 'vitest';
import { Diagnostics } from '#renderer/state/diagnostics.svelte.ts';
import type { DeviceDiagnostics } from '#shared/ipc/device-diagnostics.ts';
import type { ServerStatus } from '#shared/ipc/server-status.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { buildDiagnostics, nordlicht, serverIdOf } from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { sampleStatus } from '#test/support/sample-status.ts';
import { steadyClient } from '../steady-client.ts';

const turn = () => new Promise(setImmediate);

interface Setup {
  readonly host?: () => Promise<ServerStatus | null> | null;
  readonly isKnown?: boolean;
}

/** Whoever asks waits until it is answered. */
function heldAnswers<Value>() {
  let settle: (value: Value) => void = () => undefined;
  const ask = () =>
    new Promise<Value>((resolve) => {
      settle = resolve;
    });
  return { ask, answer: (value: Value) => settle(value) };
}

function setupDiagnostics({ host = () => null, isKnown = true }: Setup = {}) {
  const scripted = createScriptedChat();
  const clock = createFakeClock();
  const serverId = isKnown ? nordlicht : null;
  const diagnostics = new Diagnostics({ chat: steadyClient(scripted.chat), clock, serverId, host });
  const asked = () => scripted.calls.filter(({ name }) => name === 'server.diagnostics').length;
  const pass = async (ms: number) => {
    clock.advance(ms);
    await turn();
  };
  return { scripted, clock, diagnostics, asked, pass };
}

describe('diagnostics that somebody looks at', () => {
  it('are read at once, anew every two seconds, and no more once they are closed', async () => {
    const { scripted, clock, diagnostics, asked, pass } = setupDiagnostics({ host: async () => sampleStatus });
    await turn();
    expect([diagnostics.device, diagnostics.host, diagnostics.isRead]).toEqual([
      buildDiagnostics(),
      sampleStatus,
      true,
    ]);
    scripted.answer('server.diagnostics', async () => ok(buildDiagnostics({ gaps: 3 })));
    await pass(1_900);
    expect(asked()).toBe(1);
    await pass(100);
    expect([asked(), diagnostics.device?.gaps]).toEqual([2, 3]);
    diagnostics.close();
    expect(clock.pendingTimers()).toBe(0);
    scripted.server({ connection: { type: 'catching_up' } });
    await pass(10_000);
    expect(asked()).toBe(2);
  });

  it('are read when the connection of that server changes, and not for what else is told of it', async () => {
    const { scripted, asked } = setupDiagnostics();
    await turn();
    scripted.server({ connection: { type: 'catching_up' } });
    await turn();
    expect(asked()).toBe(2);
    scripted.server({ unread: 3 });
    scripted.emit('server.changed', { ...scripted.state.servers[0], serverId: serverIdOf('w') } as never);
    await turn();
    expect(asked()).toBe(2);
  });

  it('are asked for one at a time, however long an answer takes', async () => {
    const { scripted, asked, pass } = setupDiagnostics();
    await turn();
    const { ask, answer } = heldAnswers<Result<DeviceDiagnostics, never>>();
    scripted.answer('server.diagnostics', ask);
    await pass(2_000);
    await pass(10_000);
    expect(asked()).toBe(2);
    answer(ok(buildDiagnostics()));
    await turn();
    await pass(2_000);
    expect(asked()).toBe(3);
  });

  it('are read once more when the connection changes during a reading, which may have missed that', async () => {
    const { scripted, diagnostics, asked } = setupDiagnostics();
    await turn();
    const { ask, answer } = heldAnswers<Result<DeviceDiagnostics, never>>();
    scripted.answer('server.diagnostics', ask);
    scripted.server({ connection: { type: 'catching_up' } });
    await turn();
    scripted.server({ connection: { type: 'online' } });
    await turn();
    expect(asked()).toBe(2);
    scripted.answer('server.diagnostics', async () => ok(buildDiagnostics({ gaps: 9 })));
    answer(ok(buildDiagnostics()));
    await turn();
    expect([asked(), diagnostics.device?.gaps]).toEqual([3, 9]);
  });

  it('say that the server that runs here does not answer only once it was asked, and did not', async () => {
    let isHosting = false;
    const { ask, answer } = heldAnswers<ServerStatus | null>();
    const { diagnostics, pass } = setupDiagnostics({ host: () => (isHosting ? ask() : null) });
    await turn();
    expect([diagnostics.isRead, diagnostics.isHostSilent]).toEqual([true, false]);
    isHosting = true;
    await pass(2_000);
    expect(diagnostics.isHostSilent).toBe(false);
    answer(null);
    await turn();
    expect(diagnostics.isHostSilent).toBe(true);
    await pass(2_000);
    answer(sampleStatus);
    await turn();
    expect([diagnostics.isHostSilent, diagnostics.host]).toEqual([false, sampleStatus]);
  });

  it('say why there are none, and keep what was read before', async () => {
    const { scripted, diagnostics, pass } = setupDiagnostics();
    await turn();
    scripted.answer('server.diagnostics', async () => err({ type: 'storage_failed', detail: 'disk_full' }));
    await pass(2_000);
    expect([diagnostics.problem?.type, diagnostics.device?.name]).toEqual(['storage_failed', 'Nordlicht']);
    scripted.answer('server.diagnostics', async () => ok(buildDiagnostics()));
    await pass(2_000);
    expect(diagnostics.problem).toBeNull();
  });

  it('are of the server that runs here alone where none is known', async () => {
    const { diagnostics, asked } = setupDiagnostics({ host: async () => sampleStatus, isKnown: false });
    await turn();
    expect([diagnostics.device, diagnostics.host?.name, asked()]).toEqual([null, 'Lunch', 0]);
  });
});
