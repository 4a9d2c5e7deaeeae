/**
 * The contracts know each other as the network file says.
 * @module
 */
import type { Abi } from "viem";
import { readView } from "../../chain/client/read-view.ts";
import type { Hex } from "../../hex.ts";
import { oracleAbi, protocolAbi, vaultAbi } from "../../puffer/deployed-views.ts";
import type { VaultLayout } from "../../puffer/read-vault.ts";
import { type Finding, fail, failure, ok } from "../finding.ts";
import type { NetworkAt } from "./network-at.ts";

export async function checkReferences(at: NetworkAt, layout: VaultLayout): Promise<Finding[]> {
  const { network } = at;
  const vault = network.vault.address;
  const protocol = network.protocol.address;
  const references: readonly (readonly [string, Hex, Abi, string, Hex])[] = [
    ["vault.PUFFER_ORACLE", vault, vaultAbi, "PUFFER_ORACLE", layout.oracle],
    [
      "vault.RESTAKING_REWARDS_DEPOSITOR",
      vault,
      vaultAbi,
      "RESTAKING_REWARDS_DEPOSITOR",
      layout.revenueDepositor,
    ],
    ["protocol.PUFFER_ORACLE", protocol, protocolAbi, "PUFFER_ORACLE", layout.oracle],
    ["protocol.PUFFER_VAULT", protocol, protocolAbi, "PUFFER_VAULT", vault],
    [
      "protocol.PUFFER_MODULE_MANAGER",
      protocol,
      protocolAbi,
      "PUFFER_MODULE_MANAGER",
      network.modules.manager,
    ],
    ["oracle.authority", layout.oracle, oracleAbi, "authority", network.oracle.authority],
  ];
  return Promise.all(
    references.map(async ([name, address, abi, view, expected]) => {
      const check = `network: ${name}`;
      try {
        const contract = { role: "deployed contract", address, abi } as const;
        const found = String(await readView(at.chain, contract, view as never, [] as never, at.blockNumber));
        return found.toLowerCase() === expected
          ? ok(check, expected)
          : fail(
              check,
              `it is ${found}, not ${expected}`,
              "The deployment has changed: correct the network file.",
            );
      } catch (error) {
        return failure(check, error);
      }
    }),
  );
}
