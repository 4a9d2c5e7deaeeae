/**
 * Which of the layouts of a second opinion holds at a block. Another one would read other slots, so nothing is sent without it.
 * @module
 */
import { hexToBigInt } from "viem";
import type { ChainClient } from "../../chain/client/chain-client.ts";
import { readView } from "../../chain/client/read-view.ts";
import type { OpinionContracts } from "../../chain/views/opinion-contracts.ts";
import { opinionAssetsAt } from "../../chain/views/protocol-contracts.ts";
import type { PufferNetwork } from "../../puffer/network.ts";
import type { VaultReading } from "../../puffer/read-vault.ts";
import { OpinionLayoutError } from "./opinion-errors.ts";

/** @returns its number. @throws OpinionLayoutError, and the errors of reading. */
export async function requireLayout(
  chain: ChainClient,
  { assets }: OpinionContracts,
  { oracle }: PufferNetwork,
  { layout, depositorLayout }: Pick<VaultReading, "layout" | "depositorLayout">,
): Promise<bigint> {
  const known = await readView(chain, opinionAssetsAt(assets), "layouts", []);
  const wanted = [
    layout.implementation,
    depositorLayout.implementation,
    hexToBigInt(layout.lidoLockedEth),
    hexToBigInt(layout.supply),
    layout.oracle,
    hexToBigInt(oracle.activeValidators),
    BigInt(oracle.offset),
    layout.revenueDepositor,
    hexToBigInt(depositorLayout.distribution),
  ];
  const number = known.findIndex((one) => {
    const given = [
      one.vaultImplementation,
      one.depositorImplementation,
      one.vaultBase,
      one.supplySlot,
      one.oracle,
      one.countSlot,
      one.countOffset,
      one.depositor,
      one.depositorSlot,
    ];
    return given.every((value, i) => String(value).toLowerCase() === String(wanted[i]).toLowerCase());
  });
  if (number === -1) throw new OpinionLayoutError(layout.implementation, depositorLayout.implementation);
  return BigInt(number);
}
