import { afterEach, beforeEach, expect, it } from 'vitest';
import { openUiOffice, type Desk, type UiOffice } from './office.ts';

const patience = { timeout: 20_000 };

let office: UiOffice;
beforeEach(async () => {
  office = await openUiOffice();
});
afterEach(() => office.close());

/** Opens what is known of the message with these words. */
async function infoOf(desk: Desk, words: string) {
  const row = desk.timeline.getByRole('article').filter({ hasText: words });
  await row.hover();
  await row.getByRole('button', { name: 'Info' }).click();
  const dialog = desk.page.getByRole('dialog', { name: 'Info' });
  await dialog.getByText('Written').waitFor(patience);
  return {
    dialog,
    close: async () => {
      await desk.page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    },
  };
}

/** Through real windows, clients and a server: what the author, a reader and somebody without the server learn. */
it('[P19, D4] a message tells its author who has it and has read it, and its readers how it came', async () => {
  const [mara, ole, nils] = [
    await office.openDesk('Mara'),
    await office.openDesk('Ole'),
    await office.openDesk('Nils'),
  ];
  await mara.introduce();
  const address = await mara.host('Nordlicht');
  await mara.openDoor();
  for (const desk of [ole, nils]) {
    await desk.introduce();
    await desk.join(address);
  }
  const words = 'I can order two today.';
  await ole.say(words);
  for (const desk of [mara, nils]) await desk.timeline.getByText(words).waitFor(patience);
  await ole.timeline.getByText('Read by 2 of 2').waitFor(patience);

  const own = await infoOf(ole, words);
  await own.dialog.getByText('Delivered to 2 of 2, read by 2').waitFor(patience);
  for (const step of ['Left this computer', 'Kept by the server', 'Confirmed to this computer'])
    expect(await own.dialog.getByText(step).count()).toBe(1);
  expect(await own.dialog.getByRole('listitem').filter({ hasText: 'Mara' }).getByText('Read').count()).toBe(1);
  await own.close();

  const theirs = await infoOf(nils, words);
  await theirs.dialog.getByText('It came as it was said.').waitFor(patience);
  expect(await theirs.dialog.getByText('Delivered', { exact: true }).count()).toBe(0);
  await theirs.close();

  await mara.quit();
  await ole.page.getByText('Nordlicht', { exact: false }).first().waitFor(patience);
  const later = 'Is anybody there?';
  await ole.say(later);
  await ole.timeline.getByText('Waiting').waitFor(patience);
  const waiting = await infoOf(ole, later);
  await waiting.dialog.getByText('It waits on this computer', { exact: false }).waitFor(patience);
  await waiting.close();
  const alone = await infoOf(ole, words);
  await alone.dialog.getByText('The server cannot be asked just now', { exact: false }).waitFor(patience);
  expect(await alone.dialog.getByText('Delivered to 2 of 2, read by 2').count()).toBe(1);
  expect([...ole.complaints, ...nils.complaints]).toEqual([]);
});
