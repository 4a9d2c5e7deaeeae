/**
 * What the contracts cost, measured by forge in verifier-contracts/test/GasMeasurements.t.sol over real proofs. What a
 * whole transaction costs is measured on the real chain: real-chain.test.ts.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { decodeEventLog, type Hex, parseAbi, toEventSelector } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { expectCommittedGas } from "../support/gas-snapshot.ts";

const run = promisify(execFile);
const abi = parseAbi(["event Measured(string name, uint256 gasUsed)"]);

interface TestResult {
  readonly status: string;
  readonly logs: readonly { readonly topics: [Hex, ...Hex[]]; readonly data: Hex }[];
}

async function measure(): Promise<Record<string, number>> {
  const binary = (name: string) => join(REPOSITORY_ROOT, "node_modules/.bin", name);
  const options = { cwd: REPOSITORY_ROOT, maxBuffer: 1 << 26 };
  await run(binary("tsx"), ["test/contract-fixtures/write.ts"], options);
  const { stdout } = await run(
    binary("forge"),
    ["test", "--match-path", "*/GasMeasurements.t.sol", "--json", "-vv"],
    options,
  );
  const suites = JSON.parse(stdout) as Record<string, { test_results: Record<string, TestResult> }>;
  const results = Object.values(suites).flatMap((suite) => Object.values(suite.test_results));
  expect(results.map(({ status }) => status)).toEqual(results.map(() => "Success"));
  const events = results.flatMap(({ logs }) =>
    // The contracts' own events are logs too.
    logs
      .filter(({ topics }) => topics[0] === toEventSelector(abi[0]))
      .map(({ topics, data }) => decodeEventLog({ abi, topics, data, strict: true }).args),
  );
  return Object.fromEntries(events.map(({ name, gasUsed }) => [name, Number(gasUsed)]));
}

describe("gas of the contracts", () => {
  let gas: Record<string, number>;
  beforeAll(async () => {
    gas = await measure();
  });

  it("is the committed one: batches of 1, 2 and 5 proofs, a report of 2 real pages, 6 validators appended", () => {
    expect(Object.keys(gas).sort()).toEqual([
      "append 6 validators",
      "report 2 pages",
      "report 2 pages without their proofs",
      "verify 1 proof",
      "verify 2 proofs",
      "verify 5 proofs",
    ]);
    expectCommittedGas(gas);
  });

  it("of a batch grows by less than half a single proof for each proof more", () => {
    const [one, five] = [gas["verify 1 proof"]!, gas["verify 5 proofs"]!];
    expect((five - one) / 4).toBeLessThan(one / 2);
  });
});
