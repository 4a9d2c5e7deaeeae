/**
 * The execution part of a bundle as a contract argument: proofs of sources, liabilities and supply, and the provisions
 * that do not exist as validators yet.
 * @module
 */
import type { BundleExecution } from "../../bundle/schema.ts";
import type { Hex } from "../../hex.ts";
import { partsOf, type ReportPart } from "../parts/report-parts.ts";
import { SharedTrieNodes } from "./share-trie-nodes.ts";

/**
 * `ExecutionProof`.
 * @param parts     of these, the sources.
 * @param withCore  false: without liabilities, supply and withdrawals, which are read once.
 */
export function executionArgument(
  execution: BundleExecution,
  parts: readonly ReportPart[] = partsOf(execution),
  withCore = true,
) {
  const { stateRoot, branch, header, sources, liabilities, token, withdrawals } = execution;
  const shared = new SharedTrieNodes();
  const places = parts.flatMap((part) => (part.kind === "source" ? [part.place] : [])).sort((a, b) => a - b);
  const pathsOf = ({ accountProof, storageProof }: TrieProofs) =>
    shared.add({ account: accountProof, slot: storageProof });
  return {
    stateRoot,
    branch,
    // Up to Fulu the beacon state has the execution state root itself.
    header: header ?? "0x",
    places: places.map(BigInt),
    sources: places.map((place) => pathsOf(sources[place]!)),
    liabilities: withCore ? liabilities.map(pathsOf) : [],
    supply: withCore ? pathsOf(token) : NO_PATHS,
    nodes: shared.nodes,
    withdrawals: {
      entries: (withCore ? (withdrawals?.entries ?? []) : []).map(
        ({ index, validatorIndex, address, amountGwei }) => ({
          index: BigInt(index),
          validatorIndex: BigInt(validatorIndex),
          recipient: address,
          amountGwei: BigInt(amountGwei),
        }),
      ),
      branch: withCore ? (withdrawals?.branch ?? []) : [],
    },
  } as const;
}

/**
 * `PendingDepositsProof`.
 * @param parts  of these, what waits and what was given up.
 */
export function depositsArgument(
  execution: BundleExecution,
  parts: readonly ReportPart[] = partsOf(execution),
) {
  const { deposits } = execution;
  const chosen = (kind: ReportPart["kind"]) =>
    new Set(parts.flatMap((part) => (part.kind !== "source" && part.kind === kind ? [part.provision] : [])));
  const [waitingOnes, givenUp] = [chosen("waiting"), chosen("written-off")];
  const waiting = deposits.waiting.filter(({ provision }) => waitingOnes.has(provision));
  const top = waiting.length === 0 ? null : deposits.top;
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
    writtenOff: deposits.writtenOff.filter((provision) => givenUp.has(provision)).map(BigInt),
  };
}

/** The top is not read if nothing waits. */
const ZERO: Hex = `0x${"00".repeat(32)}`;

const NO_PATHS = { account: "0x", slot: "0x" } as const;

interface TrieProofs {
  readonly accountProof: readonly Hex[];
  readonly storageProof: readonly Hex[];
}
