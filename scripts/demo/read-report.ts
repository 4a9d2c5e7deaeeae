/**
 * The report of a spurt as the oracle holds it, with the name of each of its parts.
 * @module
 */
import { createPublicClient, hexToString, http, trim } from "viem";
import { blockAssetsAbi } from "../../prover/chain/abi/block-assets-abi.ts";
import { reservesOracleAbi as abi } from "../../prover/chain/abi/reserves-oracle-abi.ts";
import type { Protocol } from "../contracts/deploy-protocol.ts";

export interface NamedAmount {
  readonly name: string;
  readonly amountWei: bigint;
}

export async function readReport(
  rpcUrl: string,
  { oracle: address, blockAssets, pods }: Pick<Protocol, "oracle" | "blockAssets" | "pods">,
  spurt: bigint,
) {
  const reader = createPublicClient({ transport: http(rpcUrl) });
  const contract = { address, abi } as const;
  const assets = { address: blockAssets, abi: blockAssetsAbi } as const;
  const [report, [sourcesWei, liabilitiesWei], sources, liabilities, rate] = await Promise.all([
    reader.readContract({ ...contract, functionName: "reportOf", args: [spurt] }),
    reader.readContract({ ...assets, functionName: "componentsOf", args: [spurt] }),
    reader.readContract({ ...assets, functionName: "sources" }),
    reader.readContract({ ...assets, functionName: "liabilities" }),
    reader.readContract({ ...contract, functionName: "getRate" }),
  ]);
  const names = [...sources.map(nameOf), ...pods.map((_, k) => `pod ${k + 1}`)];
  return {
    report,
    rate,
    sources: sourcesWei.map((amountWei, k): NamedAmount => ({ name: names[k]!, amountWei })),
    liabilities: liabilitiesWei.map(
      (amountWei, k): NamedAmount => ({ name: nameOf(liabilities[k]!), amountWei }),
    ),
  };
}

export type ReadReport = Awaited<ReturnType<typeof readReport>>;

function nameOf({ name }: { readonly name: `0x${string}` }): string {
  return hexToString(trim(name, { dir: "right" }));
}
