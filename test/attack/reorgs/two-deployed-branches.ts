/**
 * Two branches of one real chain with contracts in the shape of the deployed protocol and a second opinion on them. On the second
 * branch pods have more, rewards were minted, and a pair has exited.
 * @module
 */
import { createSender } from "../../../scripts/contracts/sender.ts";
import { type PufferNetworkWorld, startPufferNetwork } from "../../support/puffer-network.ts";
import { protocolCall, vaultCall } from "../../support/puffer-world.ts";
import { setUpTestCircuit } from "../../support/test-network.ts";

export type DeployedBranches = readonly [PufferNetworkWorld, PufferNetworkWorld];

const ETH = 10n ** 18n;
const SPURT_END_SLOT = 24;
/** Of the commands before the spurt ends. */
const FIRST_HEAD = 10;

/** Before the end of the first spurt; no blocks are produced when it returns. */
export async function twoDeployedBranches(): Promise<DeployedBranches> {
  const opinion = { verifierName: await setUpTestCircuit(), spurtEndSlot: SPURT_END_SLOT };
  const first = await startPufferNetwork({ opinion });
  try {
    const second = await startPufferNetwork({ opinion });
    try {
      const heads = [first, second].map(({ network }) => network.head().root);
      if (heads[0] !== heads[1]) throw new Error(`The branches have nothing in common: ${heads}`);
      await diverge(second);
      for (const { network } of [first, second]) await produceUntil(network, FIRST_HEAD);
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

async function diverge({ network, world }: PufferNetworkWorld): Promise<void> {
  const [first, second] = world.modules;
  const blocks = network.runOnDemand();
  const sender = createSender(network);
  await sender.sendAll([
    { to: first!.pod, valueWei: ETH },
    vaultCall(world.vault, "mintRewards", [sender.address, ETH]),
    protocolCall(world.protocol, "exit", [second!.name, 1n, 0n]),
  ]);
  await blocks.stop();
}

export async function passOpinionEnd({ network }: PufferNetworkWorld): Promise<void> {
  await produceUntil(network, SPURT_END_SLOT + 5);
}

async function produceUntil(network: PufferNetworkWorld["network"], slot: number): Promise<void> {
  while (network.head().slot < slot) await network.produceSlot();
}
