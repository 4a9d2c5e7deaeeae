/**
 * The execution part of a bundle as a contract argument: proofs of sources, liabilities and supply, and the provisions
 * that do not exist as validators yet.
 * @module
 */
import type { BundleExecution } from "../../bundle/schema.ts";
import { isRepeatedBalance } from "../../chain/execution/execution-proof.ts";
import type { Hex } from "../../hex.ts";
import { SharedTrieNodes } from "./share-trie-nodes.ts";

/** `ExecutionProof`. */
export function executionArgument({
  stateRoot,
  branch,
  header,
  sources,
  liabilities,
  token,
  withdrawals,
}: BundleExecution) {
  const shared = new SharedTrieNodes();
  // A pod that is a source too has no proof of its own.
  const proved = sources
    .map((source, place) => ({ source, place }))
    .filter(({ place }) => !isRepeatedBalance(sources, place));
  const pathsOf = ({ accountProof, storageProof }: TrieProofs) =>
    shared.add({ account: accountProof, slot: storageProof });
  return {
    stateRoot,
    branch,
    // Up to Fulu the beacon state has the execution state root itself.
    header: header ?? "0x",
    places: proved.map(({ place }) => BigInt(place)),
    sources: proved.map(({ source }) => pathsOf(source)),
    liabilities: liabilities.map(pathsOf),
    supply: pathsOf(token),
    nodes: shared.nodes,
    withdrawals: {
      entries: (withdrawals?.entries ?? []).map(({ index, validatorIndex, address, amountGwei }) => ({
        index: BigInt(index),
        validatorIndex: BigInt(validatorIndex),
        recipient: address,
        amountGwei: BigInt(amountGwei),
      })),
      branch: withdrawals?.branch ?? [],
    },
  } as const;
}

/** `PendingDepositsProof`. */
export function depositsArgument({ deposits: { top, waiting, writtenOff } }: BundleExecution) {
  return {
    top: {
      node: top?.node ?? ZERO,
      length: BigInt(top?.length ?? 0),
      branch: top?.branch ?? [],
      levels: top?.levels ?? [],
    },
    waiting: waiting.map(({ provision, position, withdrawalCredentials, signatureRoot, rest, branch }) => ({
      provision: BigInt(provision),
      position: BigInt(position),
      withdrawalCredentials,
      signatureRoot,
      rest,
      branch,
    })),
    writtenOff: writtenOff.map(BigInt),
  };
}

/** The top is not read if nothing waits. */
const ZERO: Hex = `0x${"00".repeat(32)}`;

interface TrieProofs {
  readonly accountProof: readonly Hex[];
  readonly storageProof: readonly Hex[];
}
