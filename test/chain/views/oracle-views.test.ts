import type { Hex } from "viem";
import { afterEach, describe, expect, it } from "vitest";
import { beaconRootsAbi } from "../../../prover/chain/abi/beacon-roots-abi.ts";
import { createChainClient } from "../../../prover/chain/client/chain-client.ts";
import { readStoredBlock } from "../../../prover/chain/views/oracle-views.ts";
import { PATIENCE_MS } from "../../support/patience.ts";
import { type FakeContracts, startFakeContracts } from "./fake-contracts.ts";

const BEACON_ROOTS: Hex = `0x${"14".repeat(20)}`;
const ROOT: Hex = `0x${"ab".repeat(32)}`;

let server: FakeContracts | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});
const reading = async (spurt: bigint, beaconRoots = BEACON_ROOTS) => {
  server = await startFakeContracts({
    [BEACON_ROOTS]: {
      abi: beaconRootsAbi,
      views: {
        isStored: (asked: bigint) => asked === 3n,
        blockOf: () => ({ root: ROOT, stateRoot: `0x${"cd".repeat(32)}`, slot: 4242n, timestamp: 9n }),
      },
    },
  });
  const chain = createChainClient({ url: server.url, timeoutMs: PATIENCE_MS });
  return readStoredBlock(chain, { beaconRoots }, spurt);
};

describe("readStoredBlock", () => {
  it("gives root and slot of the block that the contract keeps", async () => {
    expect(await reading(3n)).toMatchObject({ root: ROOT, slot: 4242n });
    expect(server!.asked.map((view) => view.split(" ")[0])).toEqual(["isStored(3)", "blockOf(3)"]);
  });

  it("asks for no block that is not there", async () => {
    expect(await reading(4n)).toBeUndefined();
    expect(server!.asked.map((view) => view.split(" ")[0])).toEqual(["isStored(4)"]);
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
