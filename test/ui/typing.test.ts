import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openUiOffice, type Desk, type UiOffice } from './office.ts';

const patience = { timeout: 20_000 };

let office: UiOffice;
beforeEach(async () => {
  office = await openUiOffice();
});
afterEach(() => office.close());

/** Mara and Ole in the first room; nothing moves in Ole's window. */
async function setupTwo(): Promise<{ mara: Desk; ole: Desk }> {
  const mara = await office.openDesk('Mara Lindqvist');
  const ole = await office.openDesk('Ole Brandt', { reducedMotion: 'reduce' });
  await mara.introduce();
  const address = await mara.host('Nordlicht');
  await mara.openDoor();
  await ole.introduce();
  await ole.join(address);
  return { mara, ole };
}

function typingLine({ page }: Desk) {
  return page.getByText(/ is typing$/);
}

describe('typing', () => {
  it('[P21] shows beside the composer of the other until the message is there, and not in the own window', async () => {
    const { mara, ole } = await setupTwo();
    await mara.composer.pressSequentially('The pri');
    await typingLine(ole).waitFor(patience);
    expect(await typingLine(ole).innerText()).toBe('\u2068Mara Lindqvist\u2069 is typing');
    expect(await typingLine(mara).count()).toBe(0);
    await mara.composer.pressSequentially('nter works');
    await mara.composer.press('Enter');
    await ole.timeline.getByText('The printer works').waitFor(patience);
    await typingLine(ole).waitFor({ ...patience, state: 'detached' });
    expect([mara.complaints, ole.complaints]).toEqual([[], []]);
  });

  it('[P21] ends when the draft is emptied or the window is closed; it stands still and is told to nobody who listens', async () => {
    const { mara, ole } = await setupTwo();
    await mara.composer.fill('half a thought');
    await typingLine(ole).waitFor(patience);
    const motion = "getComputedStyle(document.querySelector('.dots i')).animationName";
    expect(await ole.page.evaluate(motion)).toBe('none');
    const spoken = ole.page.locator('[aria-live]:not([aria-live=off]), [role=status], [role=alert]');
    expect(await spoken.filter({ has: typingLine(ole) }).count()).toBe(0);
    await mara.composer.fill('');
    await typingLine(ole).waitFor({ ...patience, state: 'detached' });
    await mara.composer.fill('another');
    await typingLine(ole).waitFor(patience);
    await mara.page.close();
    await typingLine(ole).waitFor({ ...patience, state: 'detached' });
    expect(ole.complaints).toEqual([]);
  });
});
