/** Calls that exit validators: as the pod's owner where the pod has one, else as the pod itself. @module */
import { decodeFunctionData, encodeAbiParameters, encodeFunctionData, type Hex, pad } from "viem";
import { afterEach, describe, expect, it } from "vitest";
import { createChainClient } from "../../prover/chain/client/chain-client.ts";
import { eigenPodAbi, exitRequests, WITHDRAWAL_REQUESTS_ADDRESS } from "../../prover/eject/exit-requests.ts";
import { type Answer, type FakeRpc, RpcFault, startFakeRpc } from "../chain/client/fake-rpc.ts";
import { PATIENCE_MS } from "../support/patience.ts";

const POD: Hex = "0x00000000000000000000000000000000000d0001";
const OWNER: Hex = "0x00000000000000000000000000000000000a0001";
const KEYS: Hex[] = [`0x${"11".repeat(48)}`, `0x${"22".repeat(48)}`];
const FEE = 7n;

interface Call {
  readonly from?: Hex;
  readonly to: Hex;
  readonly data?: Hex;
  readonly value?: Hex;
}

let rpc: FakeRpc | undefined;
afterEach(async () => {
  await rpc?.close();
  rpc = undefined;
});

/** @param podOwner  what the pod answers; undefined: it reverts. */
async function request(podOwner: Hex | undefined, estimate: Answer = () => "0x5208", fee: Hex = pad("0x07")) {
  const estimated: Call[] = [];
  rpc = await startFakeRpc({
    eth_call: ([call]) => {
      const { to, data } = call as Call;
      if (to.toLowerCase() === WITHDRAWAL_REQUESTS_ADDRESS.toLowerCase()) return fee;
      if (
        data !== encodeFunctionData({ abi: eigenPodAbi, functionName: "podOwner" }) ||
        podOwner === undefined
      ) {
        throw new RpcFault(3, "execution reverted", "0x");
      }
      return podOwner;
    },
    eth_estimateGas: (params, response) => {
      estimated.push(params[0] as Call);
      return estimate(params, response);
    },
  });
  const chain = createChainClient({ url: rpc.url, timeoutMs: PATIENCE_MS });
  return { exits: await exitRequests(chain, new Map([[POD, KEYS]])), estimated };
}

describe("exitRequests", () => {
  it("an EigenPod: one call of its owner, with the fee of each request and the amount 0", async () => {
    const { exits, estimated } = await request(encodeAbiParameters([{ type: "address" }], [OWNER]));
    const [{ owner, feeWei, calls }] = exits as [(typeof exits)[0]];
    expect({ owner: owner?.toLowerCase(), feeWei, calls: calls.length }).toEqual({
      owner: OWNER,
      feeWei: FEE,
      calls: 1,
    });
    const [{ from, to, data, valueWei, simulation }] = calls as [(typeof calls)[0]];
    expect([from, to].map((address) => address.toLowerCase())).toEqual([OWNER, POD]);
    expect(valueWei).toBe(2n * FEE);
    expect(simulation).toEqual({ gas: 21_000n });
    const { functionName, args } = decodeFunctionData({ abi: eigenPodAbi, data });
    expect(functionName).toBe("requestWithdrawal");
    expect(args).toEqual([KEYS.map((pubkey) => ({ pubkey, amountGwei: 0n }))]);
    // What was simulated is what is shown.
    expect(estimated).toHaveLength(1);
    expect(estimated[0]).toMatchObject({ data, value: "0xe" });
    expect(estimated[0]!.from!.toLowerCase()).toBe(OWNER);
  });

  it.each([
    ["reverts", undefined],
    ["has no code", "0x" as Hex],
    ["answers something else", pad("0x01", { size: 64 })],
    ["has no owner", pad("0x00")],
  ])("an account that %s sends each request itself: key and amount, 56 bytes", async (_, podOwner) => {
    const { exits, estimated } = await request(podOwner);
    expect(exits[0]!.owner).toBeNull();
    expect(exits[0]!.calls.map(({ data }) => data)).toEqual(KEYS.map((key) => `${key}${"00".repeat(8)}`));
    for (const call of estimated) {
      expect(call.from!.toLowerCase()).toBe(POD);
      expect(call.to.toLowerCase()).toBe(WITHDRAWAL_REQUESTS_ADDRESS.toLowerCase());
      expect(call.value).toBe("0x7");
    }
  });

  it("a call that would revert is shown with the reason", async () => {
    const { exits } = await request(encodeAbiParameters([{ type: "address" }], [OWNER]), () => {
      throw new RpcFault(3, "execution reverted: paused");
    });
    expect(exits[0]!.calls[0]!.simulation).toEqual({ failure: expect.stringContaining("paused") });
  });

  it("a chain without such requests is named", async () => {
    await expect(request(undefined, undefined, "0x")).rejects.toMatchObject({
      code: "WITHDRAWAL_FEE_UNREADABLE",
      exitCode: 3,
    });
  });
});
