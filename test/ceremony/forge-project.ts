/**
 * Runs Solidity tests of generated verifiers in a project of their own, of a handful of files: the EVM without
 * compiling the whole protocol.
 * @module
 */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { forgeBinary } from "../../scripts/contracts/forge-binary.ts";

const run = promisify(execFile);
const CONTRACTS = join(REPOSITORY_ROOT, "verifier-contracts");
const COPIED = [
  "src/BN254.sol",
  "src/DevelopmentKey.sol",
  "src/Groth16BatchVerifier.sol",
  "src/interfaces/IGroth16BatchVerifier.sol",
  "test/Test.sol",
];

/** As in the project's own foundry.toml. */
const SETTINGS = `[profile.default]
src = "src"
test = "test"
libs = []
auto_detect_remappings = false
solc = ${JSON.stringify(join(CONTRACTS, "solc.mjs"))}
offline = true
evm_version = "cancun"
optimizer = true
optimizer_runs = 1000
bytecode_hash = "none"
[lint]
lint_on_build = false
`;

/**
 * @param files  Solidity sources by path; generated verifiers import from `../src`, so they lie in a folder of the root.
 * @returns the outcome of every test by its name: "Success" or what was wrong.
 */
export async function runForgeTests(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  rmSync(folder, { recursive: true, force: true });
  for (const path of COPIED) cpSync(join(CONTRACTS, path), join(folder, path));
  for (const [path, text] of Object.entries({ ...files, "foundry.toml": SETTINGS })) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const args = ["test", "--root", folder, "--json"];
  // forge ends with 1 where a test fails, and has printed which.
  const { stdout } = await run(forgeBinary(), args, { maxBuffer: 1 << 26 }).catch((error) => error);
  const suites = Object.values(JSON.parse(stdout)) as {
    test_results: Record<string, { status: string; reason: string | null }>;
  }[];
  return Object.fromEntries(
    suites.flatMap(({ test_results }) =>
      Object.entries(test_results).map(([name, { status, reason }]) => [name, reason ?? status]),
    ),
  );
}
