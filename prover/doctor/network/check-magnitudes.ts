/**
 * Whether EigenLayer has slashed an operator: ETH in a pod would be nobody's then.
 * @module
 */
import { readView } from "../../chain/client/read-view.ts";
import { allocationAbi } from "../../puffer/deployed-views.ts";
import { type Finding, fail, failure, ok, warn } from "../finding.ts";
import type { NetworkAt } from "./network-at.ts";

/** EigenLayer's name for staked ETH (EigenPodManager.beaconChainETHStrategy). */
const BEACON_CHAIN_ETH = "0xbeaC0eeEeeeeEEeEeEEEEeeEEeEeeeEeeEEBEaC0";
const WHOLE = 10n ** 18n;

export async function checkMagnitudes(at: NetworkAt): Promise<Finding> {
  const check = "network: magnitudes";
  const { allocationManager, operators } = at.network.restaking;
  if (operators.length === 0) {
    return warn(
      check,
      "the network file names no restaking operator",
      "A slash on EigenLayer would not be noticed.",
    );
  }
  try {
    for (const operator of operators) {
      const contract = { role: "deployed contract", address: allocationManager, abi: allocationAbi } as const;
      const magnitude = await readView(
        at.chain,
        contract,
        "getMaxMagnitude",
        [operator, BEACON_CHAIN_ETH],
        at.blockNumber,
      );
      if (magnitude !== WHOLE) {
        return fail(
          check,
          `operator ${operator} has ${magnitude} of ${WHOLE}: it was slashed`,
          "Part of the ETH in its pods is no longer pufETH's.",
        );
      }
    }
    return ok(check, `${operators.length} operators, none was slashed`);
  } catch (error) {
    return failure(check, error);
  }
}
