/**
 * A deployment in tries of this process, under a beacon state of this process: what `discover` makes of both, and the parts of a
 * bundle that carry it.
 * @module
 */

import { makeDeployment } from "../../prover/bundle/deployment-evidence.ts";
import { type BundleDeployment, deploymentFileSchema } from "../../prover/bundle/deployment-schema.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import { storageOfNodes } from "../../prover/chain/execution/proved-storage.ts";
import { TrieNodes } from "../../prover/chain/execution/trie-nodes.ts";
import { fromHex, type Hex } from "../../prover/hex.ts";
import { registryToJson } from "../../prover/plan/registry.ts";
import { discoverActive } from "../../prover/puffer/discover-active.ts";
import { loadNetwork } from "../../prover/puffer/load-network.ts";
import { placeValidators } from "../../prover/puffer/place-validators.ts";
import { readDeployment } from "../../prover/puffer/read-deployment.ts";
import { podCredentials, podOf, STATUS } from "../../prover/puffer/storage-slots.ts";
import { executionBranchOf } from "../../prover/state/execution-anchor-of.ts";
import { moduleAddress } from "../../scripts/synthetic-deployment/deployment-contents.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { toyKey, toyPuffer } from "./toy-puffer.ts";

const ETH = 10n ** 18n;
const STRANGER: Hex = `0x01${"00".repeat(11)}${"5e".repeat(20)}`;
const GENESIS_TIME = 1_606_824_023n;

/** Where the beacon state has a validator. `former`: as `validator`, and the protocol no longer counts it. */
export type ToyPlace = "validator" | "former" | "foreign" | "waiting" | "behind-foreign" | "missing";

export const TOY_REGISTRY: Hex = `0x${"4e".repeat(20)}`;

/**
 * Each list is a module; all but former ones are ACTIVE, and the oracle counts `count` of them (default: all).
 * @param registered  what a contract counts, in its order; undefined: all that are found.
 */
export async function toyDeployment(
  places: readonly (readonly ToyPlace[])[],
  count?: number,
  registered?: readonly number[],
) {
  const network = await loadNetwork("mainnet");
  const keys = places.map((module, k) => module.map((_, i) => toyKey(100 * k + i)));
  const modules = places.map((module, k) => ({
    name: `M${k}`,
    validators: module.map((place, i) => ({
      status: place === "former" ? STATUS.skipped : STATUS.active,
      pubkey: keys[k]![i]!,
    })),
    podWei: ETH,
    moduleWei: 3n,
  }));
  const puffer = await toyPuffer(
    modules,
    count ?? places.flat().filter((place) => place !== "former").length,
  );
  const all = places.flatMap((module, k) => {
    const pod = podCredentials(podOf(puffer.network, moduleAddress(k)));
    return module.map((place, i) => ({ place, pubkey: fromHex(keys[k]![i]!), pod: pod[i % 2]! }));
  });
  const inList = all.filter(({ place }) => ["validator", "former", "foreign"].includes(place));
  // A stranger before each, so that indices are not positions.
  const balances = inList.flatMap((_, i) => [31_000_000_000n, 32_000_000_000n + BigInt(i)]);
  const { state } = await syntheticState(balances, "electra", (value) => {
    value.latestExecutionPayloadHeader.stateRoot = fromHex(puffer.stateRoot);
    value.validators = inList.flatMap(({ place, pubkey, pod }, i) => [
      validatorOf(fromHex(toyKey(5_000 + i)), STRANGER),
      validatorOf(pubkey, place === "foreign" ? STRANGER : pod),
    ]);
    const deposit = (pubkey: Uint8Array, credentials: Hex, amount: number) => ({
      pubkey,
      withdrawalCredentials: fromHex(credentials),
      amount,
      signature: new Uint8Array(96).fill(7),
      slot: 3,
    });
    value.pendingDeposits = all.flatMap(({ place, pubkey, pod }) => {
      if (place === "behind-foreign") return [deposit(pubkey, STRANGER, 1), deposit(pubkey, pod, 32e9)];
      return place === "waiting" ? [deposit(fromHex(toyKey(9_000)), pod, 5), deposit(pubkey, pod, 32e9)] : [];
    });
  });
  const timestamp = GENESIS_TIME + 12n * BigInt(state.header.slot);
  const nodes = new TrieNodes(puffer.nodes);
  const storage = storageOfNodes(puffer.stateRoot, nodes);
  const named = await discoverActive(
    storage,
    puffer.network,
    modules.map(({ name }) => name),
  );
  const reading = await readDeployment(storage, puffer.network, timestamp, named);
  const found = placeValidators(
    state,
    reading.modules.flatMap(({ active }) => active),
  );
  const anchor = {
    kind: "state-root",
    blockNumber: 7n,
    blockHash: puffer.stateRoot,
    stateRoot: puffer.stateRoot,
    timestamp,
    branch: executionBranchOf(state),
  } as const;
  const entryOf = (index: number) => ({ index, principalGwei: 32_000_000_000n });
  const entries = (registered ?? found.validators.map(({ index }) => index)).map(entryOf);
  const made = await makeDeployment({
    state,
    anchor,
    network,
    modules: named,
    places: found,
    registered: registered && { registry: TOY_REGISTRY, entries },
    nodes,
  });
  const deployment: BundleDeployment = deploymentFileSchema.parse(made);
  const bundle = {
    manifest: {
      fork: "electra",
      header: state.header,
      listLength: state.listLength,
      startWei: "0",
      startCount: 0,
    },
    registry: registryToJson(entries),
    pages: [],
    execution: null,
    deployment,
  } as unknown as Bundle;
  return { places: found, reading, bundle, deployment, state, puffer };
}

function validatorOf(pubkey: Uint8Array, withdrawalCredentials: Hex) {
  return {
    pubkey,
    withdrawalCredentials: fromHex(withdrawalCredentials),
    effectiveBalance: 32e9,
    slashed: false,
    activationEligibilityEpoch: 1,
    activationEpoch: 2,
    exitEpoch: Number.POSITIVE_INFINITY,
    withdrawableEpoch: Number.POSITIVE_INFINITY,
  };
}
