import { EventEmitter } from 'node:events';
import type { App } from 'electron';
import { describe, expect, it } from 'vitest';
import { firstSettings, type HostView, type Settings } from '#shared/ipc/shell-api.ts';
import { ok } from '#shared/result.ts';
import { createLeaving } from '#main/electron/leaving.ts';
import { serverIdOf } from '#test/support/sample-ids.ts';

const turn = () => new Promise(setImmediate);
const running: HostView = {
  type: 'running',
  name: 'Nordlicht',
  serverId: serverIdOf(1),
  addresses: [],
  joinLine: '',
  networks: [],
  startedAt: 0,
  isReached: false,
  alarm: null,
  healing: null,
};

interface World {
  readonly host?: HostView;
  readonly people?: readonly string[] | null;
  readonly settings?: Partial<Settings>;
  readonly isAnswering?: boolean;
  readonly staysIn?: 'tray' | 'dock' | 'taskbar';
}

function setupLeaving(world: World = {}) {
  const done: string[] = [];
  const questions: unknown[] = [];
  let settings: Settings = { ...firstSettings, ...world.settings };
  const note = (what: string) => () => void done.push(what);
  const app = Object.assign(new EventEmitter(), {
    quit: () => {
      done.push('quit');
    },
  });
  const leaving = createLeaving({
    app: app as unknown as App,
    staysIn: world.staysIn ?? 'tray',
    window: () => ({
      show: note('show'),
      hide: note('hide'),
      minimize: note('minimize'),
      isAnswering: () => world.isAnswering ?? true,
    }),
    asks: { ask: (_name, event) => void questions.push(event), deliver: () => () => undefined },
    shell: {
      host: { view: () => world.host ?? { type: 'off', lastName: null, serverId: null, stoppedAt: null } },
      settings: { read: () => settings },
      service: { change: (changes) => ok((settings = { ...settings, ...changes })) },
      peopleHere: () => {
        const { people: names = [] } = world;
        return Promise.resolve(names === null ? null : { names, count: names.length });
      },
      close: () => {
        done.push('closed');
        return Promise.resolve();
      },
    },
  });
  return { leaving, app, done, questions, settings: () => settings };
}

describe('the close button', () => {
  it('asks what becomes of the program, naming the server and who is in it, and does what is answered', async () => {
    const { leaving, done, questions, settings } = setupLeaving({ host: running, people: ['Ole', 'Priya'] });
    expect(leaving.mayClose()).toBe(false);
    await turn();
    expect(questions).toEqual([
      { about: 'close', host: { name: 'Nordlicht', people: { names: ['Ole', 'Priya'], count: 2 } } },
    ]);
    leaving.answer({ answer: 'keep', isRemembered: true });
    expect([done, settings().whenClosed]).toEqual([['show', 'hide'], 'keep']);
    leaving.mayClose();
    await turn();
    expect([done.at(-1), questions.length]).toEqual(['hide', 1]);
  });

  it('minimises the window where there is no tray that a hidden one could be found in', async () => {
    const { leaving, done } = setupLeaving({ staysIn: 'taskbar', settings: { whenClosed: 'keep' } });
    leaving.mayClose();
    await turn();
    expect(done).toEqual(['minimize']);
  });
});

describe('quitting', () => {
  it('says goodbye to everybody before it ends', async () => {
    const { leaving, done } = setupLeaving({ host: running });
    leaving.quit();
    await turn();
    expect(done).toEqual(['hide', 'closed', 'quit']);
    expect(leaving.mayClose()).toBe(true);
  });

  it('by the system’s own menu is held until that is done, once', async () => {
    const { app, done } = setupLeaving();
    let held = 0;
    const event = { preventDefault: () => (held += 1) };
    app.emit('before-quit', event);
    app.emit('before-quit', event);
    await turn();
    app.emit('before-quit', event);
    expect([held, done]).toEqual([2, ['hide', 'closed', 'quit']]);
  });

  it('is asked about while others are in the server, and a cancel changes nothing', async () => {
    const { leaving, done, questions, settings } = setupLeaving({ host: running, people: ['Ole'] });
    leaving.quit();
    await turn();
    expect(questions).toMatchObject([{ about: 'quit' }]);
    leaving.answer({ answer: 'cancel', isRemembered: true });
    expect([done, settings().whenClosed]).toEqual([['show'], 'ask']);
    leaving.answer({ answer: 'quit', isRemembered: true });
    await turn();
    expect([done, settings().whenClosed]).toEqual([['show', 'hide', 'closed', 'quit'], 'ask']);
  });

  it('is asked about where it cannot be told who is there', async () => {
    const { done, leaving, questions } = setupLeaving({ host: running, people: null });
    leaving.quit();
    await turn();
    expect([questions, done]).toEqual([[{ about: 'quit', host: { name: 'Nordlicht', people: null } }], ['show']]);
  });

  it('asks nothing of a page that hangs, and nothing while the computer shuts down', async () => {
    const hanging = setupLeaving({ host: running, people: ['Ole'], isAnswering: false });
    hanging.leaving.mayClose();
    await turn();
    expect([hanging.questions, hanging.done.at(-1)]).toEqual([[], 'quit']);
    const ending = setupLeaving({ host: running, people: ['Ole'] });
    ending.leaving.quitNow();
    await turn();
    expect([ending.questions, ending.done.at(-1)]).toEqual([[], 'quit']);
  });
});
