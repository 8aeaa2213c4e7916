import { describe, expect, it, onTestFinished } from 'vitest';
import type { Door } from '#shared/domain/door.ts';
import { shownKey } from '#shared/domain/shown-key.ts';
import { openDoorHouse } from '#test/support/door-house.ts';
import { openUiOffice, type Desk } from './office.ts';

const patience = { timeout: 20_000 };

/** Sofia in front of her window, and a server with its owner inside. */
async function setupArrival(door: Door, serverName = 'Nordlicht') {
  const office = await openUiOffice();
  onTestFinished(() => office.close());
  const house = await openDoorHouse(serverName, door);
  onTestFinished(() => house.close());
  const sofia = await office.openDesk('Sofia');
  await sofia.introduce();
  return { office, house, sofia, page: sofia.page };
}

async function come({ page }: Desk, target: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Link or address' }).fill(target);
  await page.getByRole('button', { name: 'Connect' }).click();
}

async function digitsOn({ page }: Desk): Promise<string> {
  const label = await page.getByRole('img', { name: /^Digits: / }).getAttribute('aria-label', patience);
  return (label ?? '').replaceAll(/\D/gu, '');
}

describe('a door to knock at', () => {
  it('[T7] shows the owner’s digits to whoever knocks, and lets them in when both have said so', async () => {
    const { house, sofia, page } = await setupArrival('knock');
    await come(sofia, house.address);
    await page.getByRole('heading', { name: 'Somebody will come to the door' }).waitFor(patience);
    expect(await page.getByRole('img', { name: /^Digits/ }).count()).toBe(0);
    const { digits, letIn } = await house.openDoor();
    await page.getByRole('heading', { name: 'Somebody is at the door' }).waitFor(patience);
    expect(await digitsOn(sofia)).toBe(digits);
    await page.getByRole('button', { name: 'They match' }).click();
    await page.getByText('You are in as soon as they say so too').waitFor(patience);
    expect(await sofia.composer.count(), 'the other side decides').toBe(0);
    await letIn();
    await sofia.composer.waitFor(patience);
    expect(await page.getByText('not confirmed').count()).toBe(0);
    expect(sofia.complaints).toEqual([]);
  });

  it('[T7] is left when the digits differ, with what that may mean, and knocked at again by a click', async () => {
    const { house, sofia, page } = await setupArrival('knock');
    await come(sofia, house.address);
    await house.openDoor();
    await page.getByRole('button', { name: 'They differ' }).click(patience);
    await page.getByRole('heading', { name: 'The digits were not the same' }).waitFor(patience);
    expect(await house.ask('knock.list', { serverId: house.serverId })).toEqual([]);
    await page.getByRole('button', { name: 'Knock again' }).click();
    await page.getByRole('heading', { name: 'Somebody will come to the door' }).waitFor(patience);
    expect(sofia.complaints).toEqual([]);
  });

  it('[T3] that was open leads into a server that is not confirmed, until its key was compared', async () => {
    const { house, sofia, page } = await setupArrival('open');
    await sofia.join(house.address);
    await page.getByText('not confirmed').waitFor(patience);
    await page.getByRole('button', { name: 'Server menu' }).click();
    await page.getByRole('menuitem', { name: 'Confirm the server…' }).click();
    await page.getByRole('dialog').getByText(shownKey(house.serverId)).waitFor();
    await page.getByRole('button', { name: 'It is the same key' }).click();
    await page.getByText('not confirmed').waitFor({ state: 'detached' });
    expect(sofia.complaints).toEqual([]);
  });
});

it('[T6, T7] a door for invites says so, and a link that is pasted there leads in', async () => {
  const { house, sofia, page } = await setupArrival('invite');
  const { serverId } = house;
  await come(sofia, house.address);
  await page.getByRole('heading', { name: /opens with an invite/u }).waitFor(patience);
  const { link } = await house.ask('invite.create', {
    serverId,
    note: '',
    role: 'member',
    roomIds: [],
    maxUses: 1,
    expiresInMs: 3_600_000,
  });
  await page.getByRole('textbox', { name: 'Link with an invite' }).fill(link);
  await page.getByRole('button', { name: 'Use this link' }).click();
  const question = page.getByRole('dialog');
  await question.getByText(shownKey(serverId)).waitFor();
  expect(await question.innerText()).toMatch(/The link lets you in. It holds until/u);
  await question.getByRole('button', { name: 'Join' }).click();
  await sofia.composer.waitFor(patience);
  expect(await page.getByText('not confirmed').count()).toBe(0);
  expect(sofia.complaints).toEqual([]);
});

describe('a server that is called like a known one', () => {
  it('[T8] takes the whole window before it knows who comes, and is joined beside the known one if at all', async () => {
    const { house, sofia, page } = await setupArrival('open');
    await sofia.join(house.address);
    const other = await openDoorHouse('NORDLICHT', 'open');
    onTestFinished(() => other.close());
    await page.keyboard.press('Control+Shift+S');
    await come(sofia, other.address);
    await page.getByRole('heading', { name: /^This is not the .NORDLICHT. you know$/u }).waitFor(patience);
    const shown = await page.getByRole('main').innerText();
    expect(shown.indexOf(shownKey(house.serverId))).toBeLessThan(shown.indexOf(shownKey(other.serverId)));
    expect(shown).toContain(shownKey(house.serverId));
    await page.keyboard.press('Control+k');
    expect(await page.getByRole('dialog').count(), 'nothing else is to be had').toBe(0);
    const people = await other.ask('person.list', { serverId: other.serverId });
    expect(people.map(({ displayName }) => displayName)).not.toContain('Sofia');
    await page.getByRole('button', { name: 'Stay out' }).click();
    await page.getByRole('button', { name: 'Server menu' }).filter({ hasText: 'Nordlicht' }).waitFor(patience);
    await page.getByRole('button', { name: 'NORDLICHT', exact: true }).waitFor({ state: 'detached', ...patience });
    await page.keyboard.press('Control+Shift+S');
    await come(sofia, other.address);
    await page.getByRole('button', { name: 'Join this one as a new server…' }).click(patience);
    await page.getByRole('button', { name: 'Join as a new server' }).click();
    await page.getByRole('button', { name: 'Server menu' }).filter({ hasText: 'NORDLICHT' }).waitFor(patience);
    await sofia.composer.waitFor(patience);
    await page.getByRole('button', { name: 'Nordlicht', exact: true }).waitFor(patience);
    expect(sofia.complaints).toEqual([]);
  });

  it('[T8] or answers at its address, is stopped, and what was read of the known one stays readable', async () => {
    const { house, sofia, page } = await setupArrival('open');
    await sofia.join(house.address);
    await sofia.say('before');
    await sofia.timeline.getByText('before').waitFor(patience);
    await house.close();
    const other = await openDoorHouse('Something else', 'open', house.port);
    onTestFinished(() => other.close());
    await page.getByRole('heading', { name: /^This is not the .Nordlicht. you know$/u }).waitFor(patience);
    await page.getByText(`at ${other.address}`).waitFor();
    await page.getByRole('button', { name: 'Stay out' }).click();
    await sofia.timeline.getByText('before').waitFor(patience);
    await page.getByRole('button', { name: 'Show both keys' }).click(patience);
    await page.getByText(shownKey(other.serverId)).waitFor(patience);
    expect(sofia.complaints).toEqual([]);
  });
});
