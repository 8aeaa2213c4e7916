import { describe, expect, it } from 'vitest';
import { hostCalls, type HostContract, type OpenedHost } from '#shared/ipc/host-control.ts';
import { serveRpc } from '#shared/ipc/rpc.ts';
import type { ServerAlarm } from '#shared/ipc/server-alarm.ts';
import type { HostView } from '#shared/ipc/shell-api.ts';
import type { StartProblem } from '#shared/ipc/start-problem.ts';
import { silentLogger } from '#shared/logger.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { noHost } from '#main/shell/host-memory.ts';
import type { FileProblem } from '#main/shell/json-file.ts';
import { createServerHost } from '#main/shell/server-host.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { playChild, type PlayedChild } from '#test/support/played-child.ts';
import { sampleStatus } from '#test/support/sample-status.ts';
import { deviceKeyOf, personIdOf, serverIdOf } from '#test/support/sample-ids.ts';

const turn = () => new Promise(setImmediate);
const place = {
  serverId: serverIdOf(1),
  addresses: ['10.0.0.1:7420'],
  port: 7420,
  joinLine: 'hallway://join?s=x',
  networks: [],
};

/** A host whose processes are played by this test. */
function setupHost(
  answer: (name: string) => Result<OpenedHost, StartProblem> | Promise<Result<OpenedHost, StartProblem>>,
  disk: Result<null, FileProblem> = ok(null),
) {
  const clock = createFakeClock();
  const views: HostView['type'][] = [];
  const closed: string[] = [];
  const claimed: string[] = [];
  const power: string[] = [];
  const children: PlayedChild[] = [];
  let writes = 0;
  let reached = (): void => undefined;
  let alarmed = (_alarm: ServerAlarm | null): void => undefined;
  let memory = noHost;
  let aside: Result<string | null, StartProblem> = ok('/nowhere-aside');
  let isFrail = false;
  const host = createServerHost({
    clock,
    log: silentLogger,
    dataFolder: '/nowhere',
    isAdvertised: true,
    port: 7420,
    hosts: [],
    sealKey: null,
    memory: {
      read: () => memory,
      write: (value) => {
        memory = value;
        writes += 1;
        return disk;
      },
    },
    onChange: ({ type }) => views.push(type),
    deviceKey: async () => deviceKeyOf(1),
    spawn: () => {
      const child: PlayedChild = playChild((_name, port) => {
        const served = serveRpc<HostContract>(port, {
          calls: hostCalls,
          handlers: {
            'host.open': async ({ name }) => answer(name),
            'host.setAside': async () => aside,
            'host.claim': async ({ device }) => {
              claimed.push(device);
              return ok(null);
            },
            'host.connected': () => Promise.resolve(ok([personIdOf(1), personIdOf(2)])),
            'host.status': async () => ok(sampleStatus),
            'host.goOn': async () => ok(true),
            'host.reopen': async () => ok(2),
            'host.chooseNetwork': async ({ networkId }) => ok(networkId === 'known'),
            'host.sleep': () => {
              power.push('sleep');
              return Promise.resolve(ok(null));
            },
            'host.wake': () => {
              power.push('wake');
              return Promise.resolve(ok(null));
            },
            'host.close': ({ reason }) => {
              closed.push(reason);
              if (isFrail) child.crash();
              return Promise.resolve(ok(null));
            },
          },
          onBug: (error) => {
            throw error;
          },
        });
        reached = () => {
          served.emit('host.reached', {});
        };
        alarmed = (alarm) => {
          served.emit('host.alarmed', { alarm });
        };
      });
      children.push(child);
      return child;
    },
  });
  const crash = async () => {
    children.at(-1)?.crash();
    await turn();
  };
  return {
    clock,
    host,
    views,
    closed,
    claimed,
    power,
    crash,
    spawned: () => children.length,
    memory: () => memory,
    writes: () => writes,
    reached: () => {
      reached();
    },
    alarmed: (alarm: ServerAlarm | null) => {
      alarmed(alarm);
    },
    /** From now on it dies of a goodbye. */
    weaken: () => {
      isFrail = true;
    },
    refuseAside: (problem: StartProblem) => {
      aside = err(problem);
    },
  };
}

/** When every fake clock begins, and these servers are stopped. */
const firstMoment = createFakeClock().now();
/** What is known of a server that ran as Nordlicht. */
const memorized = { name: 'Nordlicht', isRunning: false, serverId: place.serverId, stoppedAt: null };
const stopped = { type: 'off', lastName: 'Nordlicht', serverId: place.serverId, stoppedAt: firstMoment };
const runs = (name: string) => ok({ ...place, name });

describe('the server of this computer', () => {
  it('is started under a name, and found running when asked again', async () => {
    const { host, views, memory } = setupHost(runs);
    expect(await host.start(' Nordlicht ')).toMatchObject({
      ok: true,
      value: { type: 'running', name: 'Nordlicht', ...place },
    });
    expect(await host.start('Another')).toMatchObject({ ok: true, value: { name: 'Nordlicht' } });
    expect(views).toEqual(['starting', 'running']);
    expect(memory()).toEqual({ ...memorized, isRunning: true });
  });

  it('[D13] is told that its computer goes to sleep and wakes up, and runs on', async () => {
    const { host, power, closed, views } = setupHost(runs);
    host.sleep();
    await host.start('Nordlicht');
    host.sleep();
    host.wake();
    await turn();
    expect([power, closed, views]).toEqual([['sleep', 'wake'], [], ['starting', 'running']]);
  });

  it('says goodbye when it is stopped, and is not started by itself again', async () => {
    const { clock, host, closed, spawned, memory } = setupHost(runs);
    await host.start('Nordlicht');
    expect(await host.stop()).toEqual(stopped);
    clock.advance(60_000);
    expect([closed, spawned(), memory()]).toEqual([['closing'], 1, { ...memorized, stoppedAt: firstMoment }]);
  });

  it('stays stopped when it dies while it says goodbye', async () => {
    const { clock, host, weaken, spawned } = setupHost(runs);
    await host.start('Nordlicht');
    weaken();
    expect(await host.stop()).toEqual(stopped);
    clock.advance(60_000);
    await turn();
    expect([spawned(), host.view()]).toEqual([1, stopped]);
  });

  it('comes back by itself after its process was killed', async () => {
    const { clock, host, views, crash, spawned } = setupHost(runs);
    await host.start('Nordlicht');
    await crash();
    expect(host.view()).toEqual({
      type: 'restarting',
      name: 'Nordlicht',
      serverId: place.serverId,
      nextTryAt: clock.now() + 250,
    });
    clock.advance(250);
    await turn();
    expect([spawned(), views]).toEqual([2, ['starting', 'running', 'restarting', 'running']]);
  });

  it('is given up after five crashes within a minute, and can be started again by hand', async () => {
    const { clock, host, crash, spawned } = setupHost(runs);
    await host.start('Nordlicht');
    for (let count = 0; count < 5; count += 1) {
      await crash();
      clock.advance(2_000);
      await turn();
    }
    expect(host.view()).toMatchObject({ type: 'failed', problem: { type: 'keeps_ending' } });
    expect(spawned()).toBe(5);
    expect(await host.start('Nordlicht')).toMatchObject({ ok: true, value: { type: 'running' } });
  });

  it('says why it cannot be started, and does not go on trying', async () => {
    const problem = { type: 'folder_in_use', folder: '/nowhere', pid: 7 } as const;
    const { clock, host, spawned } = setupHost(() => err(problem));
    expect(await host.start('Nordlicht')).toEqual({ ok: false, error: { type: 'host_failed', problem } });
    clock.advance(60_000);
    expect([host.view(), spawned()]).toEqual([{ type: 'failed', name: 'Nordlicht', serverId: null, problem }, 1]);
  });

  it('runs, and is stopped, on a disk that takes nothing', async () => {
    const full = err({ type: 'file_not_kept', path: '/nowhere/host.json', detail: 'ENOSPC' } as const);
    const { host } = setupHost(runs, full);
    expect(await host.start('Nordlicht')).toMatchObject({ ok: true, value: { type: 'running' } });
    expect(await host.stop()).toEqual(stopped);
  });

  it('is written down as running once, however often its process comes back', async () => {
    const { clock, host, crash, writes } = setupHost(runs);
    await host.start('Nordlicht');
    await crash();
    clock.advance(250);
    await turn();
    expect([host.view().type, writes()]).toEqual(['running', 1]);
  });

  it('answers everybody who waits for its start when it is stopped instead', async () => {
    const { clock, host } = setupHost(() => new Promise(() => undefined));
    const starts = [host.start('Nordlicht'), host.start('Another')];
    await turn();
    await Promise.all([host.stop(), ...starts]);
    const off = ok({ type: 'off', lastName: null, serverId: null, stoppedAt: clock.now() });
    expect(await Promise.all(starts)).toEqual([off, off]);
  });

  it('that is being stopped starts again under the name it is given then', async () => {
    const { host } = setupHost(runs);
    await host.start('Nordlicht');
    const stopping = host.stop();
    expect(await host.start('Another')).toMatchObject({ ok: true, value: { type: 'running', name: 'Another' } });
    expect(await stopping).toEqual(stopped);
  });

  it('says who is connected, and null where it does not answer', async () => {
    const { clock, host, crash } = setupHost(runs);
    expect(await host.connected()).toBeNull();
    await host.start('Nordlicht');
    expect(await host.connected()).toEqual([personIdOf(1), personIdOf(2)]);
    await crash();
    const asked = host.connected();
    clock.advance(1_000);
    expect(await asked).toBeNull();
  });

  it('tells how the server is, and null where it does not run or does not answer', async () => {
    const { clock, host, crash } = setupHost(runs);
    expect(await host.status()).toBeNull();
    await host.start('Nordlicht');
    expect(await host.status()).toEqual(sampleStatus);
    await crash();
    const asked = host.status();
    clock.advance(5_000);
    expect(await asked).toBeNull();
  });

  it('says whether another computer has reached it since it runs', async () => {
    const { host, reached } = setupHost(runs);
    await host.start('Nordlicht');
    expect(host.view()).toMatchObject({ type: 'running', isReached: false });
    reached();
    await turn();
    expect(host.view()).toMatchObject({ type: 'running', isReached: true });
  });

  it('shows what is wrong with its database until it is well again', async () => {
    const { host, alarmed } = setupHost(runs);
    await host.start('Nordlicht');
    expect(host.view()).toMatchObject({ type: 'running', alarm: null });
    alarmed({ type: 'disk_full' });
    await turn();
    expect(host.view()).toMatchObject({ type: 'running', alarm: { type: 'disk_full' } });
    alarmed(null);
    await turn();
    expect(host.view()).toMatchObject({ type: 'running', alarm: null });
  });

  it('that was stopped is put aside, and nothing of it is left to start again', async () => {
    const { host, views, memory, spawned } = setupHost(runs);
    await host.start('Nordlicht');
    expect(await host.setAside()).toEqual(err({ type: 'host_running' }));
    await host.stop();
    expect(await host.setAside()).toEqual(ok({ folder: '/nowhere-aside' }));
    expect(host.view()).toEqual({ type: 'off', lastName: null, serverId: null, stoppedAt: null });
    expect([memory(), views.at(-1), spawned()]).toEqual([noHost, 'off', 2]);
  });

  it('that cannot be put aside is there as before, and says why', async () => {
    const { host, memory, refuseAside } = setupHost(runs);
    const problem = { type: 'folder_in_use', folder: '/nowhere', pid: 7 } as const;
    refuseAside(problem);
    await host.start('Nordlicht');
    await host.stop();
    expect(await host.setAside()).toEqual(err({ type: 'host_failed', problem }));
    expect([host.view(), memory().name]).toEqual([stopped, 'Nordlicht']);
  });

  it('needs a name', async () => {
    const { host, spawned } = setupHost(runs);
    expect(await host.start('  ')).toEqual({ ok: false, error: { type: 'name_invalid', reason: 'name_empty' } });
    expect(spawned()).toBe(0);
  });

  it('that ran when the program was closed runs when it is opened again', async () => {
    const { host, memory, closed, spawned } = setupHost(runs);
    await host.start('Nordlicht');
    await host.close();
    expect([closed, memory()]).toEqual([['closing'], { ...memorized, isRunning: true }]);
    host.resume();
    await turn();
    expect([spawned(), host.view().type]).toEqual([2, 'running']);
  });
});
