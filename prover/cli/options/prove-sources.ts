/**
 * Options of `prove`: allowed combinations and their meaning.
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

/** Which state and which registry, as parsed by commander. */
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

/** As parsed by commander. */
export interface RawProveOptions extends RawSourceOptions, ProvingOptions {
  readonly size: PageSize | "auto";
  /** Of the keys to prove with. */
  readonly manifest?: string;
  readonly out: string;
  /** Redis queue for workers on other machines; undefined: pages are proved on this machine. */
  readonly queue?: string;
  /** Continue with the pages of an interrupted run. */
  readonly resume?: boolean;
  readonly json?: boolean;
}

/** Source of sources, supply and registry; undefined: a proof of the validators alone. */
export interface ExecutionSource {
  readonly chain: ChainClient;
  readonly oracle: Address;
}

/** The spurt whose last block the state must be. */
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
    throw new UsageError("--slot and --spurt exclude each other: a spurt determines the block.");
  }
  const execution = executionSourceOf(options);
  if (execution === undefined && spurt !== undefined) {
    throw new UsageError("--spurt needs --rpc and --oracle, to find its block.");
  }
  if (options.continue && spurt === undefined) {
    throw new UsageError("--continue needs --spurt, whose accepted pages it continues.");
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
      throw new UsageError("--fork is only for --state: a beacon node reports the fork.");
    const place = spurt ?? slot;
    if (place === undefined)
      throw new UsageError("--beacon needs --slot: a number, finalized or head; or --spurt: its number.");
    return {
      kind: "beacon",
      beacon: { beacon, beaconTimeout, stateSource, cache, cacheSize },
      slot: place,
    };
  }
  if (slot !== undefined) throw new UsageError("--slot is only for --beacon: a state file has its own slot.");
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
  if (rpc === undefined) throw new UsageError("--oracle needs --rpc, to read its sources and token.");
  if (oracle === undefined)
    throw new UsageError("--rpc needs --oracle, which defines the sources and the token.");
  return { chain: chainClientOf({ rpc, rpcTimeout }), oracle: parseAddress("--oracle", oracle) };
}
