import ts from 'typescript';

const parse = (text: string): ts.SourceFile =>
  ts.createSourceFile('file.tsx', text, ts.ScriptTarget.ESNext, true);

/** The comments of a source text, strings that look like comments left out. */
export function commentsOf(text: string): string[] {
  const source = parse(text);
  const found = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    // JSX text is no place for comments, and may well hold `//`.
    if (!ts.isJsxText(node)) {
      const around = [
        ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
        ...(ts.getTrailingCommentRanges(text, node.getEnd()) ?? []),
      ];
      for (const { pos, end } of around) found.set(pos, text.slice(pos, end));
    }
    for (const child of node.getChildren(source)) visit(child);
  };
  visit(source);
  return [...found.values()];
}

/** Title functions, and the ways of calling them that leave a test out. */
const TITLED = new Set(['test', 'it', 'describe']);
const LEFT_OUT = new Set(['skip', 'todo']);

/** Names along a callee: `test.each([1])` gives test, each. */
function namesOf(callee: ts.Expression): string[] {
  if (ts.isIdentifier(callee)) return [callee.text];
  if (ts.isPropertyAccessExpression(callee)) return [...namesOf(callee.expression), callee.name.text];
  if (ts.isCallExpression(callee)) return namesOf(callee.expression);
  if (ts.isTaggedTemplateExpression(callee)) return namesOf(callee.tag);
  return [''];
}

/** The titles of a test file's tests and groups; those that never run are left out. */
export function titlesOf(text: string): string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const [root = '', ...rest] = namesOf(node.expression);
      const title = node.arguments[0];
      if (TITLED.has(root) && rest.some((name) => LEFT_OUT.has(name))) return;
      if (TITLED.has(root) && title && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title))) {
        titles.push(ts.isStringLiteralLike(title) ? title.text : title.getText());
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(text));
  return titles;
}
