import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import BlockedNotice from '#renderer/features/moderation/BlockedNotice.svelte';
import AuditPage from '#renderer/features/moderation/AuditPage.svelte';
import OwnModeration from '#renderer/features/moderation/OwnModeration.svelte';
import ReportDialog from '#renderer/features/moderation/ReportDialog.svelte';
import ReportsPage from '#renderer/features/moderation/ReportsPage.svelte';
import Timeline from '#renderer/features/timeline/Timeline.svelte';
import { ok } from '#shared/result.ts';
import {
  buildMessage,
  buildNotice,
  buildPerson,
  buildRoom,
  buildServer,
  commandIdOf,
  general,
  jonas,
  mara,
  nordlicht,
} from '#test/main/terminal/builders.ts';
import { buildReport, devon, reportIdOf, sampleActs } from '#test/support/moderation.ts';
import { renderInHallway } from './render-in-hallway.ts';
import { setupHallway } from './setup-hallway.ts';

const server = buildServer({ reports: 1 });
const people = [
  buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role: 'owner' }),
  buildPerson(),
  buildPerson({ personId: devon, displayName: 'Devon', isBlocked: true }),
];

async function setupHouse() {
  const { scripted, hallway } = await setupHallway({ people });
  const asked = (name: string) => scripted.calls.filter((call) => call.name === name).map(({ params }) => params);
  return { scripted, hallway, asked };
}
const button = (name: string | RegExp) => page.getByRole('button', { name });

describe('[T16] the page of reports', () => {
  it('shows the words, who reports them and why, and closes them', async () => {
    const { scripted, hallway, asked } = await setupHouse();
    scripted.answer('report.list', async ({ of }) => ok({ reports: of === 'open' ? [buildReport()] : [], next: null }));
    await renderInHallway(hallway, ReportsPage, { server });
    await expect.element(page.getByText(/whoever ate it can pay/u)).toBeInTheDocument();
    await expect.element(page.getByText(/Rude to somebody/u)).toBeInTheDocument();
    await button(/^Close the report about .Devon/u).click();
    await page.getByRole('menuitem', { name: 'Spoke with them' }).click();
    await expect
      .poll(() => asked('report.close'))
      .toEqual([{ serverId: nordlicht, reportId: reportIdOf('r'), outcome: 'warned' }]);
    await expect.element(page.getByText('Nothing is reported.')).toBeInTheDocument();
    await button(/^Closed/u).click();
    await expect.element(page.getByText('No report was closed yet.')).toBeInTheDocument();
  });
});

describe('[T16] the dialog of a report', () => {
  it('sends the reason and the words, and names the message', async () => {
    const { hallway, asked } = await setupHouse();
    const item = buildMessage('you fools', { author: devon, commandId: commandIdOf(8), itemNumber: 8 });
    let isClosed = false;
    const reporting = { personId: devon, message: { roomId: general, item } };
    await renderInHallway(hallway, ReportDialog, { server, reporting, onclose: () => (isClosed = true) });
    await expect.element(page.getByText('you fools')).toBeInTheDocument();
    await page.getByRole('radio', { name: 'Threatens or harasses' }).click();
    await page.getByRole('textbox', { name: 'In your words' }).fill(' at lunch ');
    await button('Send report').click();
    const message = { roomId: general, commandId: commandIdOf(8) };
    await expect
      .poll(() => asked('report.create'))
      .toEqual([{ serverId: nordlicht, personId: devon, message, reason: 'harassing', text: 'at lunch' }]);
    await expect.poll(() => isClosed).toBe(true);
  });

  it('takes no more than 500 characters', async () => {
    const { hallway, asked } = await setupHouse();
    const reporting = { personId: jonas, message: null };
    await renderInHallway(hallway, ReportDialog, { server, reporting, onclose: () => undefined });
    await page.getByRole('textbox', { name: 'In your words' }).fill('a'.repeat(501));
    await expect.element(page.getByText('This is longer than 500 characters.')).toBeInTheDocument();
    await expect.element(button('Send report')).toBeDisabled();
    expect(asked('report.create')).toEqual([]);
  });
});

describe('[T15] somebody who is blocked', () => {
  it('is behind a line in the timeline until one wants to see it', async () => {
    const { scripted, hallway } = await setupHouse();
    const items = [buildMessage('you fools', { author: devon, commandId: commandIdOf(8), itemNumber: 8 })];
    scripted.answer('timeline.page', async () => ok({ items, before: null }));
    const room = buildRoom();
    const { timeline } = hallway.openRoom(server, room);
    await renderInHallway(hallway, Timeline, { server, room, timeline, edited: null, onedit: () => undefined });
    await expect.element(page.getByText('A message of somebody you have blocked')).toBeInTheDocument();
    expect(page.getByText('you fools').elements()).toEqual([]);
    await button('Show the message').click();
    await expect.element(page.getByText('you fools')).toBeInTheDocument();
  });

  it('says nothing by the topic of a room, until one wants to see it', async () => {
    const { scripted, hallway } = await setupHouse();
    const topic = { notice: 'room.topicSet', text: 'I know where you live', person: devon } as const;
    const items = [buildNotice({ key: 'topic', ...topic }), buildMessage('Morning', { commandId: commandIdOf(9) })];
    scripted.answer('timeline.page', async () => ok({ items, before: null }));
    const room = buildRoom();
    const { timeline } = hallway.openRoom(server, room);
    await renderInHallway(hallway, Timeline, { server, room, timeline, edited: null, onedit: () => undefined });
    await expect.element(page.getByText('Somebody you have blocked changed the topic')).toBeInTheDocument();
    expect(page.getByText(/I know where you live/u).elements()).toEqual([]);
    await button('Show what it was').click();
    await expect.element(page.getByText(/I know where you live/u)).toBeInTheDocument();
  });

  it('brings nobody into a room that is listed or named before it is asked for', async () => {
    const { scripted, hallway, asked } = await setupHouse();
    const room = buildRoom({ name: 'Mara is a thief', visibility: 'private', isBlocked: true, unread: 0 });
    scripted.emit('room.changed', { serverId: nordlicht, rooms: [room], removed: [] });
    await expect.poll(() => hallway.rooms.ofBlocked(nordlicht)).toHaveLength(1);
    expect(hallway.rooms.channels(nordlicht)).toEqual([]);
    await renderInHallway(hallway, OwnModeration, { server });
    await expect.element(page.getByText(/^A private room that somebody you have blocked/u)).toBeInTheDocument();
    expect(page.getByText(/thief/u).elements()).toEqual([]);
    await button('Leave the room').click();
    await button('Show the room').click();
    const at = { serverId: nordlicht, roomId: general };
    await expect.poll(() => [asked('room.leave'), asked('room.markRead')]).toEqual([[at], [{ ...at, upTo: 0 }]]);
    await expect.poll(() => hallway.place.roomOn(nordlicht)).toBe(general);
  });

  it('is heard again with a click, in the direct room and in the settings', async () => {
    const { hallway, asked } = await setupHouse();
    const room = buildRoom({ kind: 'direct', name: null, memberIds: [mara, devon], isBlocked: true });
    await renderInHallway(hallway, BlockedNotice, { server, room });
    await expect.element(page.getByText(/What they write here is hidden/u)).toBeInTheDocument();
    await button('Unblock').click();
    await renderInHallway(hallway, OwnModeration, { server });
    await button(/^Unblock .Devon/u).click();
    const unblock = { serverId: nordlicht, personId: devon, isBlocked: false };
    await expect.poll(() => asked('person.setBlock')).toEqual([unblock, unblock]);
  });
});

it('[T15] a shared room into which somebody who is blocked brought one blames nobody else in it', async () => {
  const { hallway } = await setupHouse();
  await renderInHallway(hallway, BlockedNotice, { server, room: buildRoom({ isBlocked: true }) });
  expect(page.getByText(/What they write here is hidden/u).elements()).toEqual([]);
});

describe('[T17] the audit', () => {
  it('offers to undo what can be undone, and asks first', async () => {
    const { scripted, hallway } = await setupHouse();
    scripted.answer('audit.list', async () => ok({ entries: sampleActs(Date.now() + 60_000), next: null }));
    await renderInHallway(hallway, AuditPage, { server });
    await button(/^Undo: You made .Jonas.* a moderator/u).click();
    expect(hallway.place.dialog).toBe('undo');
    expect(hallway.place.undoing?.entry).toMatchObject({ kind: 'person.roleSet' });
    expect(button(/^Undo: .*removed/u).elements()).toEqual([]);
  });

  it('finds by a name that is one person’s', async () => {
    const { scripted, hallway, asked } = await setupHouse();
    scripted.answer('audit.list', async () => ok({ entries: [], next: null }));
    await renderInHallway(hallway, AuditPage, { server });
    const find = page.getByRole('searchbox', { name: 'Who did it, or to whom' });
    await find.fill('jon');
    await expect.poll(() => asked('audit.list').at(-1)).toEqual({ serverId: nordlicht, personId: jonas });
  });

  it('lists nothing under a name that is several people’s or nobody’s, and offers those there are', async () => {
    const { scripted, hallway, asked } = await setupHouse();
    scripted.answer('audit.list', async () => ok({ entries: sampleActs(Date.now() + 60_000), next: null }));
    await renderInHallway(hallway, AuditPage, { server });
    const find = page.getByRole('searchbox', { name: 'Who did it, or to whom' });
    const rows = () => page.getByRole('listitem').elements().length;
    await expect.poll(rows).toBeGreaterThan(0);
    const before = asked('audit.list').length;
    await find.fill('nobody at all');
    await expect.element(page.getByText('Nobody of this name.')).toBeInTheDocument();
    expect([rows(), asked('audit.list').length]).toEqual([0, before]);
    await find.fill('o');
    await expect.element(page.getByText(/^2 people are called so. Choose one/u)).toBeInTheDocument();
    expect(rows()).toBe(0);
    for (const save of page.getByRole('button', { name: /^Save/u }).all()) await expect.element(save).toBeDisabled();
    await page.getByRole('group').getByRole('button', { name: 'Jonas' }).click();
    await expect.poll(() => asked('audit.list').at(-1)).toEqual({ serverId: nordlicht, personId: jonas });
    await expect.element(find).toHaveValue('Jonas');
    await expect.poll(rows).toBeGreaterThan(0);
  });

  it('takes a whole name for that person’s, whoever’s longer one it begins', async () => {
    const { scripted, hallway, asked } = await setupHouse();
    scripted.answer('audit.list', async () => ok({ entries: [], next: null }));
    const people = [buildPerson({ personId: devon, displayName: 'Jonas Berg' })];
    scripted.emit('person.changed', { serverId: nordlicht, people, removed: [] });
    await renderInHallway(hallway, AuditPage, { server });
    await page.getByRole('searchbox', { name: 'Who did it, or to whom' }).fill('jonas');
    await expect.poll(() => asked('audit.list').at(-1)).toEqual({ serverId: nordlicht, personId: jonas });
  });
});
