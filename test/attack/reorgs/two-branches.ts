/**
 * Two branches of one real chain, each with nodes of its own: they have the registrations in common, and part before the end of
 * the spurt. On the second one the spurt ends with another block, the pool has more, one pod is new and one provision is
 * written off. Nobody is wrong: each is a chain that could have been.
 * @module
 */
import { parseEther } from "viem";
import { contractArtifact } from "../../../scripts/contracts/forge.ts";
import {
  SPURT_END_SLOT,
  setUpTestCircuit,
  startTestNetwork,
  type TestNetwork,
} from "../../support/test-network.ts";

export type Branches = readonly [TestNetwork, TestNetwork];

/** The spurt's last blocks, of each branch. */
export const LAST_SLOTS = [SPURT_END_SLOT - 2, SPURT_END_SLOT - 1] as const;

/** Number of the provision whose deposit waits. */
const WAITING_PROVISION = 12n;

/** Past the end of the first spurt, which nobody has opened; no blocks are produced when it returns. */
export async function twoBranches(): Promise<Branches> {
  const verifier = await setUpTestCircuit();
  const first = await startTestNetwork("electra", verifier);
  try {
    const second = await startTestNetwork("electra", verifier);
    try {
      const heads = [first, second].map(({ network }) => network.head().root);
      if (heads[0] !== heads[1]) throw new Error(`The branches have nothing in common: ${heads}`);
      await diverge(second);
      await passEnd(first, LAST_SLOTS[0]);
      await passEnd(second, LAST_SLOTS[1]);
      return [first, second];
    } catch (error) {
      await second.network.stop();
      throw error;
    }
  } catch (error) {
    await first.network.stop();
    throw error;
  }
}

async function diverge({ network, protocol, chain }: TestNetwork): Promise<void> {
  const registry = {
    address: protocol.registry,
    abi: contractArtifact("ValidatorRegistry").abi,
    chain: null,
  };
  // A pod must have code.
  await chain.wallet.writeContract({ ...registry, functionName: "addPod", args: [protocol.token] });
  await network.produceSlot();
  const args = [WAITING_PROVISION, "on this branch"];
  await chain.wallet.writeContract({ ...registry, functionName: "writeOff", args });
  await network.produceSlot();
  await chain.wallet.sendTransaction({ chain: null, to: protocol.pools[0]!, value: parseEther("1") });
  await network.produceSlot();
}

async function passEnd({ network }: TestNetwork, last: number): Promise<void> {
  while (network.head().slot < last) await network.produceSlot();
  await network.skipSlot(SPURT_END_SLOT - last);
  // As many for both, and enough for what nodes call finalized to lie behind the spurt.
  while (network.head().slot < SPURT_END_SLOT + 5) await network.produceSlot();
}
