/** F6 goes round the panes, Shift+F6 back. A pane is marked by `data-pane`; its `data-pane-start` takes the focus. */
export function goToNextPane(direction: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.offsetParent !== null);
  if (panes.length === 0) return;
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(at + direction + panes.length) % panes.length];
  startOf(next)?.focus();
}

/** Puts the focus into the pane of this name. */
export function goToPane(name: string): void {
  startOf(document.querySelector<HTMLElement>(`[data-pane="${name}"]`) ?? undefined)?.focus();
}

const focusable = 'button:not(:disabled), textarea:not(:disabled), input:not(:disabled), [tabindex="0"]';

function startOf(pane: HTMLElement | undefined): HTMLElement | undefined {
  const start = pane?.querySelector<HTMLElement>('[aria-current="page"][tabindex="0"], [data-pane-start]');
  if (start !== null && start !== undefined) return start;
  if (pane?.tabIndex === 0) return pane;
  return pane?.querySelector<HTMLElement>(focusable) ?? undefined;
}
