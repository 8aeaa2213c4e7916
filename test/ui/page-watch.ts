import type { Page } from 'playwright';

/** What is on the page that nobody of ours put there, or what it tried to do. */
export interface Findings {
  /** Scripts of a message or name that ran. */
  readonly hits: number;
  /** Directives of the policy that something went against. */
  readonly violations: readonly string[];
  /** Elements where there are only letters, or that no window of ours has. */
  readonly foreign: readonly string[];
  /** Where links lead that lead nowhere allowed. */
  readonly links: readonly string[];
  /** What is wider than its place. */
  readonly overflows: readonly string[];
}

/** Runs before anything of the page's own and writes down what its policy refuses. */
export const watchPage = `
  window.violations = [];
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
    window.violations.push(effectiveDirective);
  });
  window.alert = window.confirm = window.prompt = () => { window.hit = 1; };
`;

export function findings(page: Page): Promise<Findings> {
  return page.evaluate(() => {
    const all = (selector: string): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(selector)];
    const tags = (elements: readonly HTMLElement[]): string[] => elements.map(({ tagName }) => tagName);
    const letters = '[data-row] .text, bdi, .topic';
    const notOurs =
      'iframe, object, embed, base, meta[http-equiv], video, audio, form[action], body script, body style, body link';
    const isWide = (element: HTMLElement): boolean => element.scrollWidth > element.clientWidth + 1;
    const watched = window as unknown as { readonly hit?: number; readonly violations: readonly string[] };
    return {
      hits: watched.hit ?? 0,
      violations: [...watched.violations],
      foreign: [
        ...tags(all(letters).flatMap((text) => [...text.querySelectorAll<HTMLElement>(':not(a)')])),
        ...tags(all(notOurs)),
        ...tags(
          all('.text a').filter(
            (link) =>
              link.childElementCount > 0 || link.getAttributeNames().some((name) => !['href', 'class'].includes(name)),
          ),
        ),
      ],
      links: all('a')
        .map((link) => link.getAttribute('href') ?? '')
        .filter((href) => !/^(?:https?|mailto):/iu.test(href)),
      overflows: [...all('[data-row], main, aside, body, html').filter(isWide)].map(
        (element) =>
          `${element.tagName} ${element.className} ${element.scrollWidth} > ${element.clientWidth}: ${element.textContent?.slice(0, 80) ?? ''}`,
      ),
    };
  });
}
