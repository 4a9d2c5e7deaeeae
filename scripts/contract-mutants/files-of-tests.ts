/** The Solidity files that tests are compiled from: what they import, and what they deploy by its name. @module */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, normalize } from "node:path";

/** Of `import … from "./X.sol"`, and of artifacts: "X.sol:Y". */
const IMPORT = /from "(\.[^"]+)"/g;
const ARTIFACT = /"(\w+\.sol):\w+"/g;

/**
 * @param root   folder of the contracts.
 * @param tests  paths below it.
 * @returns      paths below it, the tests among them.
 */
export function filesOfTests(root: string, tests: readonly string[]): string[] {
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".sol") && !/^(out|cache)\//.test(path),
  );
  const byName = new Map(paths.map((path) => [basename(path), path]));
  const found = new Set<string>();
  const visit = (path: string) => {
    if (found.has(path)) return;
    found.add(path);
    const source = readFileSync(join(root, path), "utf8");
    for (const [, imported] of source.matchAll(IMPORT)) visit(normalize(join(path, "..", imported!)));
    for (const [, name] of source.matchAll(ARTIFACT)) {
      const deployed = byName.get(name!);
      if (deployed !== undefined) visit(deployed);
    }
  };
  for (const test of tests) visit(test);
  return [...found];
}
