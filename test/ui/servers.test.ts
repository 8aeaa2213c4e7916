import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openUiOffice, type Desk, type UiOffice } from './office.ts';

const patience = { timeout: 20_000 };

let office: UiOffice;
beforeEach(async () => {
  office = await openUiOffice();
});
afterEach(() => office.close());

const other = /^Werkstatt/u;

/** Mara runs Nordlicht and is a guest in Werkstatt, which Ole runs. */
async function setupTwoServers(): Promise<{ mara: Desk; ole: Desk }> {
  const [mara, ole] = [await office.openDesk('Mara Lindqvist'), await office.openDesk('Ole Brandt')];
  await ole.introduce();
  const werkstatt = await ole.host('Werkstatt');
  await ole.openDoor();
  await mara.introduce();
  await mara.host('Nordlicht');
  await mara.page.keyboard.press('Control+Shift+S');
  await mara.join(werkstatt);
  await serverMenu(mara, 'Werkstatt').waitFor(patience);
  return { mara, ole };
}

function serverMenu({ page }: Desk, server: string) {
  return page.getByRole('button', { name: new RegExp(`^${server}.*Server menu`, 'u') });
}

async function openServerSettings({ page }: Desk): Promise<void> {
  await page.getByRole('button', { name: 'Server menu' }).click();
  await page.getByRole('menuitem', { name: 'Leave or forget…' }).click();
}

async function rename({ page }: Desk, server: string, name: string): Promise<void> {
  await page.getByRole('textbox', { name: new RegExp(`Your name on .${server}`, 'u') }).fill(name);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Saved' }).waitFor(patience);
  await page.getByRole('button', { name: 'Close' }).first().click();
}

describe('two servers side by side', () => {
  it('show on the plate what is unread on the other, and are gone to by it', async () => {
    const { mara, ole } = await setupTwoServers();
    await mara.page.getByRole('button', { name: 'Nordlicht' }).click();
    await serverMenu(mara, 'Nordlicht').waitFor(patience);
    await ole.say('The lathe is free.');
    await mara.page.getByRole('button', { name: 'Werkstatt, 1 unread' }).click(patience);
    await mara.timeline.getByText('The lathe is free.').waitFor(patience);
    await mara.page.getByRole('button', { name: 'Nordlicht' }).click();
    await expect
      .poll(() => mara.page.getByRole('button', { name: 'Werkstatt', exact: true }).count(), patience)
      .toBe(1);
    expect([mara.complaints, ole.complaints]).toEqual([[], []]);
  });

  it('know a person by a name of their own each', async () => {
    const { mara, ole } = await setupTwoServers();
    await openServerSettings(mara);
    await rename(mara, 'Werkstatt', 'Mara from upstairs');
    await mara.say('Hello from upstairs');
    await ole.timeline.getByText('Mara from upstairs').first().waitFor(patience);
    await mara.page.getByRole('button', { name: 'Nordlicht' }).click();
    await serverMenu(mara, 'Nordlicht').waitFor(patience);
    await mara.say('Hello at home');
    const author = mara.timeline.getByRole('article').last();
    expect(await author.innerText()).toContain('Mara Lindqvist');
  });
});

describe('a server', () => {
  it('that was left stays readable, offers to come back, and takes what was missed', async () => {
    const { mara, ole } = await setupTwoServers();
    await mara.say('before I leave');
    await ole.timeline.getByText('before I leave').waitFor(patience);
    await openServerSettings(mara);
    await mara.page.getByRole('button', { name: 'Leave', exact: true }).click();
    await mara.page.getByRole('button', { name: 'Join again' }).waitFor(patience);
    await mara.page.getByRole('button', { name: 'Close' }).first().click();
    await mara.timeline.getByText('before I leave').waitFor(patience);
    await mara.page.getByText(/You have left .Werkstatt/u).waitFor(patience);
    await ole.say('while you were away');
    await mara.page.getByRole('button', { name: 'Join again' }).click();
    await mara.timeline.getByText('while you were away').waitFor(patience);
    expect(await serverMenu(mara, 'Werkstatt').innerText()).toContain('Connected');
  });

  it('is forgotten after a question that says what is lost, and then nothing of it is here', async () => {
    const { mara } = await setupTwoServers();
    await openServerSettings(mara);
    const question = mara.page.getByRole('dialog');
    await mara.page.getByRole('button', { name: 'Forget…' }).click();
    expect(await question.innerText()).toMatch(/your history of it and your key for it are deleted/u);
    await question.getByRole('button', { name: 'Keep it' }).click();
    expect(await mara.page.getByRole('button', { name: other }).count()).toBeGreaterThan(0);
    await mara.page.getByRole('button', { name: 'Forget…' }).click();
    await question.getByRole('button', { name: 'Forget it' }).click();
    await serverMenu(mara, 'Nordlicht').waitFor(patience);
    await mara.page.reload();
    await serverMenu(mara, 'Nordlicht').waitFor(patience);
    expect(await mara.page.getByRole('button', { name: other }).count()).toBe(0);
    expect(mara.complaints).toEqual([]);
  });
});
