/**
 * Runs verifier-contracts/test/GasMeasurements.t.sol and reads what it measured: real proofs, pages by the planner, a
 * list of 2.2 million balances.
 * @module
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { AbiEventSignatureNotFoundError, decodeEventLog, type Hex, parseAbi } from "viem";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { forgeBuild } from "../contracts/forge.ts";
import { forgeBinary } from "../contracts/forge-binary.ts";

const run = promisify(execFile);
const abi = parseAbi([
  "event Measured(string name, uint256 gasUsed)",
  "event SpurtMeasured(string name, uint256 validators, uint256 pages, uint256 transactions, uint256 gasUsed)",
]);

export interface SpurtGas {
  readonly name: string;
  readonly validators: number;
  readonly pages: number;
  readonly transactions: number;
  /** Of all transactions: open, pages, finalize. */
  readonly gasUsed: number;
}

export interface GasMeasurements {
  /** By name. Whole transactions, but for "verify …": execution alone. */
  readonly calls: Readonly<Record<string, number>>;
  readonly spurts: readonly SpurtGas[];
}

interface Log {
  readonly topics: [Hex, ...Hex[]];
  readonly data: Hex;
}

interface TestResult {
  readonly status: string;
  readonly logs: readonly Log[];
}

/** @throws Error if a measurement is missing: a test failed, or its fixture is absent. */
export async function measureGas(): Promise<GasMeasurements> {
  const options = { cwd: REPOSITORY_ROOT, maxBuffer: 1 << 26 };
  const tsx = join(REPOSITORY_ROOT, "node_modules/.bin/tsx");
  await run(tsx, ["test/contract-fixtures/write-gas.ts"], options);
  // Compile errors end here, with forge's message.
  await forgeBuild();
  const { stdout } = await run(
    forgeBinary(),
    ["test", "--match-path", "*/GasMeasurements.t.sol", "--json", "-vv"],
    options,
  );
  const suites = JSON.parse(stdout) as Record<string, { test_results: Record<string, TestResult> }>;
  const results = Object.values(suites).flatMap(({ test_results }) => Object.entries(test_results));
  const missing = results.filter(([, { status }]) => status !== "Success").map(([name]) => name);
  if (missing.length > 0) throw new Error(`Not measured: ${missing.join(", ")}`);
  const events = results.flatMap(([, { logs }]) => logs.flatMap(decode));
  return {
    calls: Object.fromEntries(
      events.flatMap((event) =>
        event.eventName === "Measured" ? [[event.args.name, Number(event.args.gasUsed)]] : [],
      ),
    ),
    spurts: events.flatMap((event) => (event.eventName === "SpurtMeasured" ? [spurtOf(event.args)] : [])),
  };
}

type Decoded = ReturnType<typeof decodeEventLog<typeof abi>>;

/** @returns nothing for the contracts' own events. */
function decode({ topics, data }: Log): Decoded[] {
  try {
    return [decodeEventLog({ abi, topics, data })];
  } catch (error) {
    if (error instanceof AbiEventSignatureNotFoundError) return [];
    throw error;
  }
}

function spurtOf(args: Extract<Decoded, { eventName: "SpurtMeasured" }>["args"]): SpurtGas {
  const { name, validators, pages, transactions, gasUsed } = args;
  return {
    name,
    validators: Number(validators),
    pages: Number(pages),
    transactions: Number(transactions),
    gasUsed: Number(gasUsed),
  };
}
