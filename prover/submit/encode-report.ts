/**
 * A bundle as the arguments of `ReservesOracle.report`.
 * @module
 */
import { encodeFunctionData } from "viem";
import type { Bundle, BundleExecution, BundlePage, Groth16Proof } from "../bundle/schema.ts";
import type { Hex } from "../hex.ts";
import { fromPublicSignals } from "../plan/public-inputs.ts";
import { NotSubmittableError } from "./chain-errors.ts";
import { reservesOracleAbi } from "./reserves-oracle-abi.ts";

/**
 * @param nextTimestamp Of the block after the proved one, seconds: the key into EIP-4788.
 * @throws NotSubmittableError for a bundle without an execution part.
 */
export function reportArguments({ manifest, pages, execution }: Bundle, nextTimestamp: bigint) {
  if (execution === null) throw new NotSubmittableError();
  const { header, listLength, balancesTop } = manifest;
  return [
    nextTimestamp,
    {
      slot: BigInt(header.slot),
      proposerIndex: BigInt(header.proposerIndex),
      parentRoot: header.parentRoot,
      stateRoot: header.stateRoot,
      bodyRoot: header.bodyRoot,
    },
    { node: balancesTop.node, listLength: BigInt(listLength), branch: balancesTop.branch },
    pages.map(pageArgument),
    executionArgument(execution),
  ] as const;
}

/** Calldata of `report(…)`. */
export function encodeReport(bundle: Bundle, nextTimestamp: bigint): Hex {
  return encodeFunctionData({
    abi: reservesOracleAbi,
    functionName: "report",
    args: reportArguments(bundle, nextTimestamp),
  });
}

function pageArgument({ link, publicSignals, proof }: BundlePage) {
  const signals = fromPublicSignals(publicSignals);
  return {
    linkNode: link.node,
    linkDepth: BigInt(link.depth),
    firstChunk: BigInt(link.firstChunk),
    branch: link.branch,
    commitmentOut: signals.commitmentOut,
    principalOutWei: signals.principalOutWei,
    rawOutWei: signals.rawOutWei,
    countOut: signals.countOut,
    existingOut: signals.existingOut,
    proof: proofCoordinates(proof),
  };
}

/** EVM order: the precompiles (EIP-197) put the imaginary part of a G2 coordinate first, snarkjs the real one. */
function proofCoordinates({ pi_a: a, pi_b: b, pi_c: c }: Groth16Proof) {
  return [
    BigInt(a[0]),
    BigInt(a[1]),
    BigInt(b[0][1]),
    BigInt(b[0][0]),
    BigInt(b[1][1]),
    BigInt(b[1][0]),
    BigInt(c[0]),
    BigInt(c[1]),
  ] as const;
}

function executionArgument({ stateRoot, branch, pools, token }: BundleExecution) {
  return {
    stateRoot,
    branch,
    poolProofs: pools.map(({ accountProof }) => accountProof),
    supplyAccountProof: token.accountProof,
    supplyStorageProof: token.storageProof,
  };
}
