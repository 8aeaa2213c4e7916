import { parse, type AST } from 'svelte/compiler';

const spoken = new Set([
  'aria-label',
  'aria-description',
  'title',
  'placeholder',
  'alt',
  'label',
  'hint',
  'closeLabel',
]);
const letters = /\p{L}/u;
/** In code: several words, one with a capital, or letters that no identifier here has. */
const proseInCode = /\p{L}\s+\p{L}|^\s+\p{L}|\p{L}\s+$|^\p{Lu}\p{Ll}{2,}$|(?!\p{ASCII})\p{L}/u;
/** Names of keys and elements, which the page's platform gives. */
const platformNames =
  /^(?:Enter|Escape|Tab|Home|End|Backspace|Delete|Space|Page(?:Up|Down)|Arrow\p{L}+|Control|Ctrl|Esc|Shift|Alt|Meta|Process|Hallway)$/u;
const bugCalls = new Set(['assert', 'present', 'unreachable', 'Error', 'matchMedia']);

interface Node {
  readonly type?: unknown;
  readonly name?: string;
}

/** The words in a component that come from no dictionary: in its markup, in what is computed there, and in its script. */
export function writtenWords(source: string): string[] {
  const { fragment, instance, module } = parse(source, { modern: true });
  return [...wordsIn(fragment), ...wordsIn(instance?.content), ...wordsIn(module?.content)];
}

function wordsIn(root: unknown): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const { type, name }: Node = node;
    if (isUnspoken(node)) return;
    if (type === 'Attribute') {
      const { value } = node as AST.Attribute;
      const texts = Array.isArray(value) ? value.filter((part) => part.type === 'Text') : [];
      if (spoken.has(name ?? '')) found.push(...texts.map(({ data }) => data).filter((text) => letters.test(text)));
      if (value !== true && name !== 'class') visit(Array.isArray(value) ? value.filter(isExpression) : value);
      return;
    }
    const text = textOf(node);
    if (text !== null && (type === 'Text' ? letters : proseInCode).test(text) && !platformNames.test(text))
      found.push(text.trim());
    for (const inner of Object.values(node)) visit(inner);
  };
  visit(root);
  return found;
}

/** What is no text for people: imports, types, styles, and the message of a bug. */
function isUnspoken(node: Node): boolean {
  if (node.type === 'StyleDirective' || node.type === 'ImportDeclaration') return true;
  if (typeof node.type === 'string' && node.type.startsWith('TS') && node.type !== 'TSAsExpression') return true;
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return false;
  const { callee } = node as { readonly callee?: Node };
  return bugCalls.has(callee?.name ?? '');
}

function isExpression({ type }: { readonly type: string }): boolean {
  return type !== 'Text';
}

function textOf(node: Node): string | null {
  if (node.type === 'Text') return (node as AST.Text).data;
  if (node.type === 'Literal') {
    const { value } = node as { readonly value?: unknown };
    return typeof value === 'string' ? value : null;
  }
  return node.type === 'TemplateElement' ? (node as unknown as { value: { raw: string } }).value.raw : null;
}
