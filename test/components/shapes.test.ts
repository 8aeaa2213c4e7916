import { afterEach, expect, it } from 'vitest';
import { cdp } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Door from '#renderer/ui/Door.svelte';

async function forceColours(isForced: boolean): Promise<void> {
  const features = isForced ? [{ name: 'forced-colors', value: 'active' }] : [];
  await cdp().send('Emulation.setEmulatedMedia', { features });
}

afterEach(() => forceColours(false));

function systemColour(name: string): string {
  const probe = document.createElement('i');
  probe.style.color = name;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

it('the light in a door is the highlight of the system where colours are forced', async () => {
  await forceColours(true);
  expect(matchMedia('(forced-colors: active)').matches).toBe(true);
  const { container } = await render(Door, { state: 'lit' });
  const fill = container.querySelector('.fill');
  expect(fill === null ? null : getComputedStyle(fill).fill).toBe(systemColour('Highlight'));
});
