import type { Page } from 'playwright';

/** In the window of whoever owns the server that it shows: everybody comes in from now on, and the window is back in the room. */
export async function openOwnDoor(page: Page): Promise<void> {
  const patience = { timeout: 20_000 };
  await page.getByRole('button', { name: 'Server menu' }).click(patience);
  await page.getByRole('menuitem', { name: 'Members' }).click(patience);
  await page.getByRole('button', { name: 'Door', exact: true }).click(patience);
  await page.getByRole('radio', { name: /^Open/u }).click(patience);
  await page.getByRole('radio', { name: /^Open/u, checked: true }).waitFor(patience);
  await page.getByText('Let everyone in for a while').waitFor({ state: 'detached', ...patience });
  await page.getByRole('main').getByRole('button', { name: 'Close', exact: true }).click(patience);
  await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor(patience);
}
