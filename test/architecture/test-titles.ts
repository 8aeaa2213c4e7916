import ts from 'typescript';

/** A test's title as far as it is written down: of a template, the part before its first hole. */
export interface TestTitle {
  readonly path: string;
  readonly text: string;
}

/** The titles of the tests a file declares. Tests that are skipped or still to be written prove nothing and are left out. */
export function testTitles(path: string, text: string): TestTitle[] {
  const titles: TestTitle[] = [];
  function visit(node: ts.Node): void {
    if (ts.isCallExpression(node) && declaresTest(node.expression)) {
      const title = leadingText(node.arguments[0]);
      if (title !== null) titles.push({ path, text: title });
    }
    ts.forEachChild(node, visit);
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return titles;
}

/** The rule ids a title begins with: `[P7, D7] one number ...` quotes P7 and D7. */
export function quotedRules(title: string): string[] {
  const quoted = /^\[([A-Z]+\d+[a-z]?(?:, ?[A-Z]+\d+[a-z]?)*)\] /.exec(title)?.[1];
  return quoted === undefined ? [] : quoted.split(/, ?/);
}

/** `it(...)`, `test.for(...)(...)`, `it.skipIf(...)(...)`, but neither `it.skip(...)` nor `it.todo(...)`. */
function declaresTest(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return callee.text === 'it' || callee.text === 'test';
  if (ts.isPropertyAccessExpression(callee)) {
    return !['skip', 'todo'].includes(callee.name.text) && declaresTest(callee.expression);
  }
  return ts.isCallExpression(callee) && declaresTest(callee.expression);
}

function leadingText(argument: ts.Expression | undefined): string | null {
  if (argument === undefined) return null;
  if (ts.isStringLiteralLike(argument)) return argument.text;
  return ts.isTemplateExpression(argument) ? argument.head.text : null;
}
