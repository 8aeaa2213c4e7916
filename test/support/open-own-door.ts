import type { Page } from 'playwright';

/** In the window of whoever owns the server that it shows: everybody comes in from now on, and the window is back in the room. */
export function openOwnDoor(page: Page): Promise<void> {
  return setOwnDoor(page, 'Open');
}

/** In the window of whoever owns the server that it shows: sets how people come in, and goes back to the room. */
export async function setOwnDoor(page: Page, door: 'Open' | 'Knock'): Promise<void> {
  const patience = { timeout: 20_000 };
  const chosen = new RegExp(`^${door}`, 'u');
  await page.getByRole('button', { name: 'Server menu' }).click(patience);
  await page.getByRole('menuitem', { name: 'Members' }).click(patience);
  await page.getByRole('button', { name: 'Door', exact: true }).click(patience);
  await page.getByRole('radio', { name: chosen }).click(patience);
  await page.getByRole('radio', { name: chosen, checked: true }).waitFor(patience);
  const isOffered = door === 'Open' ? 'detached' : 'visible';
  await page.getByText('Let everyone in for a while').waitFor({ state: isOffered, ...patience });
  await page.getByRole('main').getByRole('button', { name: 'Close', exact: true }).click(patience);
  await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor(patience);
}
