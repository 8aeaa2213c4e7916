import { expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import MenuStage from './MenuStage.svelte';

async function setupMenu(labels = ['Apple', 'Pear', 'Plum']) {
  const onchoose = vi.fn<(label: string) => void>();
  await render(MenuStage, { labels, onchoose });
  const opener = page.getByRole('button', { name: 'Open' });
  await opener.click();
  const item = (name: string) => page.getByRole('menuitem', { name });
  await expect.element(page.getByRole('menuitem').first()).toHaveFocus();
  return { onchoose, opener, item };
}

it('arrows go round the items, Home and End to the ends', async () => {
  const { item } = await setupMenu();
  for (const [key, name] of [
    ['{ArrowDown}', 'Pear'],
    ['{End}', 'Plum'],
    ['{ArrowDown}', 'Apple'],
    ['{ArrowUp}', 'Plum'],
    ['{Home}', 'Apple'],
  ] as const) {
    await userEvent.keyboard(key);
    await expect.element(item(name)).toHaveFocus();
  }
});

it('Escape closes it', async () => {
  await setupMenu();
  await userEvent.keyboard('{ArrowDown}{Escape}');
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
});

it('Escape gives the focus back to what opened it', async () => {
  const { opener } = await setupMenu();
  await userEvent.keyboard('{ArrowDown}{Escape}');
  await expect.element(opener).toHaveFocus();
});

it('a letter goes to the next item that begins with it', async () => {
  const { item } = await setupMenu();
  await userEvent.keyboard('p');
  await expect.element(item('Pear')).toHaveFocus();
});

it('Escape in it reaches nothing around it', async () => {
  await setupMenu();
  const onEscape = vi.fn<() => void>();
  window.addEventListener('keydown', onEscape, { once: true });
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
  window.removeEventListener('keydown', onEscape);
  expect(onEscape).not.toHaveBeenCalled();
});

it('Enter chooses the item with the focus, once, and closes it', async () => {
  const { onchoose } = await setupMenu();
  await userEvent.keyboard('{ArrowDown}{Enter}');
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
  expect(onchoose.mock.calls).toEqual([['Pear']]);
});

it('a press elsewhere closes it and chooses nothing', async () => {
  const { onchoose } = await setupMenu();
  await page.getByRole('button', { name: 'Elsewhere' }).click();
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
  expect(onchoose).not.toHaveBeenCalled();
});

it('none of its items is a tab stop, and Tab leaves it', async () => {
  const { item } = await setupMenu();
  expect(item('Pear').element().getAttribute('tabindex')).toBe('-1');
  await userEvent.keyboard('{Tab}');
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
});

it('two of its items may have one label', async () => {
  const { onchoose } = await setupMenu(['Anna’s office', 'Anna’s office', 'Other']);
  expect(page.getByRole('menuitem').elements()).toHaveLength(3);
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(onchoose.mock.calls).toEqual([['Anna’s office']]);
});

it('what opened it closes it', async () => {
  const { opener } = await setupMenu();
  await opener.click();
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
  await expect.element(opener).toHaveFocus();
});

it('another one that opens closes it, by a press and without one', async () => {
  const { opener } = await setupMenu();
  const others = page.getByRole('button', { name: 'Others' });
  await others.click();
  await expect.element(page.getByRole('menu', { name: 'Others' })).toBeVisible();
  expect(page.getByRole('menu').elements()).toHaveLength(1);
  // As a screen reader presses it.
  (opener.element() as HTMLElement).click();
  await expect.element(page.getByRole('menu', { name: 'Open' })).toBeVisible();
  await expect.poll(() => page.getByRole('menu').elements()).toHaveLength(1);
});
