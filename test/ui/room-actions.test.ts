import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openUiOffice, type Desk, type UiOffice } from './office.ts';

const patience = { timeout: 20_000 };

let office: UiOffice;
beforeEach(async () => {
  office = await openUiOffice();
});
afterEach(() => office.close());

/** Mara, who runs a server, and those of the others who are asked for. */
async function setupPeople(...others: readonly string[]): Promise<[Desk, ...Desk[]]> {
  const mara = await office.openDesk('Mara Lindqvist');
  await mara.introduce();
  const address = await mara.host('Nordlicht');
  await mara.openDoor();
  const guests: Desk[] = [];
  for (const name of others) {
    const guest = await office.openDesk(name);
    await guest.introduce();
    await guest.join(address);
    guests.push(guest);
  }
  return [mara, ...guests];
}

const rooms = ({ page }: Desk) => page.getByRole('navigation');
const heading = ({ page }: Desk, name: string) => page.getByRole('heading', { name, level: 1 });

async function createRoom({ page }: Desk, name: string): Promise<void> {
  await page.keyboard.press('Control+Shift+E');
  const dialog = page.getByRole('dialog', { name: 'Create a room' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor(patience);
}

async function browseInto({ page }: Desk, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Create or browse rooms' }).click();
  await page.getByRole('menuitem', { name: 'Browse rooms…' }).click();
  const row = page.getByRole('dialog').getByRole('listitem').filter({ hasText: name });
  await row.getByRole('button', { name: 'Join' }).click(patience);
  await page.getByRole('heading', { name, level: 1 }).waitFor(patience);
}

describe('a room for everybody', () => {
  it('is made, joined, renamed, given a topic, left and joined again, for everybody who is in it', async () => {
    const [mara, ole] = await setupPeople('Ole Brandt');
    if (ole === undefined) throw new Error('There are two.');
    await createRoom(mara, 'plans');
    await browseInto(ole, 'plans');
    await mara.page.getByRole('button', { name: 'Details' }).click();
    await mara.page.getByRole('button', { name: 'Rename' }).click();
    const rename = mara.page.getByRole('dialog');
    await rename.getByRole('textbox', { name: 'Name' }).fill('plans for May');
    await rename.getByRole('button', { name: 'Save' }).click();
    await heading(ole, 'plans for May').waitFor(patience);
    await mara.page.getByRole('button', { name: 'Change topic' }).click();
    const topic = mara.page.getByRole('dialog');
    await topic.getByRole('textbox', { name: 'Topic' }).fill('What is due when');
    await topic.getByRole('button', { name: 'Save' }).click();
    await ole.page.getByText('What is due when').first().waitFor(patience);

    await ole.page.getByRole('button', { name: 'Details' }).click();
    await ole.page.getByRole('button', { name: 'Leave the room' }).click();
    await ole.page.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click();
    await rooms(ole)
      .getByText('plans for May')
      .waitFor({ ...patience, state: 'detached' });
    await mara.say('said while Ole was out');
    await browseInto(ole, 'plans for May');
    await ole.timeline.getByText('said while Ole was out').waitFor(patience);
    expect([mara.complaints, ole.complaints]).toEqual([[], []]);
  });
});

describe('a direct chat of several', () => {
  it('is opened by choosing them, and each reads what the others write', async () => {
    const [mara, ole, priya] = await setupPeople('Ole Brandt', 'Priya Raman');
    if (ole === undefined || priya === undefined) throw new Error('There are three.');
    await mara.page.keyboard.press('Control+Shift+K');
    const dialog = mara.page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: 'Ole Brandt' }).click(patience);
    await dialog.getByRole('checkbox', { name: 'Priya Raman' }).click(patience);
    await dialog.getByRole('button', { name: 'Open', exact: false }).click();
    await mara.page.getByRole('heading', { level: 1, name: /Ole Brandt/u }).waitFor(patience);
    await mara.say('lunch, all three?');
    for (const guest of [ole, priya]) {
      await rooms(guest)
        .getByText(/Mara Lindqvist/u)
        // Several are named in an order of their own.
        .filter({ hasText: ',' })
        .click(patience);
      await guest.timeline.getByText('lunch, all three?').waitFor(patience);
    }
    await priya.say('yes');
    await ole.timeline.getByText('yes', { exact: true }).waitFor(patience);
    expect([mara.complaints, ole.complaints, priya.complaints]).toEqual([[], [], []]);
  });
});
