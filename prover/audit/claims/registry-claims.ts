/**
 * Checks the list of validators against the registry contract's events and storage, and against the auditor's own state
 * that the validators withdraw to the protocol. The contract's list may have grown since the bundle was proved.
 * @module
 */
import type { BundleRegistry } from "../../bundle/schema.ts";
import { readCommitmentAt } from "../../chain/views/read-commitment-at.ts";
import { fromPublicSignals } from "../../plan/public-inputs.ts";
import type { RegistryEntry } from "../../plan/registry.ts";
import { findValidators } from "../../state/find-validators.ts";
import { podOfCredentials } from "../../state/pod-of-credentials.ts";
import type { Claim } from "../claim.ts";
import { type Comparison, differencesOf } from "../differences.ts";
import { asked } from "./asked.ts";

export const REGISTRY_CLAIMS: readonly Claim[] = [
  {
    id: "registry-events",
    sentence: "The validators are those that the registry contract announced, event by event, in this order.",
    offline: false,
    async check({ bundle, evidence }) {
      const { entries, commitments } = await evidence.registryEvents();
      const { length } = bundle.registry;
      const { commitmentOut } = fromPublicSignals(bundle.pages.at(-1)!.publicSignals);
      return differencesOf([
        ...entryComparisons(bundle.registry, entries),
        [`commitment in the event after ${length} validators`, commitmentOut, commitments.get(length)],
      ]);
    },
  },
  {
    id: "registry",
    sentence:
      "The validators are those in the registry contract, none is missing, and its commitment is the proved one.",
    offline: false,
    async check({ bundle, evidence }) {
      const entries = await evidence.entries();
      const { length } = bundle.registry;
      const comparisons = entryComparisons(bundle.registry, entries);
      const { openedAt, requiredCount } = await evidence.progress();
      comparisons.push(
        openedAt === 0n
          ? ["validators in the registry", length, entries.length]
          : ["validators that the open spurt requires", length, requiredCount],
      );
      if (length <= entries.length) {
        const { registry } = await evidence.contracts();
        const commitment = await asked(() => readCommitmentAt(evidence.chain(), registry, BigInt(length)));
        const { commitmentOut } = fromPublicSignals(bundle.pages.at(-1)!.publicSignals);
        comparisons.push([`commitment over ${length} validators`, commitmentOut, commitment]);
      }
      return differencesOf(comparisons);
    },
  },
  {
    id: "withdrawal-credentials",
    sentence: "Every validator has the announced public key and withdraws to a pod of the protocol.",
    offline: false,
    async check({ bundle, evidence }) {
      const state = await evidence.state();
      const { provisions, pods } = await evidence.registry();
      const podSet = new Set(pods.map((pod) => pod.toLowerCase()));
      const byIndex = new Map(provisions.map((provision) => [provision.validatorIndex, provision]));
      const validators = findValidators(state, new Set(provisions.map(({ pubkeyRoot }) => pubkeyRoot)));
      const comparisons: Comparison[] = [];
      for (const index of bundle.registry.map((entry) => Number(entry.index))) {
        if (index >= state.listLength) continue;
        const provision = byIndex.get(index);
        if (provision === undefined) {
          comparisons.push([`provision of validator ${index}`, "announced by the block's time", "none"]);
          continue;
        }
        const found = validators.get(provision.pubkeyRoot);
        comparisons.push([`index of public key ${provision.pubkeyRoot}`, index, found?.index]);
        const pod = found && podOfCredentials(found.withdrawalCredentials);
        if (found !== undefined && !(pod && podSet.has(pod))) {
          comparisons.push([`withdrawals of validator ${index}`, "to a pod", found.withdrawalCredentials]);
        }
      }
      return differencesOf(comparisons);
    },
  },
];

function entryComparisons(
  registry: BundleRegistry,
  entries: readonly (RegistryEntry | undefined)[],
): Comparison[] {
  return registry.map(({ index, principalGwei }, i): Comparison => {
    const own = entries[i];
    return [
      `validator at place ${i + 1}`,
      `${index} with ${principalGwei} gwei`,
      own === undefined ? undefined : `${own.index} with ${own.principalGwei} gwei`,
    ];
  });
}
