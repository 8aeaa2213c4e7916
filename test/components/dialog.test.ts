import { expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { composeWithEnter } from './compose.ts';
import DialogStage from './DialogStage.svelte';

async function setupDialog({ isQuestion = true } = {}) {
  const ondelete = vi.fn<() => void>();
  await render(DialogStage, { isQuestion, ondelete });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await button('Open').click();
  return { ondelete, button, dialog: page.getByRole('dialog'), field: page.getByRole('textbox', { name: 'Name' }) };
}

it('the safe choice has the first focus, before whatever stands first', async () => {
  const { button } = await setupDialog({ isQuestion: false });
  await expect.element(button('Keep')).toHaveFocus();
});

it('Tab stays among what is in it, however often it is pressed', async () => {
  const { dialog } = await setupDialog();
  for (let press = 0; press < 8; press += 1) {
    await userEvent.keyboard(press % 3 === 2 ? '{Shift>}{Tab}{/Shift}' : '{Tab}');
    const at = document.activeElement;
    expect(at === document.body || dialog.element().contains(at), `press ${press}: ${at?.outerHTML}`).toBe(true);
  }
});

it('Escape closes it, deletes nothing and gives the focus back', async () => {
  const { ondelete, button, dialog } = await setupDialog();
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog).not.toBeInTheDocument();
  await expect.element(button('Open')).toHaveFocus();
  expect(ondelete).not.toHaveBeenCalled();
});

it('has the title as its name, and is out of reach for what lies behind it', async () => {
  const { button } = await setupDialog();
  await expect.element(page.getByRole('dialog', { name: 'Delete everything?' })).toBeVisible();
  const { x, y, width, height } = button('Open').element().getBoundingClientRect();
  const hit = document.elementFromPoint(x + width / 2, y + height / 2);
  expect(hit?.tagName).toBe('DIALOG');
});

it('a press beside it closes it, one inside does not', async () => {
  const { dialog, field } = await setupDialog();
  await field.click();
  await expect.element(dialog).toBeVisible();
  await userEvent.click(dialog.element(), { position: { x: 5, y: -40 }, force: true });
  await expect.element(dialog).not.toBeInTheDocument();
});

it('Enter in a field does what the button says, but nothing while an input method composes', async () => {
  const { ondelete, dialog, field } = await setupDialog();
  await field.click();
  await composeWithEnter('shan', '删');
  await expect.element(field).toHaveValue('删');
  expect(ondelete).not.toHaveBeenCalled();
  await expect.element(dialog).toBeVisible();
  await userEvent.keyboard('{Enter}');
  expect(ondelete).toHaveBeenCalledOnce();
});
