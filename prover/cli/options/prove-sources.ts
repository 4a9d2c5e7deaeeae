/**
 * Options of `prove`: allowed combinations and their meaning.
 * @module
 */
import type { PageSize } from "../../plan/page-sizes.ts";
import { loadNetwork } from "../../puffer/load-network.ts";
import type { ProvedOracle } from "../../spurt/proved-oracle.ts";
import type { DeployedProtocol } from "../../spurt/read-deployed-protocol.ts";
import { parseFork } from "../../state/fork-of-state.ts";
import { type StateSource, stateFromFile, stateFromNodes } from "../../state/state-source.ts";
import { beaconAccessOf } from "./beacon-access.ts";
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
  readonly network?: string;
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

/** What is proved, but for the registry's file. */
export interface ProveSources {
  readonly state: StateSource;
  readonly oracle: ProvedOracle | undefined;
}

/** Contracts that others deployed, and a whole state; with an oracle, of a spurt of a second opinion of theirs. */
export interface DeployedSources extends ProveSources {
  readonly deployed: DeployedProtocol;
}

/** @throws UsageError, and the errors of `loadNetwork`. */
export async function deployedSourcesOf(
  options: RawSourceOptions & { readonly network: string },
  environment: NodeJS.ProcessEnv,
): Promise<DeployedSources> {
  const { network, rpc, rpcHeader, rpcTimeout, beacon, slot, stateSource, oracle, spurt } = options;
  for (const name of ["continue", "registry"] as const) {
    if (options[name] !== undefined) throw new UsageError(`--network and --${name} exclude each other.`);
  }
  if ((oracle === undefined) !== (spurt === undefined)) {
    throw new UsageError(
      "With --network, --oracle and --spurt belong together: a spurt of a second opinion.",
    );
  }
  if (slot !== undefined && spurt !== undefined) {
    throw new UsageError("--slot and --spurt exclude each other: a spurt determines the block.");
  }
  if (rpc === undefined)
    throw new UsageError("--network needs --rpc, to prove the storage of its contracts.");
  if (stateSource === "proofs") {
    throw new UsageError(
      "--network needs a whole state, to find validators by their keys: --state-source debug.",
    );
  }
  const isMoving = beacon !== undefined && slot === undefined && spurt === undefined;
  const moving = isMoving ? ({ slot: "finalized" } as const) : {};
  const state = stateSourceOf({ ...options, stateSource: "debug", ...moving }, environment);
  const chain = chainClientOf({ rpc, rpcHeader, rpcTimeout });
  const proved =
    oracle === undefined || spurt === undefined
      ? undefined
      : { chain, oracle: parseAddress("--oracle", oracle), spurt: { number: spurt } };
  return { state, oracle: proved, deployed: { chain, network: await loadNetwork(network) } };
}

/** @throws UsageError */
export function proveSourcesOf(options: RawSourceOptions, environment: NodeJS.ProcessEnv): ProveSources {
  const { spurt, slot, registry } = options;
  if (slot !== undefined && spurt !== undefined) {
    throw new UsageError("--slot and --spurt exclude each other: a spurt determines the block.");
  }
  const onChain = oracleOf(options);
  if (onChain === undefined && spurt !== undefined) {
    throw new UsageError("--spurt needs --rpc and --oracle, to find its block.");
  }
  if (options.continue && spurt === undefined) {
    throw new UsageError("--continue needs --spurt, whose accepted pages it continues.");
  }
  const state = stateSourceOf(options, environment);
  if (onChain === undefined && registry === undefined) {
    throw new UsageError(
      "A registry is missing: --registry, or --rpc with --oracle to read it from the chain.",
    );
  }
  if (onChain === undefined || spurt === undefined) return { state, oracle: onChain };
  return { state, oracle: { ...onChain, spurt: { number: spurt, continued: options.continue ?? false } } };
}

function stateSourceOf(options: RawSourceOptions, environment: NodeJS.ProcessEnv): StateSource {
  const { state, header, fork, slot, spurt, beacon } = options;
  if (beacon !== undefined) {
    if (state !== undefined || header !== undefined)
      throw new UsageError("--beacon and --state/--header exclude each other.");
    if (fork !== undefined)
      throw new UsageError("--fork is only for --state: a beacon node reports the fork.");
    if (spurt === undefined && slot === undefined)
      throw new UsageError("--beacon needs --slot: a number, finalized or head; or --spurt: its number.");
    return stateFromNodes(beaconAccessOf(options, environment), slot);
  }
  if (slot !== undefined) throw new UsageError("--slot is only for --beacon: a state file has its own slot.");
  if (state === undefined && header === undefined) {
    throw new UsageError("A state is missing: --state with --header, or --beacon with --slot or --spurt.");
  }
  if (state === undefined) throw new UsageError("--header needs --state: the SSZ file of the state.");
  if (header === undefined)
    throw new UsageError("--state needs --header: the JSON file of the block header.");
  if (fork !== undefined) parseFork(fork);
  return stateFromFile({ statePath: state, headerPath: header, fork });
}

function oracleOf({ rpc, rpcHeader, rpcTimeout, oracle }: RawSourceOptions): ProvedOracle | undefined {
  if (rpc === undefined && oracle === undefined) return undefined;
  if (rpc === undefined) throw new UsageError("--oracle needs --rpc, to read its sources and token.");
  if (oracle === undefined)
    throw new UsageError("--rpc needs --oracle, which defines the sources and the token.");
  return { chain: chainClientOf({ rpc, rpcHeader, rpcTimeout }), oracle: parseAddress("--oracle", oracle) };
}
