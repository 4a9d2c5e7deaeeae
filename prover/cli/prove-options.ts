/**
 * Options of `prove`: which may stand together, and what they mean.
 * @module
 */
import type { Address } from "viem";
import type { PageSize } from "../plan/page-sizes.ts";
import { parseFork } from "../state/fork-of-state.ts";
import type { SupportedFork } from "../state/layout.ts";
import type { SlotChoice } from "./option-values.ts";
import { parseAddress } from "./parse-address.ts";
import { UsageError } from "./usage-error.ts";

/** As commander hands them over. */
export interface RawProveOptions {
  readonly state?: string;
  readonly header?: string;
  readonly fork?: string;
  readonly beacon?: string;
  readonly slot?: SlotChoice;
  readonly registry: string;
  readonly size: PageSize;
  readonly out: string;
  readonly rpc?: string;
  readonly oracle?: string;
  readonly threads: number;
  readonly json?: boolean;
}

export type StateSource =
  | {
      readonly kind: "file";
      readonly stateFile: string;
      readonly headerFile: string;
      readonly fork: SupportedFork | undefined;
    }
  | { readonly kind: "beacon"; readonly beaconUrl: string; readonly slot: SlotChoice };

/** Where pools and supply are read; undefined: a proof of the validators alone. */
export interface ExecutionSource {
  readonly rpcUrl: string;
  readonly oracle: Address;
}

/** @throws UsageError */
export function stateSourceOf({ state, header, fork, beacon, slot }: RawProveOptions): StateSource {
  if (beacon !== undefined) {
    if (state !== undefined || header !== undefined)
      throw new UsageError("--beacon and --state/--header exclude each other.");
    if (fork !== undefined)
      throw new UsageError("--fork belongs to --state: a beacon node says the fork itself.");
    if (slot === undefined) throw new UsageError("--beacon needs --slot: a number, finalized or head.");
    return { kind: "beacon", beaconUrl: beacon, slot };
  }
  if (slot !== undefined) throw new UsageError("--slot belongs to --beacon: a state file has its own slot.");
  if (state === undefined && header === undefined) {
    throw new UsageError("A state is missing: --state with --header, or --beacon with --slot.");
  }
  if (state === undefined) throw new UsageError("--header needs --state: the SSZ file of the state.");
  if (header === undefined)
    throw new UsageError("--state needs --header: the JSON file of the block header.");
  return {
    kind: "file",
    stateFile: state,
    headerFile: header,
    fork: fork === undefined ? undefined : parseFork(fork),
  };
}

/** @throws UsageError */
export function executionSourceOf({ rpc, oracle }: RawProveOptions): ExecutionSource | undefined {
  if (rpc === undefined && oracle === undefined) return undefined;
  if (rpc === undefined) throw new UsageError("--oracle needs --rpc: where to read its pools and token.");
  if (oracle === undefined)
    throw new UsageError("--rpc needs --oracle: it names the pools and the token to read.");
  return { rpcUrl: rpc, oracle: parseAddress("--oracle", oracle) };
}
