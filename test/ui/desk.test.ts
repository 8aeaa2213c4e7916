import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ShellDescription } from '#shared/ipc/shell-api.ts';
import { serverIdOf } from '#test/support/sample-ids.ts';
import { openUiOffice, type Desk, type UiOffice } from './office.ts';
import { pretendShell } from './pretended-shell.ts';

const patience = { timeout: 20_000 };

let office: UiOffice;
beforeEach(async () => {
  office = await openUiOffice();
});
afterEach(() => office.close());

/** Mara in front of a window of a desktop. */
async function setupDesk(description: Partial<ShellDescription> = {}) {
  const shell = pretendShell({ staysIn: 'tray', ...description });
  const mara = await office.openDesk('Mara Lindqvist', { prepare: shell.prepare });
  return { shell, mara, page: mara.page };
}

describe('before the window or the program goes', () => {
  it('the window asks, names who is connected, and takes Esc for no', async () => {
    const { shell, mara, page } = await setupDesk();
    await mara.introduce();
    const people = { names: ['Jonas', 'Lin Wei', 'Priya', 'Ole', 'Tess', 'Uma'], count: 6 };
    shell.tell('question.asked', { about: 'quit', host: { name: 'Nordlicht', people } });
    const dialog = page.getByRole('dialog', { name: /^Quit Hallway, and stop .Nordlicht.\?$/u });
    await dialog.waitFor(patience);
    expect(await dialog.innerText()).toMatch(/Jonas.*Tess.* and 1 more are connected\. They can go on reading/u);
    const keep = dialog.getByRole('button', { name: 'Close the window, keep it running' });
    expect(await keep.and(page.locator(':focus')).count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect
      .poll(() => shell.asked('question.answer'), patience)
      .toEqual([{ answer: 'cancel', isRemembered: false }]);
    expect(await dialog.count()).toBe(0);
  });

  it('closing says where Hallway stays, and is remembered where that is wanted', async () => {
    const { shell, page } = await setupDesk({ staysIn: 'taskbar' });
    await page.getByRole('button', { name: 'Continue' }).waitFor(patience);
    shell.tell('question.asked', { about: 'close', host: null });
    const dialog = page.getByRole('dialog', { name: 'Keep Hallway running?' });
    await dialog.getByText('This desktop has no tray').waitFor(patience);
    await dialog.getByRole('checkbox', { name: 'Remember this' }).check();
    await dialog.getByRole('button', { name: 'Quit' }).click();
    await expect.poll(() => shell.asked('question.answer'), patience).toEqual([{ answer: 'quit', isRemembered: true }]);
  });

  it('stopping the server names who is in it', async () => {
    const mara = await office.openDesk('Mara Lindqvist');
    const ole = await office.openDesk('Ole Brandt');
    await mara.introduce();
    const address = await mara.host('Nordlicht');
    await mara.openDoor();
    await ole.introduce();
    await ole.join(address);
    await mara.page.getByRole('button', { name: 'Settings' }).click();
    await mara.page.getByRole('button', { name: 'Server here' }).click();
    await mara.page.getByRole('button', { name: 'Stop the server' }).click();
    const dialog = mara.page.getByRole('dialog');
    await dialog.waitFor(patience);
    await expect.poll(() => dialog.innerText(), patience).toMatch(/Ole Brandt.* is connected\. They can go on/u);
  });
});

describe('the process that holds the chat', () => {
  it('is started again from a page that says what happened and what it means, and nothing is said while it restarts', async () => {
    const { shell, mara, page } = await setupDesk({ logFolder: '/home/mara/logs' });
    await mara.introduce();
    shell.tell('client.changed', { type: 'restarting' });
    shell.tell('client.changed', {
      type: 'failed',
      problem: { type: 'folder_in_use', folder: '/home/mara/hallway', pid: 7 },
    });
    const alarm = page.getByRole('alert');
    await alarm.getByText('Hallway cannot open your chat').waitFor(patience);
    expect(await alarm.innerText()).toMatch(
      /process 7\)[\s\S]*\/home\/mara\/hallway[\s\S]*Nothing is lost[\s\S]*\/home\/mara\/logs/u,
    );
    await alarm.getByRole('button', { name: 'Try again' }).click();
    await page
      .getByRole('heading', { name: 'Doors near you' })
      .or(page.getByText('Nobody found yet'))
      .waitFor(patience);
    expect(shell.asked('client.restart')).toEqual([{}]);
    shell.tell('client.changed', { type: 'restarting' });
    shell.tell('settings.changed', {
      displayName: 'M',
      language: 'zh-CN',
      theme: 'dark',
      density: 'roomy',
      sendKey: 'enter',
      notifies: true,
      whenClosed: 'ask',
    });
    await expect.poll(() => page.locator('html').getAttribute('lang'), patience).toBe('zh-CN');
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});

describe('a program that was ended', () => {
  it('is said to be, with what was still being written', async () => {
    const { mara, page } = await setupDesk({ staysIn: 'none' });
    await mara.introduce();
    await mara.host('Nordlicht');
    await mara.composer.fill('not sent yet');
    mara.shell.kill('SIGTERM');
    await page.getByRole('heading', { name: 'Hallway has ended' }).waitFor(patience);
    await expect.poll(() => page.getByRole('main').innerText(), patience).toContain('not sent yet');
    expect(await mara.composer.count()).toBe(0);
  });
});

describe('the server that runs here', () => {
  it('says after a minute that nobody has reached it, what works, and what may keep everybody out', async () => {
    const { shell, mara, page } = await setupDesk({ platform: 'linux' });
    await mara.introduce();
    await mara.host('Nordlicht');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Server here' }).click();
    const running = {
      type: 'running' as const,
      name: 'Nordlicht',
      serverId: serverIdOf(1),
      addresses: ['10.20.4.17:7420'],
      networks: [],
      joinLine: 'x',
      isReached: false,
      alarm: null,
      healing: null,
    };
    shell.tell('host.changed', { ...running, startedAt: Date.now() - 6 * 60_000 });
    const notReached = page.getByRole('region', { name: 'No other computer has reached it yet.' });
    await notReached.waitFor(patience);
    expect(await notReached.innerText()).toMatch(/For [56] minutes[\s\S]*TCP port 7420 and UDP port 5353/u);
    shell.tell('host.changed', { ...running, startedAt: Date.now() - 6 * 60_000, isReached: true });
    await notReached.waitFor({ ...patience, state: 'detached' });
  });

  it('says what is wrong with what it keeps, until it is well again', async () => {
    const { shell, mara, page } = await setupDesk({ platform: 'linux' });
    await mara.introduce();
    await mara.host('Nordlicht');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Server here' }).click();
    const running = {
      type: 'running' as const,
      name: 'Nordlicht',
      serverId: serverIdOf(1),
      addresses: [],
      networks: [],
      joinLine: 'x',
      startedAt: Date.now(),
      isReached: true,
      healing: null,
    };
    shell.tell('host.changed', {
      ...running,
      alarm: { type: 'database_restored', aside: '/data/server.db.damaged-1' },
    });
    const alarm = page.getByRole('alert').filter({ hasText: 'What it kept was damaged.' });
    await alarm.waitFor(patience);
    expect(await alarm.innerText()).toContain('The damaged file lies at /data/server.db.damaged-1.');
    shell.tell('host.changed', { ...running, alarm: { type: 'disk_full' } });
    await page.getByRole('alert').filter({ hasText: 'Make room' }).waitFor(patience);
    shell.tell('host.changed', { ...running, alarm: null });
    await page
      .getByRole('alert')
      .filter({ hasText: 'Make room' })
      .waitFor({ ...patience, state: 'detached' });
  });
});

describe('a link to a server', () => {
  it('waits for a name, shows what it says, and joins only when told to', async () => {
    const ole = await office.openDesk('Ole Brandt');
    await ole.introduce();
    const address = await ole.host('Nordlicht');
    await ole.openDoor();
    await ole.page.getByRole('button', { name: 'Settings' }).click();
    await ole.page.getByRole('button', { name: 'Server here' }).click();
    await ole.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await ole.page.getByRole('button', { name: 'Copy join line' }).click();
    const copied = await ole.page.evaluate<string>('navigator.clipboard.readText()');
    const line = copied.replace(/&h=[^&]*/u, `&h=${address}`);

    const { shell, mara, page } = await setupDesk();
    await page.getByRole('button', { name: 'Continue' }).waitFor(patience);
    shell.tell('join.asked', { line });
    await mara.page.getByRole('textbox', { name: 'Your name' }).fill('Mara Lindqvist');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await mara.introduce();
    const dialog = page.getByRole('dialog', { name: 'Join the server of this link?' });
    await dialog.getByText(address).waitFor(patience);
    await dialog.getByRole('button', { name: 'Not now' }).click();
    await dialog.waitFor({ state: 'detached', ...patience });
    expect(await page.getByRole('button', { name: 'Server menu' }).count()).toBe(0);
    shell.tell('join.asked', { line });
    await dialog.getByRole('button', { name: 'Join' }).click(patience);
    await mara.composer.waitFor(patience);
    shell.tell('join.asked', { line: 'hallway://join?s=nonsense' });
    await page.getByRole('dialog', { name: 'This link cannot be used' }).waitFor(patience);
    expect(mara.complaints).toEqual([]);
  });
});

describe('the settings of a desktop', () => {
  it('switch notifications, choose what closing does, and say who guards the keys and where the log is', async () => {
    const { mara, page } = await setupDesk({ keysGuardedBy: 'keystore', logFolder: '/home/mara/logs' });
    await mara.introduce();
    await mara.host('Nordlicht');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Notifications and closing' }).click();
    const notifies = page.getByRole('switch', { name: 'Notifications' });
    await notifies.click();
    await page.getByRole('radio', { name: 'Keep running' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Settings' }).click(patience);
    await page.getByRole('button', { name: 'Notifications and closing' }).click();
    expect([
      await notifies.getAttribute('aria-checked'),
      await page.getByRole('radio', { name: 'Keep running' }).getAttribute('aria-checked'),
    ]).toEqual(['false', 'true']);
    await page.getByRole('button', { name: 'About' }).click();
    const about = await page.getByRole('main').innerText();
    expect(about).toMatch(/keystore of this system locks[\s\S]*\/home\/mara\/logs/u);
  });

  it('are nowhere in a tab of a browser, and on macOS nothing is asked of closing', async () => {
    const tab = await office.openDesk('Ole Brandt');
    const { mara, page } = await setupDesk({ platform: 'darwin', staysIn: 'dock', frame: 'buttons_at_start' });
    for (const desk of [tab, mara]) {
      await desk.introduce();
      await desk.host(`Server of ${desk.name}`);
      await desk.page.getByRole('button', { name: 'Settings' }).click();
      await desk.page.getByRole('button', { name: 'About' }).waitFor(patience);
    }
    const section = 'Notifications and closing';
    expect(await tab.page.getByRole('button', { name: section }).count()).toBe(0);
    await page.getByRole('button', { name: section }).click();
    await page.getByRole('switch', { name: 'Notifications' }).waitFor(patience);
    expect(await page.getByText('When the window is closed').count()).toBe(0);
  });
});

describe('the menus of the app', () => {
  it('are behind a button of the page where no bar of a window holds them', async () => {
    const { shell, mara, page } = await setupDesk({ platform: 'win32', frame: 'buttons_at_end' });
    await mara.introduce();
    const menu = page.getByRole('button', { name: 'Menu', exact: true });
    await menu.click(patience);
    await mara.host('Nordlicht');
    await menu.click(patience);
    await expect.poll(() => shell.asked('menu.open'), patience).toEqual([{}, {}]);
  });

  it.each([
    ['linux', 'Control+/', 1],
    ['darwin', 'Meta+/', 0],
  ] as const)(
    'are in a bar that a key shows on Linux, which the list of keys says: %s',
    async (platform, key, times) => {
      const { mara, page } = await setupDesk({ platform });
      await mara.introduce();
      await page.keyboard.press(key);
      const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
      await keys.waitFor(patience);
      expect(await keys.getByText('Show the menu bar').count()).toBe(times);
      expect(await page.getByRole('button', { name: 'Menu', exact: true }).count()).toBe(0);
    },
  );
});

describe('where the window has no bar of its own', () => {
  /** How far what the bars of this view hold stays from both ends of the window, and whether it can be dragged. */
  function barsOf({ page }: Desk): Promise<{ start: number; end: number; isDragged: boolean; isHeld: boolean }> {
    return page.evaluate<{ start: number; end: number; isDragged: boolean; isHeld: boolean }>(`(() => {
      const bars = [...document.querySelectorAll('.window-bar')].filter((bar) => bar.offsetParent !== null);
      const isOnTop = (one) => {
        const { left, right, top, bottom } = one.getBoundingClientRect();
        return one.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
      };
      const held = bars.flatMap((bar) => [...bar.querySelectorAll('button, h1, h2, .me')]).filter(isOnTop);
      const regionOf = (one) => getComputedStyle(one).getPropertyValue('-webkit-app-region');
      return {
        start: Math.min(...held.map((one) => one.getBoundingClientRect().left)),
        end: innerWidth - Math.max(...held.map((one) => one.getBoundingClientRect().right)),
        isDragged: bars.length > 0 && bars.every((bar) => regionOf(bar) === 'drag'),
        isHeld: bars.flatMap((bar) => [...bar.querySelectorAll('button')]).every((one) => regionOf(one) === 'no-drag'),
      };
    })()`);
  }

  it.each(['buttons_at_start', 'buttons_at_end', 'outside'] as const)(
    'every view leaves room for the buttons and can be dragged: %s',
    async (frame) => {
      const { mara, page } = await setupDesk({ frame });
      const isOwn = frame !== 'outside';
      const views: Record<string, Awaited<ReturnType<typeof barsOf>>> = {};
      await page.getByRole('button', { name: 'Continue' }).waitFor(patience);
      expect(await page.locator('.window-bar').isVisible()).toBe(isOwn);
      await mara.introduce();
      await page.getByRole('button', { name: 'Start the server' }).waitFor(patience);
      views['find'] = await barsOf(mara);
      await mara.host('Nordlicht');
      views['room'] = await barsOf(mara);
      await page.getByRole('button', { name: 'Details' }).click();
      views['details'] = await barsOf(mara);
      await page.setViewportSize({ width: 600, height: 500 });
      views['details in a small window'] = await barsOf(mara);
      await page.getByRole('complementary', { name: 'Details' }).getByRole('button', { name: 'Close' }).click();
      views['small room'] = await barsOf(mara);
      await page.keyboard.press('Control+,');
      await page.getByRole('heading', { name: 'Profile' }).waitFor(patience);
      views['small settings'] = await barsOf(mara);
      const leastStart = frame === 'buttons_at_start' ? 80 : 0;
      const leastEnd = frame === 'buttons_at_end' ? 140 : 0;
      const wrong = Object.entries(views).filter(
        ([, { start, end, isDragged, isHeld }]) =>
          start < leastStart || end < leastEnd || isDragged !== isOwn || (isOwn && !isHeld),
      );
      expect(wrong).toEqual([]);
      expect([views['find'], views['small room']].map((bars) => (bars?.end ?? 0) > 100)).toEqual(
        frame === 'buttons_at_end' ? [true, true] : [false, false],
      );
    },
  );
});
