/**
 * `npm run mutants:contracts [-- PATTERN] [--from N] [--to M]`: breaks each refusal and each operator of a contract once, in a
 * copy of it and of what its tests need, and lists what they do not notice; ends with 1 if there is any. PATTERN picks contracts
 * by name, N and M the mutants of each, from 1. Fixtures must be there (`npm run contracts:fixtures`). A mutant takes as long as
 * the contracts that use it take to compile, which is done without the optimizer: some ten seconds for those of puffer/.
 * @module
 */
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { REPOSITORY_ROOT } from "./circuits/repository-root.ts";
import { type ContractMutant, contractMutants } from "./contract-mutants/contract-mutants.ts";
import { CONTRACTS_TO_MUTATE } from "./contract-mutants/contracts-to-mutate.ts";
import { EQUIVALENT_MUTANTS } from "./contract-mutants/equivalent-mutants.ts";
import { filesOfTests } from "./contract-mutants/files-of-tests.ts";
import { forgeBinary } from "./contracts/forge-binary.ts";

type Outcome = "passed" | "failed" | "not compiled";

const run = promisify(execFile);
const { values: range, positionals } = parseArgs({
  options: { from: { type: "string", default: "1" }, to: { type: "string", default: "Infinity" } },
  allowPositionals: true,
});
const pattern = new RegExp(positionals[0] ?? "");
for (const [name, tests] of Object.entries(CONTRACTS_TO_MUTATE)) {
  if (pattern.test(name)) await mutate(name, tests);
}

async function mutate(name: string, tests: readonly string[]): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "contract-mutants-"));
  try {
    copyContracts(root, tests);
    const path = join(root, `verifier-contracts/src/${name}.sol`);
    const source = readFileSync(path, "utf8");
    const unchanged = await runTests(root);
    if (unchanged !== "passed") throw new Error(`${name}: its tests as they stand: ${unchanged}.`);
    const counts: Record<Outcome, number> = { passed: 0, failed: 0, "not compiled": 0 };
    const { tried, equivalent } = chosenMutants(name, source);
    for (const mutant of tried) {
      writeFileSync(path, mutant.source);
      const outcome = await runTests(root);
      counts[outcome]++;
      if (outcome === "passed") console.log(`NOT NOTICED ${name}.sol:${mutant.name} in: ${mutant.place}`);
    }
    const { passed, failed, "not compiled": notCompiled } = counts;
    console.log(
      `${name}: ${passed + failed} mutants, ${passed} not noticed; ${equivalent} equivalent; ${notCompiled} do not compile`,
    );
    if (passed > 0) process.exitCode = 1;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Without those that no test can notice. */
function chosenMutants(name: string, source: string) {
  const equivalent = EQUIVALENT_MUTANTS[name] ?? {};
  const mutants = contractMutants(source);
  const places = new Set(mutants.map(({ place }) => place));
  const gone = Object.keys(equivalent).filter((place) => !places.has(place));
  if (gone.length > 0) throw new Error(`${name} has no such mutants any more: ${gone.join("; ")}`);
  const chosen = mutants.slice(Number(range.from) - 1, Number(range.to));
  const isTried = ({ place }: ContractMutant) => !(place in equivalent);
  const tried = chosen.filter(isTried);
  return { tried, equivalent: chosen.length - tried.length };
}

function copyContracts(root: string, tests: readonly string[]): void {
  const contracts = join(REPOSITORY_ROOT, "verifier-contracts");
  const files = filesOfTests(
    contracts,
    tests.map((test) => `test/${test}`),
  );
  for (const file of [...files, "solc.mjs"])
    cpSync(join(contracts, file), join(root, "verifier-contracts", file));
  cpSync(join(REPOSITORY_ROOT, "build/fixtures"), join(root, "build/fixtures"), { recursive: true });
  const settings = readFileSync(join(REPOSITORY_ROOT, "foundry.toml"), "utf8");
  writeFileSync(join(root, "foundry.toml"), settings.replace("optimizer = true", "optimizer = false"));
  symlinkSync(join(REPOSITORY_ROOT, "node_modules"), join(root, "node_modules"));
}

async function runTests(root: string): Promise<Outcome> {
  try {
    await run(forgeBinary(), ["test", "--root", root, "--fuzz-runs", "16", "--fail-fast"], {
      maxBuffer: 1 << 26,
    });
    return "passed";
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
    return /Compiler run failed|Compilation failed/.test(stdout + stderr) ? "not compiled" : "failed";
  }
}
