/** `rewards proof` and the usage of the other steps. @module */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { leafHash, rootOfProof, standardTree } from "../../prover/rewards/standard-tree.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { runInProcess } from "./run-bin.ts";

const ACCOUNT = `0x${"ab".repeat(20)}`;
const ROWS = [
  [ACCOUNT, "1500000000000000000"],
  [`0x${"cd".repeat(20)}`, "7"],
  [`0x${"ef".repeat(20)}`, "8"],
];
const types = ["address", "uint256"] as const;

function treeFile(): string {
  const path = join(temporaryFolder(), "tree.json");
  writeFileSync(path, JSON.stringify(standardTree(ROWS, types)));
  return path;
}

describe("rewards proof", () => {
  it("shows amount and proof, which lead to the root", async () => {
    const { exitCode, stdout } = await runInProcess([
      "rewards",
      "proof",
      ACCOUNT,
      "--tree",
      treeFile(),
      "--json",
    ]);
    expect(exitCode).toBe(0);
    const shown = JSON.parse(stdout.join("\n"));
    expect(shown).toMatchObject({ kind: "cumulative", account: ACCOUNT, amountWei: "1500000000000000000" });
    expect(rootOfProof(leafHash(ROWS[0]!, types), shown.proof)).toBe(shown.root);
    const text = await runInProcess(["rewards", "proof", ACCOUNT, "--tree", treeFile()]);
    expect(text.stdout.join("\n")).toMatch(/^since the first spurt +1\.5 ETH$/m);
  });

  it("an account without a leaf is named, with exit code 1", async () => {
    const { exitCode, stderr } = await runInProcess([
      "rewards",
      "proof",
      `0x${"11".repeat(20)}`,
      "--tree",
      treeFile(),
    ]);
    expect(exitCode).toBe(1);
    expect(stderr.join("\n")).toMatch(/has no leaf/);
  });
});

const CHECK = ["rewards", "check", treeFile(), "--spurt", "1", "--beacon", "http://x", "--rpc", "http://x"];

it.each([
  [
    [
      "rewards",
      "build",
      "--spurt",
      "1",
      "--beacon",
      "http://x",
      "--rpc",
      "http://x",
      "--oracle",
      ACCOUNT,
      "--out",
      "o",
    ],
    /--operators is missing/,
  ],
  [["rewards", "check", "f"], /--spurt/],
  [[...CHECK], /--oracle is missing/],
  [[...CHECK, "--network", "mainnet", "--oracle", ACCOUNT], /exclude each other/],
  [[...CHECK, "--network", "mainnet", "--slot", "9", "--distributor", ACCOUNT], /only for --oracle/],
  [[...CHECK, "--network", "mainnet"], /needs --slot/],
  [[...CHECK, "--network", "mainnet", "--slot", "9", "--state-source", "proofs"], /whole states/],
  [[...CHECK, "--network", "mainnet", "--slot", "9"], /--from-slot is missing/],
  [["rewards", "claim", ACCOUNT, "--tree", "t", "--rpc", "http://x"], /--distributor/],
  [["rewards"], /build|check/],
])("wrong usage: %j", async (args, reason) => {
  const { exitCode, stderr } = await runInProcess(args);
  expect(exitCode).toBe(2);
  expect(stderr.join("\n")).toMatch(reason);
});
