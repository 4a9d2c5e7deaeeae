/**
 * Options of `prove`: which may stand together, and what they mean.
 * @module
 */
import type { Address } from "viem";
import type { ChainClient } from "../../chain/client/chain-client.ts";
import type { PageSize } from "../../plan/page-sizes.ts";
import { parseFork } from "../../state/fork-of-state.ts";
import type { SupportedFork } from "../../state/layout.ts";
import type { RawBeaconOptions } from "./beacon-options.ts";
import { chainClientOf } from "./chain-client-of.ts";
import type { RpcOptions } from "./chain-options.ts";
import type { SlotChoice } from "./option-values.ts";
import { parseAddress } from "./parse-address.ts";
import type { ProvingOptions } from "./proving-options.ts";
import { UsageError } from "./usage-error.ts";

/** Which state and which registry, as commander hands them over. */
export interface RawSourceOptions extends RawBeaconOptions, RpcOptions {
  readonly state?: string;
  readonly header?: string;
  readonly fork?: string;
  readonly slot?: SlotChoice;
  readonly spurt?: bigint;
  readonly continue?: boolean;
  readonly registry?: string;
  readonly oracle?: string;
}

/** As commander hands them over. */
export interface RawProveOptions extends RawSourceOptions, ProvingOptions {
  readonly size: PageSize | "auto";
  /** Of the keys to prove with. */
  readonly manifest?: string;
  readonly out: string;
  /** Redis with the queue that workers on other machines take the pages from; undefined: they are proved here. */
  readonly queue?: string;
  /** Go on with the pages that a run before left. */
  readonly resume?: boolean;
  readonly json?: boolean;
}

/** Where sources, supply and the registry are read; undefined: a proof of the validators alone. */
export interface ExecutionSource {
  readonly chain: ChainClient;
  readonly oracle: Address;
}

/** Names the block of a spurt: the state must be that block's. */
export interface SpurtSource extends ExecutionSource {
  readonly spurt: bigint;
}

export type StateSource =
  | {
      readonly kind: "file";
      readonly stateFile: string;
      readonly headerFile: string;
      readonly fork: SupportedFork | undefined;
      readonly spurt: SpurtSource | undefined;
    }
  | { readonly kind: "beacon"; readonly beacon: RawBeaconOptions; readonly slot: SlotChoice | SpurtSource };

export interface ProveSources {
  readonly state: StateSource;
  readonly execution: ExecutionSource | undefined;
  /** The spurt whose accepted pages are continued; undefined: pages begin with the first validator. */
  readonly continued: SpurtSource | undefined;
}

/** @throws UsageError */
export function proveSourcesOf(options: RawSourceOptions): ProveSources {
  const { spurt, slot, registry } = options;
  if (slot !== undefined && spurt !== undefined) {
    throw new UsageError("--slot and --spurt exclude each other: a spurt has a block of its own.");
  }
  const execution = executionSourceOf(options);
  if (execution === undefined && spurt !== undefined) {
    throw new UsageError("--spurt needs --rpc and --oracle: the chain names its block.");
  }
  if (options.continue && spurt === undefined) {
    throw new UsageError("--continue needs --spurt: whose accepted pages to go on from.");
  }
  const spurtSource = spurt === undefined || execution === undefined ? undefined : { ...execution, spurt };
  const state = stateSourceOf(options, spurtSource);
  if (execution === undefined && registry === undefined) {
    throw new UsageError(
      "A registry is missing: --registry, or --rpc with --oracle to read it from the chain.",
    );
  }
  return { state, execution, continued: options.continue ? spurtSource : undefined };
}

function stateSourceOf(
  { state, header, fork, slot, ...rest }: RawSourceOptions,
  spurt: SpurtSource | undefined,
): StateSource {
  const { beacon, beaconTimeout, stateSource, cache, cacheSize } = rest;
  if (beacon !== undefined) {
    if (state !== undefined || header !== undefined)
      throw new UsageError("--beacon and --state/--header exclude each other.");
    if (fork !== undefined)
      throw new UsageError("--fork belongs to --state: a beacon node says the fork itself.");
    const place = spurt ?? slot;
    if (place === undefined)
      throw new UsageError("--beacon needs --slot: a number, finalized or head; or --spurt: its number.");
    return {
      kind: "beacon",
      beacon: { beacon, beaconTimeout, stateSource, cache, cacheSize },
      slot: place,
    };
  }
  if (slot !== undefined) throw new UsageError("--slot belongs to --beacon: a state file has its own slot.");
  if (state === undefined && header === undefined) {
    throw new UsageError("A state is missing: --state with --header, or --beacon with --slot or --spurt.");
  }
  if (state === undefined) throw new UsageError("--header needs --state: the SSZ file of the state.");
  if (header === undefined)
    throw new UsageError("--state needs --header: the JSON file of the block header.");
  return {
    kind: "file",
    stateFile: state,
    headerFile: header,
    fork: fork === undefined ? undefined : parseFork(fork),
    spurt,
  };
}

function executionSourceOf({ rpc, rpcTimeout, oracle }: RawSourceOptions): ExecutionSource | undefined {
  if (rpc === undefined && oracle === undefined) return undefined;
  if (rpc === undefined) throw new UsageError("--oracle needs --rpc: where to read its sources and token.");
  if (oracle === undefined)
    throw new UsageError("--rpc needs --oracle: it names the sources and the token to read.");
  return { chain: chainClientOf({ rpc, rpcTimeout }), oracle: parseAddress("--oracle", oracle) };
}
