/**
 * What verifier-contracts/test/GasMeasurements.t.sol measured: real proofs, pages by the planner, a list of 2.2 million
 * balances.
 * @module
 */
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { GAS_FOLDER, gasIsCurrent, runForgeTests } from "../contracts/run-forge-tests.ts";

export interface SpurtGas {
  readonly name: string;
  readonly validators: number;
  readonly pages: number;
  readonly transactions: number;
  /** Of all transactions: open, pages, finalize. By the rules of Osaka, and of Amsterdam. */
  readonly gasUsed: number;
  readonly amsterdamGas: number;
}

export interface GasMeasurements {
  /** By name. Whole transactions, but for "verify …": execution alone. */
  readonly calls: Readonly<Record<string, number>>;
  /** The same calls by the rules of Amsterdam: verifier-contracts/test/TransactionGas.sol prices what forge recorded. */
  readonly amsterdam: Readonly<Record<string, number>>;
  readonly spurts: readonly SpurtGas[];
}

/**
 * Runs the measurements, except where the last run of forge's tests measured these very contracts with these fixtures.
 * @throws Error where a measurement did not take place: a test failed, or its fixture is absent.
 */
export async function measureGas(): Promise<GasMeasurements> {
  const tsx = join(REPOSITORY_ROOT, "node_modules/.bin/tsx");
  await promisify(execFile)(tsx, ["test/contract-fixtures/write-gas.ts"], { cwd: REPOSITORY_ROOT });
  if (!gasIsCurrent() && !runForgeTests(["--match-path", "*/GasMeasurements.t.sol"])) {
    throw new Error("Gas was not measured: a test of GasMeasurements.t.sol failed, see above.");
  }
  return readMeasurements();
}

/** A file a group of values (`vm.snapshotValue`): calls, and one for each spurt. */
function readMeasurements(): GasMeasurements {
  const calls = readValues("calls");
  const spurtNames = readdirSync(GAS_FOLDER)
    .filter((file) => file.startsWith("spurt"))
    .map((file) => basename(file, ".json"))
    .sort();
  return {
    calls,
    amsterdam: readValues("amsterdam"),
    spurts: spurtNames.map((name) => ({ name, ...readValues<Exclude<keyof SpurtGas, "name">>(name) })),
  };
}

function readValues<Name extends string>(group: string): Record<Name, number> {
  const path = join(GAS_FOLDER, `${group}.json`);
  if (!existsSync(path))
    throw new Error(`${path} is not there: its fixture is absent, and its test was skipped.`);
  const values = JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)])) as Record<
    Name,
    number
  >;
}
