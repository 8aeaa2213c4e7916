import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { openUiOffice, type Desk, type UiOffice } from './office.ts';
import { seriousViolations } from './serious-violations.ts';

const patience = { timeout: 20_000 };

let office: UiOffice;
beforeEach(async () => {
  office = await openUiOffice();
});
afterEach(() => office.close());

/** Mara runs a server in her window, Ole has joined it in his. */
async function setupTwo(): Promise<{ mara: Desk; ole: Desk; address: string }> {
  const [mara, ole] = [await office.openDesk('Mara Lindqvist'), await office.openDesk('Ole Brandt')];
  await mara.introduce();
  const address = await mara.host('Nordlicht');
  await mara.openDoor();
  await ole.introduce();
  await ole.join(address);
  return { mara, ole, address };
}

function line(desk: Desk, text: string) {
  return desk.timeline.getByText(text, { exact: true });
}

describe('two people in their windows', () => {
  it('come in by name, server and address, and read what each other writes', async () => {
    const { mara, ole } = await setupTwo();
    await mara.say('The printer works again.');
    await line(ole, 'The printer works again.').waitFor(patience);
    await ole.say('谢谢! شكرا');
    await line(mara, '谢谢! شكرا').waitFor(patience);
    expect(await mara.timeline.getByRole('article').count()).toBe(2);
    expect([mara.complaints, ole.complaints]).toEqual([[], []]);
  });

  it('write to each other alone, and see that it was delivered and read', async () => {
    const { mara, ole } = await setupTwo();
    await mara.page.getByRole('button', { name: 'New direct message' }).first().click();
    const dialog = mara.page.getByRole('dialog');
    await dialog.getByText('Ole Brandt').click();
    await dialog.getByRole('button', { name: 'Open' }).click();
    await mara.page.getByRole('heading', { name: 'Ole Brandt', level: 1 }).waitFor(patience);
    await mara.say('lunch?');
    await mara.timeline.getByText('Delivered').waitFor(patience);
    await ole.page.getByRole('navigation').getByText('Mara Lindqvist').click();
    await line(ole, 'lunch?').waitFor(patience);
    await mara.timeline.getByText('Read', { exact: true }).waitFor(patience);
    expect([mara.complaints, ole.complaints]).toEqual([[], []]);
  });

  it('make a private room and bring each other in; whoever was not there has not seen it', async () => {
    const { mara, ole } = await setupTwo();
    await mara.page.getByRole('button', { name: 'Create or browse rooms' }).click();
    await mara.page.getByRole('menuitem', { name: 'Create a room…' }).click();
    const dialog = mara.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('hiring');
    await dialog.getByText('Whom a member invites').click();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await mara.page.getByRole('heading', { name: 'hiring', level: 1 }).waitFor(patience);
    await mara.say('first candidate');
    expect(await ole.page.getByRole('navigation').getByText('hiring').count()).toBe(0);
    await mara.page.getByRole('button', { name: 'Details' }).click();
    await mara.page.getByRole('button', { name: 'Invite' }).click();
    await mara.page.getByRole('dialog').getByText('Ole Brandt').click();
    await mara.page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
    await ole.page.getByRole('navigation').getByText('hiring').click(patience);
    await mara.say('second candidate');
    await line(ole, 'second candidate').waitFor(patience);
    expect(await line(ole, 'first candidate').count()).toBe(0);
  });
});

describe('without the server', () => {
  it('what is written while it stands still waits, and goes by itself, once and in order', async () => {
    const { mara, ole } = await setupTwo();
    await mara.say('before');
    await line(ole, 'before').waitFor(patience);
    const serverPid = present(mara.shell.childPid('server-process'), 'the server runs');
    process.kill(serverPid, 'SIGSTOP');
    try {
      await ole.say('one');
      await ole.say('two');
      await expect.poll(() => ole.timeline.getByText('Waiting').count(), patience).toBeGreaterThan(0);
    } finally {
      process.kill(serverPid, 'SIGCONT');
    }
    await line(mara, 'two').waitFor(patience);
    expect(await mara.timeline.getByText(/^(one|two)$/).allInnerTexts()).toEqual(['one', 'two']);
    expect([mara.complaints, ole.complaints]).toEqual([[], []]);
  });

  it('the window says so, keeps what was said readable, and has it all again after a restart', async () => {
    const { mara, ole } = await setupTwo();
    await mara.say('kept on both sides');
    await line(ole, 'kept on both sides').waitFor(patience);
    await mara.quit();
    await ole.page.getByRole('button', { name: 'Try now' }).waitFor(patience);
    expect(await ole.page.locator('body').innerText()).toContain('⁨Nordlicht⁩');
    await ole.say('written while it was away');
    await ole.timeline.getByText('Waiting').waitFor(patience);
    await ole.composer.press('ArrowUp');
    await expect.poll(() => ole.composer.inputValue()).toBe('written while it was away');
    await ole.composer.fill('written and changed while it was away');
    await ole.composer.press('Enter');
    await line(ole, 'written and changed while it was away').waitFor(patience);
    await ole.composer.fill('half a thought');
    const isClosed = ole.page.waitForEvent('close');
    await ole.page.close({ runBeforeUnload: true });
    await isClosed;
    await ole.quit();

    const again = await office.openDesk('Ole Brandt');
    await line(again, 'kept on both sides').waitFor(patience);
    await line(again, 'written and changed while it was away').waitFor(patience);
    expect(await again.timeline.getByText('Waiting').count()).toBe(1);
    await expect.poll(() => again.composer.inputValue(), patience).toBe('half a thought');
    expect(again.complaints).toEqual([]);
  });
});

describe('a window', () => {
  it('sends nothing while an input method composes', async () => {
    const desk = await office.openDesk('李娜');
    await desk.introduce();
    await desk.host('北辰');
    const session = await desk.page.context().newCDPSession(desk.page);
    await desk.composer.focus();
    await session.send('Input.imeSetComposition', { text: 'ni hao', selectionStart: 6, selectionEnd: 6 });
    await desk.page.keyboard.press('Enter');
    expect(await desk.timeline.getByRole('article').count()).toBe(0);
    await session.send('Input.insertText', { text: '你好' });
    await desk.page.keyboard.press('Enter');
    await line(desk, '你好').waitFor(patience);
    expect(await desk.timeline.getByRole('article').count()).toBe(1);
  });

  it.each(['light', 'dark'] as const)('has no serious finding of axe, in the %s', async (colorScheme) => {
    const desk = await office.openDesk('Mara Lindqvist', { colorScheme, reducedMotion: 'reduce' });
    const found: Record<string, readonly string[]> = {};
    found['welcome'] = await seriousViolations(desk.page);
    await desk.introduce();
    await desk.page.getByRole('button', { name: 'Start the server' }).waitFor();
    found['find'] = await seriousViolations(desk.page);
    await desk.host('Nordlicht');
    await desk.say('Is anybody here?');
    await desk.page.getByRole('button', { name: 'Details' }).click();
    found['workspace'] = await seriousViolations(desk.page);
    await desk.page.getByRole('button', { name: 'Settings' }).click();
    found['settings'] = await seriousViolations(desk.page);
    expect(found).toEqual({ welcome: [], find: [], workspace: [], settings: [] });
  });

  it('speaks Chinese where the browser does', async () => {
    const desk = await office.openDesk('李娜', { locale: 'zh-CN' });
    await expect.poll(() => desk.page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(await desk.page.locator('body').innerText()).not.toMatch(/[A-Za-z]{12,}/u);
  });
});
