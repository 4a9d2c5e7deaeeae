/**
 * `npm run lint:imports`: which files may import which. Prints each import that is not allowed with its rule and
 * what to do, and ends with 1 if there is one.
 * @module
 */
import { REPOSITORY_ROOT } from "./circuits/repository-root.ts";
import { readImportGraph } from "./lint/import-graph.ts";
import { AREAS, findViolations } from "./lint/import-rules.ts";

const edges = await readImportGraph(REPOSITORY_ROOT, AREAS);
const violations = findViolations(edges);
for (const { from, line, to, rule, next } of violations) {
  console.error(`${from}:${line} imports ${to}\n  ${rule}\n  ${next}`);
}
if (violations.length > 0) {
  console.error(`${violations.length} of ${edges.length} imports are not allowed.`);
  process.exitCode = 1;
} else {
  console.log(`${edges.length} imports checked.`);
}
