import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import RadiosStage from './RadiosStage.svelte';

const radio = (name: string) => page.getByRole('radio', { name: new RegExp(`^${name}`) });

it('each group is one tab stop, which is the chosen one', async () => {
  await render(RadiosStage);
  await userEvent.keyboard('{Tab}');
  await expect.element(radio('Pear')).toHaveFocus();
  await userEvent.keyboard('{Tab}');
  await expect.element(radio('Left')).toHaveFocus();
  await userEvent.keyboard('{Shift>}{Tab}{/Shift}');
  await expect.element(radio('Pear')).toHaveFocus();
});

it('arrows of both directions move the choice and the focus together, round the ends', async () => {
  await render(RadiosStage);
  await userEvent.keyboard('{Tab}');
  for (const [key, name] of [
    ['{ArrowDown}', 'Plum'],
    ['{ArrowRight}', 'Apple'],
    ['{ArrowLeft}', 'Plum'],
    ['{ArrowUp}', 'Pear'],
  ] as const) {
    await userEvent.keyboard(key);
    await expect.element(radio(name)).toHaveFocus();
    await expect.element(radio(name)).toBeChecked();
  }
  expect(page.getByRole('radio', { checked: true }).elements()).toHaveLength(2);
});

it('arrows in one group leave the other one alone', async () => {
  await render(RadiosStage);
  await radio('Left').click();
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(radio('Right')).toBeChecked();
  await expect.element(radio('Pear')).toBeChecked();
});

it('other keys are the page’s own', async () => {
  await render(RadiosStage);
  await radio('Pear').click();
  await userEvent.keyboard('x{End}');
  await expect.element(radio('Pear')).toHaveFocus();
  await expect.element(radio('Pear')).toBeChecked();
});
