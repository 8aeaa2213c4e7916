import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actionKeys, type WindowAction } from '#shared/ipc/window-action.ts';
import { openUiOffice, type Desk, type UiOffice } from './office.ts';
import { pretendShell } from './pretended-shell.ts';

const patience = { timeout: 20_000 };

let office: UiOffice;
beforeEach(async () => {
  office = await openUiOffice();
});
afterEach(() => office.close());

/** How Playwright writes the key of an action. */
function keyOf(action: WindowAction): string {
  return actionKeys[action].replace('CmdOrCtrl', 'Control').replace(/(Up|Down)$/u, 'Arrow$1');
}

function heading({ page }: Desk, name: string) {
  return page.getByRole('heading', { level: 1, name }).waitFor(patience);
}

async function makeRoom({ page }: Desk, name: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Create a room' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('button', { name: 'Create' }).click();
}

async function setupTwo() {
  const shell = pretendShell({});
  const mara = await office.openDesk('Mara Lindqvist', { prepare: shell.prepare });
  const ole = await office.openDesk('Ole Brandt');
  await mara.introduce();
  const address = await mara.host('Nordlicht');
  await mara.openDoor();
  await ole.introduce();
  await ole.join(address);
  return { shell, mara, ole };
}

describe.each(['its key', 'the menu'] as const)('an action by %s', (way) => {
  it('goes where it says, from the midst of writing, and leaves what is typed alone', async () => {
    const { shell, mara, ole } = await setupTwo();
    const { page } = mara;
    const choose = async (action: WindowAction): Promise<void> => {
      if (way === 'the menu') shell.tell('action.chosen', { action });
      else await page.keyboard.press(keyOf(action));
    };
    const expectDialog = async (action: WindowAction, name: string): Promise<void> => {
      await choose(action);
      await page.getByRole('dialog', { name }).waitFor(patience);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached', ...patience });
    };
    await mara.composer.fill('half a thought');
    await choose('room.create');
    await makeRoom(mara, 'hiring');
    await heading(mara, 'hiring');
    await choose('room.previous');
    await heading(mara, 'general');
    expect(await mara.composer.inputValue()).toBe('half a thought');
    await mara.composer.focus();
    await choose('room.next');
    await heading(mara, 'hiring');
    await ole.say('Anybody there?');
    await expect.poll(() => page.title(), patience).toMatch(/^\(1\) /u);
    await choose('room.nextUnread');
    await heading(mara, 'general');
    await expectDialog('palette', 'Go anywhere');
    await expectDialog('direct.open', 'New direct message');
    await expectDialog('room.browse', 'Rooms on this server');
    await expectDialog('room.invite', 'Invite to ⁨general⁩');
    await expectDialog('shortcuts', 'Keyboard shortcuts');
    await choose('details');
    await page.getByRole('complementary', { name: 'Details' }).waitFor(patience);
    await choose('settings');
    await heading(mara, 'Profile');
    await choose('find');
    await heading(mara, 'Nobody found yet');
    expect(mara.complaints).toEqual([]);
  });
});

describe('an action', () => {
  it('does nothing where there is nothing to do it to, or while something else is being written', async () => {
    const mara = await office.openDesk('Mara Lindqvist');
    const { page } = mara;
    await page.getByRole('button', { name: 'Continue' }).waitFor(patience);
    for (const action of ['palette', 'find', 'room.create', 'details', 'settings'] as const)
      await page.keyboard.press(keyOf(action));
    expect([
      await page.getByRole('dialog').count(),
      await page.getByRole('button', { name: 'Continue' }).count(),
    ]).toEqual([0, 1]);
    await mara.introduce();
    await mara.host('Nordlicht');
    await page.keyboard.press(keyOf('room.create'));
    const name = page.getByRole('dialog').getByRole('textbox', { name: 'Name' });
    await name.fill('hiring');
    await page.keyboard.press(keyOf('palette'));
    await page.keyboard.press(keyOf('settings'));
    expect(await name.inputValue()).toBe('hiring');
  });

  it('goes round the parts of the window', async () => {
    const mara = await office.openDesk('Mara Lindqvist');
    await mara.introduce();
    await mara.host('Nordlicht');
    await mara.composer.focus();
    const paneOf = (): Promise<string | null> =>
      mara.page.locator('[data-pane]:has(:focus), [data-pane]:focus').last().getAttribute('data-pane');
    const before = await paneOf();
    await mara.page.keyboard.press(keyOf('pane.next'));
    const next = await paneOf();
    await mara.page.keyboard.press(keyOf('pane.previous'));
    expect([before, next !== before, await paneOf()]).toEqual(['composer', true, 'composer']);
  });

  it('is listed with its key, and zoom only where a desktop has it', async () => {
    const shell = pretendShell({ platform: 'darwin', frame: 'buttons_at_start', staysIn: 'dock' });
    const mara = await office.openDesk('Mara Lindqvist', { prepare: shell.prepare });
    const ole = await office.openDesk('Ole Brandt');
    for (const desk of [mara, ole]) {
      await desk.introduce();
      await desk.page.getByRole('button', { name: 'Connect' }).waitFor(patience);
    }
    await mara.page.keyboard.press('Meta+/');
    await ole.page.keyboard.press('Control+/');
    const [onMac, inTab] = [mara, ole].map(({ page }) => page.getByRole('dialog', { name: 'Keyboard shortcuts' }));
    expect((await onMac?.innerText())?.replace(/\s+/gu, ' ')).toMatch(/Go anywhere ⌘ K .* Larger ⌘ \+/u);
    expect((await inTab?.innerText())?.replace(/\s+/gu, ' ')).toMatch(/Go anywhere Ctrl K/u);
    expect(await inTab?.getByText('Larger').count()).toBe(0);
  });
});
