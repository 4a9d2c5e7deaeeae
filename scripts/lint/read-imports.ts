/**
 * What a source file imports from files beside it: statically, as a type, with `import()`, or as the module of a worker
 * (`new URL("./worker.mjs", import.meta.url)`). By TypeScript's own parser, so a comment or a text imports nothing.
 * @module
 */
import ts from "typescript";

export interface Import {
  /** As written, relative. */
  readonly specifier: string;
  /** From 1. */
  readonly line: number;
}

const MODULE = /\.(m|c)?(t|j)s$/;
/** Without one of these, only top-level statements import something: most files need not be walked through. */
const NESTED = /\bimport\s*\(|\bnew\s+URL\s*\(/;

export function readImports(file: string, text: string): Import[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  const isNested = NESTED.test(text);
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined && isRelative(specifier.text)) {
      const { line } = source.getLineAndCharacterOfPosition(specifier.getStart(source));
      imports.push({ specifier: specifier.text, line: line + 1 });
    }
    if (isNested || node === source) ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

function specifierOf(node: ts.Node): ts.StringLiteralLike | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literal(node.moduleSpecifier);
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? literal(node.argument.literal) : undefined;
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return literal(node.arguments[0]);
  }
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "URL") {
    const [path, base] = node.arguments ?? [];
    const isBesideThis = base !== undefined && ts.isPropertyAccessExpression(base) && isImportMeta(base);
    const url = literal(path);
    return isBesideThis && url !== undefined && MODULE.test(url.text) ? url : undefined;
  }
  return undefined;
}

function isImportMeta({ expression, name }: ts.PropertyAccessExpression): boolean {
  return ts.isMetaProperty(expression) && name.text === "url";
}

function literal(node: ts.Node | undefined): ts.StringLiteralLike | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node : undefined;
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith("./") || specifier.startsWith("../");
}
