/**
 * The values that index.ts exports, and whether there is a docstring where they are declared.
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";

const PROVER = join(REPOSITORY_ROOT, "prover");

/** @returns by name. */
export function exportedDeclarations(): Map<string, boolean> {
  const found = new Map<string, boolean>();
  for (const statement of parse("index.ts").statements) {
    if (!ts.isExportDeclaration(statement) || statement.isTypeOnly) continue;
    const { exportClause, moduleSpecifier } = statement;
    if (!exportClause || !ts.isNamedExports(exportClause)) throw new Error("index.ts names what it exports");
    const { statements } = parse((moduleSpecifier as ts.StringLiteral).text);
    for (const { name, isTypeOnly } of exportClause.elements) {
      const declaration = statements.find((one) => isDeclarationOf(one, name.text));
      if (!isTypeOnly && declaration)
        found.set(name.text, ts.getJSDocCommentsAndTags(declaration).length > 0);
    }
  }
  return found;
}

function isDeclarationOf(statement: ts.Statement, name: string): boolean {
  const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  return isNamed && statement.name?.text === name;
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(PROVER, file), "utf8"), ts.ScriptTarget.Latest, true);
}
