/**
 * `npm run mutants [-- constraints|sources [PATTERN]]`: every constraint removed once, every statement of the sources once;
 * what nothing notices has to be what redundant.ts lists. PATTERN picks circuits, or statements, by their names.
 * @module
 */
import { compilePageCircuit } from "../../../scripts/circuits/set-up-size.ts";
import { TestCircuit } from "../../support/test-circuit.ts";
import { CIRCUITS_TO_MUTATE } from "./circuits-to-mutate.ts";
import { noticeSourceMutant, openSignalsOfPage } from "./notice-source-mutant.ts";
import { REDUNDANT_CONSTRAINTS, REDUNDANT_STATEMENTS } from "./redundant.ts";
import { sourceMutants } from "./source-mutants.ts";

const [kind, pattern = ""] = process.argv.slice(2);
if (kind !== undefined && kind !== "constraints" && kind !== "sources") {
  console.error(`${kind}: neither constraints nor sources`);
  process.exit(2);
}
const isPicked = ({ name }: { readonly name: string }) => new RegExp(pattern).test(name);
if (kind !== "sources") await mutateConstraints();
if (kind !== "constraints") await mutateSources();

async function mutateConstraints(): Promise<void> {
  for (const { name, run } of CIRCUITS_TO_MUTATE.filter(isPicked)) {
    const { constraints, byDeterminism, byForgery, unnoticed } = await run();
    console.log(
      `${name}: ${constraints} constraints; ${byDeterminism} noticed by determinism, ${byForgery} by a forgery, ${unnoticed.length} redundant`,
    );
    compare(unnoticed, Object.keys(REDUNDANT_CONSTRAINTS[name] ?? {}));
  }
}

async function mutateSources(): Promise<void> {
  const mutants = sourceMutants().filter(isPicked);
  const openOfPage = await openSignalsOfPage(new TestCircuit(await compilePageCircuit("test")));
  const unnoticed: string[] = [];
  for (const [i, mutant] of mutants.entries()) {
    const by = await noticeSourceMutant(mutant, openOfPage);
    if (by === undefined) unnoticed.push(mutant.name);
    console.log(`${i + 1} of ${mutants.length}: ${mutant.name}\n    ${by ?? "NOT NOTICED"}`);
  }
  console.log(`${mutants.length} statements; ${unnoticed.length} redundant`);
  const picked = new Set(mutants.map(({ name }) => name));
  compare(
    unnoticed,
    Object.keys(REDUNDANT_STATEMENTS).filter((name) => picked.has(name)),
  );
}

function compare(unnoticed: readonly string[], listed: readonly string[]): void {
  const missing = unnoticed.filter((name) => !listed.includes(name));
  const stale = listed.filter((name) => !unnoticed.includes(name));
  for (const name of missing) console.error(`not noticed, and not listed in redundant.ts: ${name}`);
  for (const name of stale) console.error(`listed in redundant.ts, and noticed or gone: ${name}`);
  if (missing.length + stale.length > 0) process.exitCode = 1;
}
