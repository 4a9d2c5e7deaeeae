/**
 * The calls of the oracle and of its block assets, from a bundle.
 * @module
 */
import type { Address } from "viem";
import type { Bundle, BundleExecution } from "../../bundle/schema.ts";
import { blockAssetsAbi } from "../../chain/abi/block-assets-abi.ts";
import { reservesOracleAbi as abi } from "../../chain/abi/reserves-oracle-abi.ts";
import type { BeaconHeader } from "../../state/verified-state.ts";
import { partsOf, type ReportPart } from "../parts/report-parts.ts";
import { NotSubmittableError } from "../submission-errors.ts";
import { depositsArgument, executionArgument } from "./encode-execution.ts";
import { headerArgument, NO_HEADER } from "./encode-header.ts";
import { balancesTopArgument, NO_PAGES, pageRunArgument } from "./encode-pages.ts";

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

/**
 * Parts of a report before it is made, sent to the oracle's block assets.
 * @throws NotSubmittableError for a bundle without an execution part.
 */
export function submitPartsCall(
  assets: Address,
  spurt: bigint,
  bundle: Bundle,
  parts: readonly ReportPart[],
) {
  const execution = executionOf(bundle);
  const args = [
    spurt,
    executionArgument(execution, parts, false),
    depositsArgument(execution, parts),
  ] as const;
  return { address: assets, abi: blockAssetsAbi, functionName: "submit", args } as const;
}

/**
 * The core of a report, with all parts or those given.
 * @throws NotSubmittableError for a bundle without an execution part.
 */
export function finalizeCall(
  oracle: Address,
  spurt: bigint,
  bundle: Bundle,
  parts: readonly ReportPart[] = partsOf(executionOf(bundle)),
) {
  const execution = executionOf(bundle);
  const args = [
    spurt,
    executionArgument(execution, parts, true),
    depositsArgument(execution, parts),
  ] as const;
  return { address: oracle, abi, functionName: "finalize", args } as const;
}

/**
 * More pages and parts for a report that was made.
 * @param pages  from (inclusive) and to (exclusive), counted from 0; undefined: none.
 * @throws NotSubmittableError for a bundle without an execution part.
 */
export function improveCall(
  oracle: Address,
  spurt: bigint,
  bundle: Bundle,
  pages: readonly [from: number, to: number] | undefined,
  parts: readonly ReportPart[],
) {
  const execution = executionOf(bundle);
  const args = [
    spurt,
    balancesTopArgument(bundle),
    pages === undefined ? NO_PAGES : pageRunArgument(bundle, ...pages),
    executionArgument(execution, parts, false),
    depositsArgument(execution, parts),
  ] as const;
  return { address: oracle, abi, functionName: "improve", args } as const;
}

/** All steps in one call. @throws NotSubmittableError for a bundle without an execution part. */
export function reportCall(oracle: Address, spurt: bigint, block: SpurtBlock, bundle: Bundle) {
  const execution = executionOf(bundle);
  const args = [
    spurt,
    ...blockArguments(block),
    balancesTopArgument(bundle),
    pageRunArgument(bundle),
    executionArgument(execution),
    depositsArgument(execution),
  ] as const;
  return { address: oracle, abi, functionName: "report", args } as const;
}

function executionOf({ execution }: Bundle): BundleExecution {
  if (execution === null) throw new NotSubmittableError();
  return execution;
}

function blockArguments(block: SpurtBlock) {
  return block === undefined
    ? ([0n, NO_HEADER] as const)
    : ([block.nextTimestamp, headerArgument(block.header)] as const);
}
