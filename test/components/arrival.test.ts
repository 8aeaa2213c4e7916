import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import ConfirmDialog from '#renderer/features/arrival/ConfirmDialog.svelte';
import InvitePage from '#renderer/features/arrival/InvitePage.svelte';
import JoinLinkDialog from '#renderer/features/arrival/JoinLinkDialog.svelte';
import KnockPage from '#renderer/features/arrival/KnockPage.svelte';
import SentAwayPage from '#renderer/features/arrival/SentAwayPage.svelte';
import ConnectionNotice from '#renderer/features/servers/ConnectionNotice.svelte';
import OtherKeyPage from '#renderer/views/OtherKeyPage.svelte';
import { ok } from '#shared/result.ts';
import { buildServer, nordlicht, serverIdOf } from '#test/main/terminal/builders.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

const server = buildServer({ isVerified: false });
const other = serverIdOf('w');
const address = '10.20.4.52:7420';
const line = `hallway://join?s=${other}&h=${address}`;
const dayMs = 24 * 60 * 60 * 1_000;

async function setupCalls() {
  const { scripted, hallway } = await setupHallway({ servers: [server] });
  const asked = (name: string) => scripted.calls.filter((call) => call.name === name).map(({ params }) => params);
  return { scripted, hallway, asked };
}

describe('the page of whoever knocks', () => {
  it('[T7] shows nothing of digits, and nothing to say of them, before somebody came', async () => {
    const { hallway } = await setupCalls();
    await renderInHallway(hallway, KnockPage, { server, digits: null });
    await expect.element(page.getByRole('heading')).toHaveTextContent('Somebody will come to the door');
    expect(page.getByRole('img').query()).toBeNull();
    expect(page.getByRole('button', { name: 'They match' }).query()).toBeNull();
    await expect.element(page.getByRole('listitem').nth(1)).toHaveAttribute('aria-current', 'step');
  });

  it('[T7] shows the digits in two threes, and confirms the server when they match, and no more than that', async () => {
    const { hallway, asked } = await setupCalls();
    await renderInHallway(hallway, KnockPage, { server, digits: '704226' });
    await expect.element(page.getByRole('img', { name: 'Digits: 7 0 4 2 2 6' })).toBeVisible();
    await page.getByRole('button', { name: 'They match' }).click();
    await expect.poll(() => asked('server.confirm')).toEqual([{ serverId: nordlicht }]);
    expect(asked('server.leave')).toEqual([]);
  });

  it('[T7] asks to compare fresh digits of a server that was confirmed before', async () => {
    const { hallway, asked } = await setupCalls();
    await renderInHallway(hallway, KnockPage, { server: { ...server, isVerified: true }, digits: '704226' });
    await expect.element(page.getByText(/Read these digits to them/u)).toBeVisible();
    await page.getByRole('button', { name: 'They match' }).click();
    await expect.poll(() => asked('server.confirm')).toEqual([{ serverId: nordlicht }]);
  });

  it('[T7] leaves it to the other side once this one has said that they match, and asks anew of other digits', async () => {
    const { hallway } = await setupCalls();
    const shown = await renderInHallway(hallway, KnockPage, { server, digits: '704226' });
    await page.getByRole('button', { name: 'They match' }).click();
    await expect.element(page.getByText(/You are in as soon as they say so too/u)).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'They match' })).toBeDisabled();
    await expect.element(page.getByRole('button', { name: 'They differ' })).toBeEnabled();
    await shown.rerender({ parts: { server, digits: '118203' } });
    await expect.element(page.getByRole('button', { name: 'They match' })).toBeEnabled();
  });

  it('[T7] leaves when they differ, and remembers why', async () => {
    const { hallway, asked } = await setupCalls();
    await renderInHallway(hallway, KnockPage, { server, digits: '704226' });
    await page.getByRole('button', { name: 'They differ' }).click();
    await expect.poll(() => asked('server.leave')).toEqual([{ serverId: nordlicht }]);
    expect([hallway.waits.isDiffered(nordlicht), asked('server.confirm')]).toEqual([true, []]);
  });

  it('[T7] stops knocking without a word about digits', async () => {
    const { hallway, asked } = await setupCalls();
    await renderInHallway(hallway, KnockPage, { server, digits: null });
    await page.getByRole('button', { name: 'Stop knocking' }).click();
    await expect.poll(() => asked('server.leave')).toEqual([{ serverId: nordlicht }]);
    expect(hallway.waits.isDiffered(nordlicht)).toBe(false);
  });

  it('takes another name, and says what whoever comes sees until then', async () => {
    const { hallway, asked } = await setupCalls();
    await renderInHallway(hallway, KnockPage, { server, digits: null });
    await page.getByRole('button', { name: 'Change the name' }).click();
    await userEvent.fill(page.getByRole('textbox', { name: 'Your name there' }), 'Mara from the lab');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText(/still sees .Mara/u)).toBeVisible();
    expect(asked('person.rename')).toEqual([{ serverId: nordlicht, displayName: 'Mara from the lab' }]);
  });
});

describe('a door for invites', () => {
  it('[T6] takes a link from the clipboard wherever the focus is, and asks before anything is done with it', async () => {
    const { hallway, asked } = await setupCalls();
    await renderInHallway(hallway, InvitePage, { server, isUsed: false });
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', ` ${line}\n`);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    await expect.poll(() => hallway.invitation.link).toMatchObject({ type: 'readable', serverId: other });
    await expect.element(page.getByRole('textbox')).toHaveValue(line);
    expect(asked('server.join')).toEqual([]);
  });

  it('[T6] says that an invite is good no more, and reads another link', async () => {
    const { hallway } = await setupCalls();
    await renderInHallway(hallway, InvitePage, { server, isUsed: true });
    await expect.element(page.getByRole('heading')).toHaveTextContent('This invite does not open the door');
    await page.getByRole('button', { name: 'Use this link' }).click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('Paste a link that begins with hallway://.');
    await userEvent.fill(page.getByRole('textbox'), 'no link');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => hallway.invitation.link?.type).toBe('broken');
  });
});

it.each([
  ['not_let_in', 'Knock again'],
  ['knock_broken', 'Knock again'],
  ['deactivated', 'Try now'],
] as const)('[T7] whoever is kept out (%s) tries again by a click alone', async (type, button) => {
  const { hallway, asked } = await setupCalls();
  await renderInHallway(hallway, SentAwayPage, { server, problem: { type } });
  await expect.element(page.getByRole('alert')).toBeVisible();
  expect(asked('server.connectNow')).toEqual([]);
  await page.getByRole('button', { name: button }).click();
  await expect.poll(() => asked('server.connectNow')).toEqual([{ serverId: nordlicht }]);
});

it('[T10] whoever was removed is not offered to knock', async () => {
  const { hallway } = await setupCalls();
  await renderInHallway(hallway, SentAwayPage, { server, problem: { type: 'device_removed' } });
  await expect.element(page.getByRole('button', { name: 'Find servers' })).toBeVisible();
  expect(page.getByRole('button', { name: /again|now/u }).query()).toBeNull();
});

it('[P18] whoever holds a device that was revoked is led to forget the server and come anew', async () => {
  const { hallway, asked } = await setupCalls();
  await renderInHallway(hallway, SentAwayPage, { server, problem: { type: 'device_revoked' } });
  await expect.element(page.getByText(/This device was revoked/u)).toBeVisible();
  expect(page.getByRole('button', { name: /again|now/u }).query()).toBeNull();
  await page.getByRole('button', { name: 'Forget it…' }).click();
  expect(hallway.place.dialog).toBe('forget-server');
  expect(asked('server.connectNow')).toEqual([]);
});

it('[D13] where the computer of a server sleeps, the window says so', async () => {
  const { hallway } = await setupCalls();
  const problem = { type: 'server_stopping', reason: 'sleeping' } as const;
  const asleep = { ...server, connection: { type: 'reconnecting', since: 0, nextTryAt: 0, problem } } as const;
  await renderInHallway(hallway, ConnectionNotice, { server: asleep });
  await expect.element(page.getByText(/The computer of .*Nordlicht.* goes to sleep\./u)).toBeVisible();
});

it('[P18] where there are rooms to read, a device that was revoked is not offered to connect again', async () => {
  const { hallway } = await setupCalls();
  const refused = { ...server, connection: { type: 'refused', problem: { type: 'device_revoked' } } } as const;
  await renderInHallway(hallway, ConnectionNotice, { server: refused });
  await expect.element(page.getByText(/deletes what was read here/u)).toBeVisible();
  expect(page.getByRole('button', { name: 'Connect again' }).query()).toBeNull();
  await page.getByRole('button', { name: 'Forget it…' }).click();
  expect(hallway.place.dialog).toBe('forget-server');
});

describe('a link to a server', () => {
  async function setupLink(invite = '') {
    const { hallway, scripted, asked } = await setupCalls();
    hallway.invitation.ask(`${line}${invite}`);
    const { link } = hallway.invitation;
    if (link === null) throw new Error('A link was asked about.');
    await renderInHallway(hallway, JoinLinkDialog, { link });
    return { hallway, scripted, asked, text: () => page.getByRole('dialog').element().textContent };
  }

  it('[T6] says what one is about to trust, and joins on a click alone', async () => {
    const { hallway, scripted, asked, text } = await setupLink();
    await expect.poll(text).toContain('WWWW-WWWW-WWWW-WWWW');
    expect(text()).toContain(address);
    expect(text()).toContain('None. Its door decides whether you come in.');
    expect(asked('server.join')).toEqual([]);
    scripted.answer('server.join', async () => ok({ serverId: other }));
    await page.getByRole('button', { name: 'Join' }).click();
    await expect.poll(() => hallway.place.serverId).toBe(other);
    expect(asked('server.join')).toEqual([{ target: line, displayName: server.displayName }]);
    expect(hallway.invitation.link).toBeNull();
  });

  it.each([
    ['until when its invite holds', dayMs, 'The link lets you in. It holds until'],
    ['that its invite has run out', -dayMs, 'It ran out'],
  ])('[T6] says %s', async (_what, inMs, says) => {
    const seconds = Math.floor((Date.now() + inMs) / 1_000);
    const { text } = await setupLink(`&t=${'A'.repeat(22)}&x=${seconds}`);
    await expect.poll(text).toContain(says);
  });
});

it('[T3] a server is confirmed by its key, by whoever has compared it', async () => {
  const { hallway, asked } = await setupCalls();
  const onclose = vi.fn<() => void>();
  await renderInHallway(hallway, ConfirmDialog, { server, onclose });
  await expect.element(page.getByText('NNNN-NNNN-NNNN-NNNN')).toBeVisible();
  await page.getByRole('button', { name: 'It is the same key' }).click();
  await expect.poll(() => onclose.mock.calls.length).toBe(1);
  expect(asked('server.confirm')).toEqual([{ serverId: nordlicht }]);
});

it('[T8] another key is shown below the known one, staying out has the focus, and joining names what it means', async () => {
  const { hallway, scripted, asked } = await setupCalls();
  const met = { known: server, shown: other, name: server.name, address, target: address };
  await renderInHallway(hallway, OtherKeyPage, { other: met });
  await expect.poll(() => page.getByRole('heading').element().textContent).toMatch(/not the .Nordlicht. you know/u);
  await expect.element(page.getByRole('button', { name: 'Stay out' })).toHaveFocus();
  const keys = [...document.querySelectorAll('dd.key')].map(({ textContent }) => textContent);
  expect(keys).toEqual(['NNNN-NNNN-NNNN-NNNN', 'WWWW-WWWW-WWWW-WWWW']);
  await page.getByRole('button', { name: 'Join this one as a new server…' }).click();
  await expect.poll(() => page.getByRole('dialog').element().textContent).toContain('without your rooms');
  expect(asked('server.join')).toEqual([]);
  scripted.answer('server.join', async () => ok({ serverId: other }));
  await page.getByRole('button', { name: 'Join as a new server' }).click();
  await expect
    .poll(() => asked('server.join'))
    .toEqual([{ target: address, displayName: server.displayName, asSeparate: other }]);
});
