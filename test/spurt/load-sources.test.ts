/** What `prove` takes from the chain is checked before the long part of the work begins. @module */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Hex } from "viem";
import { afterEach, describe, expect, it } from "vitest";
import { beaconRootsAbi } from "../../prover/chain/abi/beacon-roots-abi.ts";
import { growthSpurtsAbi } from "../../prover/chain/abi/growth-spurts-abi.ts";
import { reservesOracleAbi } from "../../prover/chain/abi/reserves-oracle-abi.ts";
import { validatorRegistryAbi } from "../../prover/chain/abi/validator-registry-abi.ts";
import { type ChainClient, createChainClient } from "../../prover/chain/client/chain-client.ts";
import {
  loadAcceptedCount,
  loadExecution,
  loadState,
  type OracleContents,
  registryOf,
  requireSealed,
} from "../../prover/spurt/load-sources.ts";
import { runSilently, type StageEvent } from "../../prover/spurt/stages.ts";
import { type AskedBlock, type StateSource, stateFromFile } from "../../prover/state/state-source.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { type FakeContract, type FakeContracts, startFakeContracts } from "../chain/views/fake-contracts.ts";
import { PATIENCE_MS } from "../support/patience.ts";

const ORACLE: Hex = `0x${"12".repeat(20)}`;
const BEACON_ROOTS: Hex = `0x${"14".repeat(20)}`;
const REGISTRY: Hex = `0x${"13".repeat(20)}`;
const SPURTS: Hex = `0x${"15".repeat(20)}`;
const ORACLE_CONTRACTS = {
  [ORACLE]: {
    abi: reservesOracleAbi,
    views: { registry: () => REGISTRY, verifier: () => REGISTRY, beaconRoots: () => BEACON_ROOTS },
  },
  [SPURTS]: { abi: growthSpurtsAbi, views: { start: () => 1n } },
};

function beaconRoots(views: FakeContract["views"]): FakeContract {
  const fixed = { growthSpurts: () => SPURTS, genesisTime: () => 1n, secondsPerSlot: () => 12n };
  return { abi: beaconRootsAbi, views: { ...fixed, ...views } };
}

function clientOf({ url }: FakeContracts): ChainClient {
  return createChainClient({ url, timeoutMs: PATIENCE_MS });
}

let server: FakeContracts | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe("loadState of a spurt", () => {
  const loading = async (canonical: (root: Hex) => Hex, number = 3n) => {
    const { state, stateBytes, header } = await syntheticState([1n, 2n]);
    const folder = temporaryFolder();
    const [stateFile, headerFile] = [join(folder, "state.ssz"), join(folder, "header.json")];
    writeFileSync(stateFile, stateBytes);
    const { slot, proposerIndex, parentRoot, stateRoot, bodyRoot } = header;
    const json = { slot, proposer_index: proposerIndex, parent_root: parentRoot };
    writeFileSync(headerFile, JSON.stringify({ ...json, state_root: stateRoot, body_root: bodyRoot }));
    const block = { root: canonical(state.blockRoot), stateRoot, slot: 4242n, timestamp: 9n };
    server = await startFakeContracts({
      ...ORACLE_CONTRACTS,
      [BEACON_ROOTS]: beaconRoots({ isStored: (asked: bigint) => asked === 3n, blockOf: () => block }),
    });
    const oracle = { chain: clientOf(server), oracle: ORACLE, spurt: { number } };
    const source = stateFromFile({ statePath: stateFile, headerPath: headerFile, fork: "electra" });
    return {
      loaded: loadState(source, oracle, () => {}),
      blockRoot: state.blockRoot,
    };
  };

  it("gives the state of the block that the chain names", async () => {
    const { loaded, blockRoot } = await loading((root) => root);
    expect((await loaded).blockRoot).toBe(blockRoot);
  });

  it("refuses the state of another block, whatever its slot", async () => {
    const other: Hex = `0x${"ab".repeat(32)}`;
    const { loaded, blockRoot } = await loading(() => other);
    await expect(loaded).rejects.toMatchObject({
      code: "SPURT_BLOCK_MISMATCH",
      exitCode: 1,
      spurt: 3n,
      expected: other,
      found: blockRoot,
    });
  });

  it("says how to store the block where it is not there", async () => {
    const { loaded } = await loading((root) => root, 4n);
    await expect(loaded).rejects.toMatchObject({
      code: "SPURT_BLOCK_MISSING",
      exitCode: 3,
      spurt: 4n,
      beaconRoots: BEACON_ROOTS,
      hints: [expect.stringContaining("pufeth-por open")],
    });
  });
});

describe("loadState of a run that goes on", () => {
  const LEFT_RUN = { slot: 77, blockRoot: "0x" };
  /** Keeps what it is asked for. */
  const sourceOf = (movingBlock: StateSource["movingBlock"]) => {
    const asked: (AskedBlock | undefined)[] = [];
    const source: StateSource = {
      movingBlock,
      load: async (block) => {
        asked.push(block);
        return {} as VerifiedState;
      },
    };
    return { source, asked };
  };

  it.each(["finalized", "head"] as const)(
    "asks for the slot that %s was, and says so",
    async (movingBlock) => {
      const { source, asked } = sourceOf(movingBlock);
      const events: StageEvent[] = [];
      await loadState(source, undefined, (event) => void events.push(event), LEFT_RUN);
      expect(asked).toEqual([{ slot: 77 }]);
      expect(events).toEqual([{ kind: "slot-resumed", slot: 77, was: movingBlock }]);
    },
  );

  const tellsNothing = ({ kind }: StageEvent) => expect.unreachable(kind);

  it("leaves a certain block as it is, and a run that begins its choice", async () => {
    const [certain, beginning] = [sourceOf(null), sourceOf("head")];
    await loadState(certain.source, undefined, tellsNothing, LEFT_RUN);
    await loadState(beginning.source, undefined, tellsNothing);
    expect([certain.asked, beginning.asked]).toEqual([[undefined], [undefined]]);
  });
});

describe("loadAcceptedCount", () => {
  const continuing = (contracts: FakeContracts) => ({
    chain: clientOf(contracts),
    oracle: ORACLE,
    spurt: { number: 3n, continued: true },
  });

  it("of a spurt that is not continued is 0, without asking", async () => {
    server = await startFakeContracts({});
    const whole = { ...continuing(server), spurt: { number: 3n, continued: false } };
    expect(await loadAcceptedCount(whole, runSilently)).toBe(0);
    expect(await loadAcceptedCount(undefined, runSilently)).toBe(0);
    expect(server.asked).toEqual([]);
  });

  const accepted = async (progress: object) => {
    const none = { openedAt: 0n, requiredCount: 0n, count: 0n, existing: 0n, pages: 0, finalized: false };
    const top = { listLength: 0n, balancesTop: `0x${"00".repeat(32)}`, principalWei: 0n, rawWei: 0n };
    const progressOf = (spurt: bigint) => ({ ...none, ...top, ...(spurt === 3n ? progress : {}) });
    server = await startFakeContracts({ [ORACLE]: { abi: reservesOracleAbi, views: { progressOf } } });
    return loadAcceptedCount(continuing(server), runSilently);
  };

  it.each([
    ["nothing of a spurt that is not open", {}, 0],
    [
      "what the oracle has of an open one",
      { openedAt: 9n, requiredCount: 70n, count: 41n, existing: 40n },
      41,
    ],
  ])("gives %s, at the latest block", async (_, progress, count) => {
    expect(await accepted(progress)).toBe(count);
    expect(server!.asked).toEqual(["progressOf(3) latest"]);
  });

  it("refuses a finalized spurt, and says where its report is", async () => {
    await expect(accepted({ openedAt: 9n, count: 41n, finalized: true })).rejects.toMatchObject({
      code: "SPURT_FINISHED",
      spurt: 3n,
      exitCode: 2,
      hints: [expect.stringContaining("status --spurt 3"), expect.stringContaining("--continue")],
    });
  });

  it("names an oracle that is none", async () => {
    server = await startFakeContracts({});
    await expect(loadAcceptedCount(continuing(server), runSilently)).rejects.toMatchObject({
      code: "CONTRACT_UNREADABLE",
      role: "oracle",
    });
  });
});

describe("the seal of the registry", () => {
  const reading = async (sealedAt: number) => {
    server = await startFakeContracts({
      ...ORACLE_CONTRACTS,
      [BEACON_ROOTS]: beaconRoots({}),
      [REGISTRY]: { abi: validatorRegistryAbi, views: { sealedAt: () => sealedAt } },
    });
    return requireSealed(clientOf(server), REGISTRY, 100n);
  };

  it("lets blocks from its second on be proved", async () => {
    await expect(reading(100)).resolves.toBeUndefined();
  });

  it("is required: without it, or before it, nothing is complete", async () => {
    for (const sealedAt of [0, 101]) {
      await expect(reading(sealedAt)).rejects.toMatchObject({
        code: "REGISTRY_NOT_SEALED",
        exitCode: 2,
        sealedAt: BigInt(sealedAt),
        timestamp: 100n,
      });
      await server?.close();
    }
  });
});

describe("the registry of the oracle", () => {
  const contents = (
    entries: OracleContents["registry"]["entries"],
    provisions: OracleContents["registry"]["provisions"] = [],
  ) =>
    ({
      registry: { contract: REGISTRY, blockNumber: 1234n, entries, provisions, pods: [] },
    }) as unknown as OracleContents;

  it("is what is proved, in its order", () => {
    const entries = [
      { index: 7, principalGwei: 32n },
      { index: 3, principalGwei: 64n },
    ];
    expect(registryOf(contents(entries))).toEqual(entries);
  });

  it("is refused where it is empty, with what to do", () => {
    expect(() => registryOf(contents([]))).toThrow(
      expect.objectContaining({
        code: "REGISTRY_EMPTY",
        exitCode: 2,
        hints: [expect.stringContaining("pufeth-por register")],
      }),
    );
  });

  it("is refused where it names a validator twice, or one that cannot be", () => {
    const entry = { index: 7, principalGwei: 32n };
    for (const [entries, reason] of [
      [[{ index: 3, principalGwei: 1n }, entry, entry], "validator 7 is listed twice, as entries 1 and 2"],
      [[entry, { ...entry, index: 2 ** 40 }], "entry 1 is validator 1099511627776"],
      [[{ ...entry, index: 2 ** 64 }], "entry 0 is validator 18446744073709552000"],
    ] as const) {
      const refused = expect.objectContaining({ code: "REGISTRY_CONTRACT_INVALID", exitCode: 1 });
      expect(() => registryOf(contents(entries))).toThrow(refused);
      expect(() => registryOf(contents(entries))).toThrow(
        `The registry of contract ${REGISTRY} at execution block 1234 cannot be used: ${reason}`,
      );
    }
  });

  it("must account for every provision with the validators to be proved, before anything is proved", async () => {
    const { state } = await syntheticState([1n, 2n]);
    const provision = {
      number: 1n,
      pubkeyRoot: `0x${"00".repeat(32)}`,
      principalGwei: 32n,
      validatorIndex: 1,
      provisionedAt: 1n,
      settledAt: 0n,
      status: "registered",
    } as const;
    const source = { chain: createChainClient({ url: "http://127.0.0.1:1" }), oracle: ORACLE };
    // A file that leaves the registered validator out.
    const list = [{ index: 5, principalGwei: 32n }];
    await expect(loadExecution(source, state, contents([], [provision]), list)).rejects.toMatchObject({
      code: "PROVISIONS_UNACCOUNTED",
      provisioned: 1n,
      existing: 0n,
    });
  });
});
