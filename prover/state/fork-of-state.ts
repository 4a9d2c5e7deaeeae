/**
 * Determines the fork of a state, without guessing. Either the fork version in the state is a known one of its network,
 * or the fork is given: by a person with --fork, or by a node (fork-by-node.ts). A given fork must match the state.
 * @module
 */
import { createChainForkConfig } from "@lodestar/config";
import { genesisData, type NetworkName, networksChainConfig } from "@lodestar/config/networks";
import { toHex } from "../hex.ts";
import {
  ForkMismatchError,
  ForkUnknownError,
  ForkUnsupportedError,
  PresetUnsupportedError,
  StateEncodingError,
} from "./errors.ts";
import { SUPPORTED_FORKS, type SupportedFork } from "./layout.ts";
import { glanceAtState, type StateBytesGlance } from "./state-bytes.ts";

type ForkGlance = Omit<StateBytesGlance, "slot">;

const SUPPORTED_PRESET = "mainnet";
/** Placeholder of networks whose genesis changes (ephemery): it does not identify a network. */
const NO_ROOT = `0x${"00".repeat(32)}`;

/** @throws ForkUnsupportedError */
export function parseFork(name: string): SupportedFork {
  const fork = SUPPORTED_FORKS.find((known) => known === name.toLowerCase());
  if (fork === undefined) throw new ForkUnsupportedError(name);
  return fork;
}

/**
 * The fork of these bytes; `given` is the name from a person or a node.
 * @throws ForkUnknownError if none is given and network or version are unknown, ForkUnsupportedError,
 * PresetUnsupportedError, ForkMismatchError when `given`, network and bytes contradict each other,
 * StateEncodingError when the bytes have the shape of no fork.
 */
export function forkOfState(stateBytes: Uint8Array, given?: string): SupportedFork {
  const glance = glanceAtState(stateBytes);
  const fork = forkOfGlance(glance, given);
  if (glance.shape !== fork) {
    if (glance.shape === "unknown") {
      throw new StateEncodingError(
        fork,
        stateBytes.length,
        new Error("the first SSZ offset matches no fork"),
      );
    }
    throw new ForkMismatchError(fork, glance.shape, "the shape of the bytes (their first SSZ offset)");
  }
  return fork;
}

/**
 * The same from the network data in the state; `shape` is only for the message.
 * @throws ForkUnknownError, ForkUnsupportedError, PresetUnsupportedError, ForkMismatchError
 */
export function forkOfGlance(glance: ForkGlance, given?: string): SupportedFork {
  const network = networkOf(glance);
  const fork = forkByVersion(glance) ?? given?.toLowerCase();
  if (fork === undefined) throw new ForkUnknownError(glance, network);
  if (given !== undefined && given.toLowerCase() !== fork) {
    throw new ForkMismatchError(given, fork, `fork version ${glance.currentVersion} of ${network}`);
  }
  return parseFork(fork);
}

/**
 * The fork, also one that cannot be proved. By version, not by slot: what the table says of networks' slots gets old.
 * Undefined where it lacks the network, or the version, which a network may choose after this release.
 * @throws PresetUnsupportedError
 */
export function forkByVersion(
  glance: Pick<ForkGlance, "genesisValidatorsRoot" | "currentVersion">,
): string | undefined {
  const network = networkOf(glance);
  if (network === undefined) return undefined;
  const chainConfig = networksChainConfig[network];
  if (chainConfig.PRESET_BASE !== SUPPORTED_PRESET) {
    throw new PresetUnsupportedError(network, chainConfig.PRESET_BASE);
  }
  const forks = Object.values(createChainForkConfig(chainConfig).forks);
  return forks.find(({ version }) => toHex(version) === glance.currentVersion)?.name;
}

function networkOf({ genesisValidatorsRoot }: Pick<ForkGlance, "genesisValidatorsRoot">) {
  if (genesisValidatorsRoot === NO_ROOT) return undefined;
  const names = Object.keys(genesisData) as NetworkName[];
  return names.find((name) => genesisData[name].genesisValidatorsRoot === genesisValidatorsRoot);
}
