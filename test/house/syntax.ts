import ts from 'typescript';
import { readText } from './tree.ts';

export interface FunctionSize {
  name: string;
  line: number;
  /** Lines of the function less those of the functions inside it. */
  own_lines: number;
}

/** The sizes of all functions of a file, each without the functions that it holds. */
export function measureFunctions(file: string): FunctionSize[] {
  const source = parse(file);
  const sizes: FunctionSize[] = [];
  const visit = (node: ts.Node): number => {
    let inner = 0;
    ts.forEachChild(node, (child) => {
      inner += visit(child);
    });
    if (!isFunction(node)) return inner;
    const lines = countLines(source, node);
    sizes.push({ name: nameOf(node), line: lineOf(source, node), own_lines: lines - inner });
    return lines;
  };
  visit(source);
  return sizes;
}

/** Casts that claim nothing that could be wrong: towards less knowledge, or Node's own errors in a catch. */
const harmlessCast =
  /^(const|unknown|NodeJS\.ErrnoException|Partial<.+>|Iterable<unknown>|readonly string\[\]|.+ \| null)$/;

/** Lines of casts (`as X`, `x!`) without a word why: on their line or the one before, or at their statement. */
export function findBareCasts(file: string): number[] {
  const source = parse(file);
  const lines = source.text.split('\n');
  const hasComment = (line: number) => /\/\/|\/\*|\*\/|^\s*\*/.test(lines[line - 1] ?? '');
  const isExplained = (line: number) => hasComment(line) || hasComment(line - 1);
  const found = new Set<number>();
  const visit = (node: ts.Node): void => {
    const cast = ts.isAsExpression(node) && !harmlessCast.test(node.type.getText(source));
    if (cast || ts.isNonNullExpression(node)) {
      const line = source.getLineAndCharacterOfPosition(node.getEnd()).line + 1;
      if (![line, lineOf(source, node), lineOf(source, statementOf(node))].some(isExplained)) found.add(line);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found];
}

/** Names such as `Date.now` and `process.env` that a file uses, with their lines. */
export function findUses(file: string, names: readonly string[]): { name: string; line: number }[] {
  const source = parse(file);
  const found: { name: string; line: number }[] = [];
  const visit = (node: ts.Node): void => {
    const text = ts.isPropertyAccessExpression(node)
      ? node.getText(source)
      : ts.isCallExpression(node)
        ? node.expression.getText(source)
        : '';
    const name = text.replace(/^globalThis\./, '');
    if (names.includes(name) && !found.some((use) => use.line === lineOf(source, node) && use.name === name)) {
      found.push({ name, line: lineOf(source, node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readText(file), ts.ScriptTarget.Latest, true);
}

function isFunction(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node)
  );
}

function nameOf(node: ts.FunctionLikeDeclaration): string {
  if (node.name) return node.name.getText();
  const { parent } = node;
  return (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) && parent.name
    ? parent.name.getText()
    : 'a function';
}

function statementOf(node: ts.Node): ts.Node {
  let at = node;
  while (at.parent && !ts.isStatement(at) && !ts.isSourceFile(at.parent)) at = at.parent;
  return at;
}

function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

function countLines(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getEnd()).line + 2 - lineOf(source, node);
}
