/**
 * Determines the fork of a state, without guessing. Either its network is known and the fork version in the state gives
 * the fork, or it is given: by a person with --fork, or by a node in its version header. A given fork must match the
 * state.
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
 * @throws ForkUnknownError if none is given and the network is unknown, ForkUnsupportedError,
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
  const givenFork = given === undefined ? undefined : parseFork(given);
  const network = networkOf(glance);
  const networkFork = network === undefined ? undefined : forkByVersion(network, glance);
  if (givenFork !== undefined && networkFork !== undefined && givenFork !== networkFork) {
    throw new ForkMismatchError(
      givenFork,
      networkFork,
      `fork version ${glance.currentVersion} of ${network}`,
    );
  }
  const fork = givenFork ?? networkFork;
  if (fork === undefined) {
    throw new ForkUnknownError(glance.genesisValidatorsRoot, glance.shape);
  }
  return fork;
}

function networkOf({ genesisValidatorsRoot }: ForkGlance): NetworkName | undefined {
  if (genesisValidatorsRoot === NO_ROOT) return undefined;
  const names = Object.keys(genesisData) as NetworkName[];
  return names.find((name) => genesisData[name].genesisValidatorsRoot === genesisValidatorsRoot);
}

/** By version, not by slot: a fork scheduled after this release is still recognised as different. */
function forkByVersion(network: NetworkName, { currentVersion }: ForkGlance): SupportedFork {
  const chainConfig = networksChainConfig[network];
  if (chainConfig.PRESET_BASE !== SUPPORTED_PRESET) {
    throw new PresetUnsupportedError(network, chainConfig.PRESET_BASE);
  }
  const { forks } = createChainForkConfig(chainConfig);
  const fork = Object.values(forks).find(({ version }) => toHex(version) === currentVersion);
  return parseFork(fork?.name ?? `with version ${currentVersion} of ${network}`);
}
