/** Which options of `prove` may stand together, and what they mean. @module */
import { describe, expect, it } from "vitest";
import {
  deployedSourcesOf,
  proveSourcesOf,
  type RawProveOptions,
} from "../../../prover/cli/options/prove-sources.ts";
import { runInProcess } from "../run-bin.ts";

const ORACLE = "0x1111111111111111111111111111111111111111";
const rest = { size: "test", out: "out", threads: 1 } as const satisfies Partial<RawProveOptions>;
const chain = { rpc: "http://x", oracle: ORACLE };
const file = { state: "s.ssz", header: "h.json" };
const beacon = { beacon: ["http://b", "http://c"] };
const execution = { chain: { name: "http://x" }, oracle: ORACLE };
const environment = {};

describe("proveSourcesOf", () => {
  it.each<[string, Partial<RawProveOptions>, object]>([
    ["a file of validators alone", { ...file, registry: "r.json" }, { movingBlock: null, oracle: undefined }],
    [
      "a slot, with everything from the chain",
      { ...beacon, ...chain, slot: 12 },
      { movingBlock: null, oracle: { ...execution, spurt: undefined } },
    ],
    ["a block that moves", { ...beacon, ...chain, slot: "head" }, { movingBlock: "head", oracle: execution }],
    [
      "a spurt",
      { ...beacon, ...chain, spurt: 3n },
      { oracle: { ...execution, spurt: { number: 3n, continued: false } } },
    ],
    [
      "a spurt, from where the oracle is",
      { ...beacon, ...chain, spurt: 3n, continue: true },
      { oracle: { ...execution, spurt: { number: 3n, continued: true } } },
    ],
    [
      "a file that must be of a spurt's block",
      { ...file, ...chain, spurt: 3n, registry: "r.json" },
      { movingBlock: null, oracle: { ...execution, spurt: { number: 3n } } },
    ],
  ])("%s", (_, options, sources) => {
    const { state, oracle } = proveSourcesOf({ ...rest, ...options }, environment);
    expect({
      movingBlock: state.movingBlock,
      oracle: oracle && { spurt: undefined, ...oracle },
    }).toMatchObject(sources);
  });

  it("a state comes from the files that are named", async () => {
    const { state } = proveSourcesOf({ ...rest, ...file, registry: "r.json" }, environment);
    await expect(state.load()).rejects.toMatchObject({ message: expect.stringContaining("h.json") });
  });

  it.each<[Partial<RawProveOptions>, RegExp]>([
    [{ ...beacon, ...chain, spurt: 3n, slot: "head" }, /--slot and --spurt exclude each other/],
    [{ ...beacon, spurt: 3n, registry: "r.json" }, /--spurt needs --rpc and --oracle/],
    [{ ...beacon, ...chain, slot: 12, continue: true }, /--continue needs --spurt/],
    [{ ...beacon, spurt: 3n, continue: true }, /--spurt needs --rpc and --oracle/],
    [{ ...beacon, ...chain }, /--beacon needs --slot.*--spurt/],
    [file, /A registry is missing: --registry, or --rpc with --oracle/],
    [{ ...file, rpc: "http://x" }, /--rpc needs --oracle/],
    [{ ...file, oracle: ORACLE }, /--oracle needs --rpc/],
    [{ ...file, rpc: "http://x", oracle: "0x12" }, /40 hex digits/],
  ])("%o is refused", (options, message) => {
    expect(() => proveSourcesOf({ ...rest, ...options }, environment)).toThrow(message);
    expect(() => proveSourcesOf({ ...rest, ...options }, environment)).toThrow(
      expect.objectContaining({ code: "USAGE", exitCode: 2 }),
    );
  });
});

it.each(["0", "-1", "1.5", "x", "latest", ""])("--spurt %j is no spurt: exit code 2", async (spurt) => {
  const args = ["prove", "--beacon", "http://b", "--rpc", "http://x", "--oracle", ORACLE, "--out", "o"];
  const { exitCode, stderr } = await runInProcess([...args, `--spurt=${spurt}`]);
  expect(stderr[0]).toMatch(/--spurt/);
  expect(exitCode).toBe(2);
});

describe("deployedSourcesOf", () => {
  const deployed = { ...rest, ...beacon, rpc: "http://x", network: "mainnet" };

  it.each<[string, Partial<RawProveOptions>, object]>([
    ["the finalized block", {}, { movingBlock: "finalized", oracle: undefined }],
    ["a slot", { slot: 12 }, { movingBlock: null, oracle: undefined }],
    [
      "a spurt of a second opinion",
      { oracle: ORACLE, spurt: 3n },
      { oracle: { ...execution, spurt: { number: 3n } } },
    ],
  ])("%s", async (_, options, sources) => {
    const {
      state,
      oracle,
      deployed: found,
    } = await deployedSourcesOf({ ...deployed, ...options }, environment);
    expect({ movingBlock: state.movingBlock, oracle }).toMatchObject(sources);
    expect(found.network.name).toBe("mainnet");
  });

  it.each<[Partial<RawProveOptions>, RegExp]>([
    [{ oracle: ORACLE }, /--oracle and --spurt belong together/],
    [{ spurt: 3n }, /--oracle and --spurt belong together/],
    [{ oracle: ORACLE, spurt: 3n, slot: 12 }, /--slot and --spurt exclude each other/],
    [{ oracle: ORACLE, spurt: 3n, continue: true }, /--network and --continue exclude each other/],
    [{ registry: "r.json" }, /--network and --registry exclude each other/],
    [{ stateSource: "proofs" }, /whole state/],
  ])("refuses %o", async (options, message) => {
    await expect(deployedSourcesOf({ ...deployed, ...options }, environment)).rejects.toThrow(message);
  });
});
