import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';

/** What axe finds that keeps somebody out, each with the markup it is about. */
export async function seriousViolations(page: Page): Promise<readonly string[]> {
  // In the page itself, since no view has a frame, and without a list of what is right: a third of the time.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
