import { describe, expect, it, onTestFinished } from 'vitest';
import { openDoorHouse } from '#test/support/door-house.ts';
import { openUiOffice, type Desk } from './office.ts';

const patience = { timeout: 20_000 };

/** Priya, an owner in front of her window, and a server where one knocks. Sofia has a window and is not in. */
async function setupHouse() {
  const office = await openUiOffice();
  onTestFinished(() => office.close());
  const house = await openDoorHouse('Nordlicht', 'open');
  onTestFinished(() => house.close());
  const { serverId } = house;
  const priya = await office.openDesk('Priya');
  await priya.introduce();
  await priya.join(house.address);
  const people = await house.ask('person.list', { serverId });
  const known = people.find(({ displayName }) => displayName === 'Priya');
  if (known === undefined) throw new Error('Priya has joined.');
  await house.ask('person.setRole', { serverId, personId: known.personId, role: 'owner' });
  await house.ask('door.set', { serverId, door: 'knock', openForMs: 0 });
  await expect.poll(async () => (await house.ask('door.read', { serverId })).door, patience).toBe('knock');
  const sofia = await office.openDesk('Sofia Marchetti');
  await sofia.introduce();
  return { house, priya, sofia, page: priya.page };
}

async function come({ page }: Desk, target: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Link or address' }).fill(target);
  await page.getByRole('button', { name: 'Connect' }).click();
}

async function showMembers({ page }: Desk): Promise<void> {
  await page.getByRole('button', { name: 'Server menu' }).click();
  await page.getByRole('menuitem', { name: 'Members' }).click();
}

describe('an owner in front of a window', () => {
  it('[T7] hears a stranger knock, sees the digits, and lets them in as a guest', async () => {
    const { house, priya, sofia, page } = await setupHouse();
    const { serverId } = house;
    await come(sofia, house.address);
    await page.getByRole('button', { name: 'At the door' }).waitFor(patience);
    const knocks = await house.ask('knock.list', { serverId });
    expect(knocks.map(({ displayName, isOpened }) => [displayName, isOpened])).toEqual([['Sofia Marchetti', false]]);
    await page.getByRole('button', { name: /Sofia Marchetti. knocks/u }).click();
    const dialog = page.getByRole('dialog', { name: /^Is this .Sofia Marchetti.\?$/u });
    const label = await dialog.getByRole('img', { name: /^Digits/u }).getAttribute('aria-label', patience);
    const knockId = knocks[0]?.knockId ?? 0;
    const opened = await house.ask('knock.open', { serverId, knockId });
    expect((label ?? '').replaceAll(/\D/gu, '')).toBe(opened.digits);
    await dialog.getByRole('button', { name: 'Comes in as: Member' }).click();
    await dialog.getByRole('menuitemradio', { name: 'Guest' }).click();
    await dialog.getByRole('button', { name: /^They match/u }).click();
    await page.getByRole('button', { name: 'At the door' }).waitFor({ state: 'detached', ...patience });
    await showMembers(priya);
    await page.getByRole('button', { name: /^Role of .Sofia Marchetti.: Guest$/u }).waitFor(patience);
    expect([priya.complaints, sofia.complaints]).toEqual([[], []]);
  });

  it('[T6] invites by a link, which leads in through the closed door', async () => {
    const { house, priya, sofia, page } = await setupHouse();
    await page.getByRole('button', { name: 'Server menu' }).click();
    await page.getByRole('menuitem', { name: /^Invite to/u }).click();
    const dialog = page.getByRole('dialog', { name: /^Invite to/u });
    await dialog.getByRole('img', { name: 'Code of the invite' }).waitFor(patience);
    const field = dialog.getByRole('textbox', { name: 'Link of the invite' });
    const first = await field.inputValue();
    await dialog.getByRole('textbox', { name: 'For whom' }).fill('Sofia');
    await dialog.getByRole('textbox', { name: 'For whom' }).press('Tab');
    await expect.poll(() => field.inputValue().catch(() => first), patience).not.toBe(first);
    await dialog.getByText('Sofia', { exact: true }).waitFor(patience);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save as picture' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('hallway-invite.png');
    // The loopback address is of no use to others, and stands in no link: here it is where the server is.
    const link = new URL(await field.inputValue());
    link.searchParams.set('h', house.address);
    await page.keyboard.press('Escape');
    await come(sofia, link.href);
    await sofia.page.getByRole('dialog').getByRole('button', { name: 'Join' }).click(patience);
    await showMembers(priya);
    await page.getByRole('button', { name: /^Role of .Sofia Marchetti.: Member$/u }).waitFor(patience);
    expect([priya.complaints, sofia.complaints]).toEqual([[], []]);
  });

  it('[T10] removes somebody, and takes them back', async () => {
    const { house, priya, sofia, page } = await setupHouse();
    const { serverId } = house;
    await house.ask('door.set', { serverId, door: 'open', openForMs: 0 });
    await sofia.join(house.address);
    await showMembers(priya);
    await page.getByRole('button', { name: /^More about .Sofia/u }).click(patience);
    await page.getByRole('menuitem', { name: 'Remove…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await sofia.page
      .getByText(/This computer is not let in at/u)
      .first()
      .waitFor(patience);
    await page.getByRole('button', { name: 'Removed 1' }).click();
    await page.getByRole('button', { name: /^Take back .Sofia/u }).click();
    await page.getByText('Nobody was removed.').waitFor(patience);
    await page.getByRole('button', { name: /^All/u }).click();
    await page.getByRole('button', { name: /^Role of .Sofia/u }).waitFor(patience);
    expect([priya.complaints, sofia.complaints]).toEqual([[], []]);
  });

  it('[T7] opens the door for a while, and hands the server over', async () => {
    const { house, priya, sofia, page } = await setupHouse();
    await showMembers(priya);
    await page.getByRole('button', { name: 'Door', exact: true }).click();
    await page.getByRole('button', { name: 'Let everyone in for 15 minutes…' }).click(patience);
    await page.getByRole('dialog').getByRole('button', { name: 'Let everyone in' }).click();
    await page.getByText(/^Open for everyone until/u).waitFor(patience);
    await sofia.join(house.address);
    await page.getByRole('button', { name: 'Close it now' }).click();
    await page.getByRole('button', { name: 'Members' }).click();
    await page.getByRole('button', { name: /^More about .Sofia/u }).click(patience);
    await page.getByRole('menuitem', { name: 'Hand over the server…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click();
    await page.getByRole('row', { name: /Priya.*you.*Moderator/u }).waitFor(patience);
    await page.getByRole('row', { name: /Sofia Marchetti.*Owner/u }).waitFor(patience);
    expect(await page.getByRole('button', { name: /^Role of .Sofia/u }).count()).toBe(0);
    expect([priya.complaints, sofia.complaints]).toEqual([[], []]);
  });
});
