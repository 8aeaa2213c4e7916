import type { Component } from 'svelte';
import { render } from 'vitest-browser-svelte';
import type { Hallway } from '#renderer/state/hallway.svelte.ts';
import Stage from './Stage.svelte';

/** Puts a component on the page as it stands in the window, with a hallway around it. */
export function renderInHallway<Parts extends object>(hallway: Hallway, component: Component<Parts>, parts: Parts) {
  // The types hold here, where both are known; the stage only passes them on.
  const shown = component as unknown as Component<Record<string, unknown>>;
  return render(Stage, { hallway, component: shown, parts: parts as Record<string, unknown> });
}
