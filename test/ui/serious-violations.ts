import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';

/** What axe finds that keeps somebody out, each with the markup it is about. */
export async function seriousViolations(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
