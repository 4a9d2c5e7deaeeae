import type { Hex } from "viem";
import { afterEach, describe, expect, it } from "vitest";
import { beaconRootsAbi } from "../../../prover/chain/abi/beacon-roots-abi.ts";
import { reservesOracleAbi } from "../../../prover/chain/abi/reserves-oracle-abi.ts";
import { readCanonicalBlock } from "../../../prover/chain/views/read-canonical-block.ts";
import { type FakeContracts, startFakeContracts } from "./fake-contracts.ts";

const ORACLE: Hex = `0x${"12".repeat(20)}`;
const BEACON_ROOTS: Hex = `0x${"14".repeat(20)}`;
const ROOT: Hex = `0x${"ab".repeat(32)}`;

let server: FakeContracts | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});
const reading = async (spurt: bigint, beaconRoots = BEACON_ROOTS) => {
  server = await startFakeContracts({
    [ORACLE]: { abi: reservesOracleAbi, views: { beaconRoots: () => beaconRoots } },
    [BEACON_ROOTS]: {
      abi: beaconRootsAbi,
      views: {
        isStored: (asked: bigint) => asked === 3n,
        blockOf: () => ({ root: ROOT, stateRoot: `0x${"cd".repeat(32)}`, slot: 4242n, timestamp: 9n }),
      },
    },
  });
  return readCanonicalBlock({ rpcUrl: server.url, oracle: ORACLE, spurt, timeoutMs: 300 });
};

describe("readCanonicalBlock", () => {
  it("gives root and slot of the block that the contract keeps", async () => {
    expect(await reading(3n)).toEqual({ spurt: 3n, root: ROOT, slot: 4242 });
    expect(server!.asked.map((view) => view.split(" ")[0])).toEqual([
      "beaconRoots()",
      "isStored(3)",
      "blockOf(3)",
    ]);
  });

  it("says how to store it where it is not there", async () => {
    await expect(reading(4n)).rejects.toMatchObject({
      code: "SPURT_BLOCK_MISSING",
      exitCode: 3,
      spurt: 4n,
      hints: [expect.stringContaining("pufeth-por open")],
    });
  });

  it("names the contract that is none", async () => {
    const elsewhere: Hex = `0x${"99".repeat(20)}`;
    await expect(reading(3n, elsewhere)).rejects.toMatchObject({
      code: "CONTRACT_UNREADABLE",
      role: "beacon roots contract",
      contract: elsewhere,
    });
  });
});
