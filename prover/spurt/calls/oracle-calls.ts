/**
 * The four calls of the oracle, from a bundle.
 * @module
 */
import { type Address, encodeFunctionData } from "viem";
import type { Bundle } from "../../bundle/schema.ts";
import { reservesOracleAbi as abi } from "../../chain/abi/reserves-oracle-abi.ts";
import type { Hex } from "../../hex.ts";
import type { BeaconHeader } from "../../state/verified-state.ts";
import { NotSubmittableError } from "../submission-errors.ts";
import { depositsArgument, executionArgument } from "./encode-execution.ts";
import { headerArgument, NO_HEADER } from "./encode-header.ts";
import { balancesTopArgument, pageRunArgument } from "./encode-pages.ts";

/** How the spurt's block is proved; undefined if BeaconRoots already has it. */
export type SpurtBlock =
  | {
      /** Timestamp of the first block after the spurt's end, seconds: the key into EIP-4788. */
      readonly nextTimestamp: bigint;
      readonly header: BeaconHeader;
    }
  | undefined;

export function openCall(oracle: Address, spurt: bigint, block: SpurtBlock) {
  return { address: oracle, abi, functionName: "open", args: [spurt, ...blockArguments(block)] } as const;
}

/** Pages `from` (inclusive) to `to` (exclusive), counted from 0. */
export function submitPagesCall(oracle: Address, spurt: bigint, bundle: Bundle, from: number, to: number) {
  const args = [spurt, balancesTopArgument(bundle), pageRunArgument(bundle, from, to)] as const;
  return { address: oracle, abi, functionName: "submitPages", args } as const;
}

/** @throws NotSubmittableError for a bundle without an execution part. */
export function finalizeCall(oracle: Address, spurt: bigint, { execution }: Bundle) {
  if (execution === null) throw new NotSubmittableError();
  const args = [spurt, executionArgument(execution), depositsArgument(execution)] as const;
  return { address: oracle, abi, functionName: "finalize", args } as const;
}

/** All steps in one call. @throws NotSubmittableError for a bundle without an execution part. */
export function reportCall(oracle: Address, spurt: bigint, block: SpurtBlock, bundle: Bundle) {
  if (bundle.execution === null) throw new NotSubmittableError();
  const args = [
    spurt,
    ...blockArguments(block),
    balancesTopArgument(bundle),
    pageRunArgument(bundle),
    executionArgument(bundle.execution),
    depositsArgument(bundle.execution),
  ] as const;
  return { address: oracle, abi, functionName: "report", args } as const;
}

/** Calldata of one of the calls. */
export function encodeCall(
  call: ReturnType<typeof openCall | typeof submitPagesCall | typeof finalizeCall | typeof reportCall>,
): Hex {
  return encodeFunctionData(call as Parameters<typeof encodeFunctionData>[0]);
}

function blockArguments(block: SpurtBlock) {
  return block === undefined
    ? ([0n, NO_HEADER] as const)
    : ([block.nextTimestamp, headerArgument(block.header)] as const);
}
