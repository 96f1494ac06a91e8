import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** A text of several lines inside a source: a literal, a sum of literals, or an array of lines that are joined. */
export interface LongText {
  /** The file, and the declaration that the text stands in: `cli/review/html.ts page`. */
  readonly where: string;
  readonly lines: number;
}

/** The texts of a source that have more lines than `most`; of texts inside each other the outermost. */
export function longTexts(file: string, most: number, source: string): LongText[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: LongText[] = [];
  const visit = (node: ts.Node): void => {
    const lines = linesOf(node);
    if (lines > most) found.push({ where: `${file} ${declarationOf(node)}`, lines });
    else ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** The same of a file of the repository. */
export const longTextsOf = (root: string, file: string, most: number): LongText[] =>
  longTexts(file, most, readFileSync(join(root, file), "utf8"));

/**
 * How many lines of text an expression spells out; 0 for what is no text. What is put in from elsewhere counts as one
 * line.
 */
function linesOf(node: ts.Node): number {
  if (ts.isStringLiteralLike(node)) return breaks(node.text) + 1;
  if (ts.isTemplateExpression(node))
    return node.templateSpans.reduce((sum, { literal }) => sum + breaks(literal.text), breaks(node.head.text)) + 1;
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [linesOf(node.left), linesOf(node.right)];
    return left + right === 0 ? 0 : Math.max(left, 1) + Math.max(right, 1) - 1;
  }
  return linesOfElements(linesJoined(node) ?? []);
}

/** The elements of an array that is joined by line ends. */
function linesJoined(node: ts.Node): readonly ts.Expression[] | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { expression: array, name } = node.expression;
  const [separator] = node.arguments;
  const byLines = separator && ts.isStringLiteralLike(separator) && separator.text.includes("\n");
  return byLines && name.text === "join" && ts.isArrayLiteralExpression(array) ? array.elements : undefined;
}

/** Each element has the lines that it spells out, or one; an array that is spread has those of its elements. */
function linesOfElements(elements: readonly ts.Expression[]): number {
  return elements.reduce((sum, element) => {
    if (ts.isSpreadElement(element) && ts.isArrayLiteralExpression(element.expression))
      return sum + linesOfElements(element.expression.elements);
    return sum + Math.max(linesOf(element), 1);
  }, 0);
}

function declarationOf(node: ts.Node): string {
  for (let at: ts.Node | undefined = node; at; at = at.parent) {
    if ((ts.isFunctionDeclaration(at) || ts.isMethodDeclaration(at) || ts.isVariableDeclaration(at)) && at.name)
      return at.name.getText();
    if (ts.isConstructorDeclaration(at)) return "constructor";
  }
  return "";
}

const breaks = (text: string): number => text.split("\n").length - 1;
