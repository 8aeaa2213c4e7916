export interface RuleDefinition {
  readonly id: string;
  /** A rule that is written down before it is built carries `(later)` and needs no test yet. */
  readonly isLater: boolean;
}

/** The numbered rules a document defines, each on a line of its own: `- **P7** One number is ...`. */
export function ruleDefinitions(markdown: string): RuleDefinition[] {
  return [...markdown.matchAll(/^- \*\*([A-Z]+\d+[a-z]?)\*\* (.*)$/gm)].map(([, id = '', rule = '']) => ({
    id,
    isLater: rule.includes('(later)'),
  }));
}
