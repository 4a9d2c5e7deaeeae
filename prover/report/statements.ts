/**
 * What a valid bundle proves and what it does not, for holders of pufETH. SECURITY.md has the same for engineers.
 * @module
 */
import type { Bundle } from "../bundle/schema.ts";

export function provedStatements({ manifest, pages, execution, deployment }: Bundle): string[] {
  const hasBalances = pages.some(({ balances }) => balances.chunks.length > 0);
  const { startCount } = manifest;
  const whose = startCount === 0 ? "every validator" : `every validator from number ${startCount + 1} on`;
  return [
    "Everything was read at one single block of the beacon chain, so ETH that moves between pool, deposit queue, " +
      "validator and pod is counted exactly once.",
    `The balance of ${whose} of the list is the one that this block holds, and each is counted once: none ` +
      "is missing, none counts twice.",
    "The sums are right: zero-knowledge proofs show it page by page" +
      (hasBalances ? ", and the single balances, which are shown here, add up to the same." : "."),
    "What a validator holds above its principal, the ETH that the pool provided for it, belongs to its node operator: " +
      "it is shown separately.",
    ...(execution === null ? [] : executionStatements(execution)),
    ...(deployment === undefined ? [] : deploymentStatements(deployment)),
  ];
}

function deploymentStatements({ waiting }: NonNullable<Bundle["deployment"]>): string[] {
  return [
    "The list of validators is the protocol's own: its storage at the same block says of each that it is ACTIVE, with its " +
      "public key, and each withdraws to the pod of its module. Nobody announced them.",
    "What the vault holds, what it says that it has, and how much pufETH there is, was in the state of the chain at the same " +
      "block, in the slots listed here; so was what pods and modules hold.",
    waiting.entries.length === 0
      ? "No deposit is counted as waiting."
      : "Every deposit that is counted as waiting is in the queue of this block, once, and for a pod.",
    "The backing is a lower bound: stake counts at most 32 ETH for each validator that the oracle counts, and the rewards that " +
      "were minted. Whatever is left out only lowers it.",
  ];
}

function executionStatements({
  policy,
  deposits,
  consolidations,
}: NonNullable<Bundle["execution"]>): string[] {
  return [
    "What the pools, pods and reward contracts hold, what is owed, and how much pufETH there is, was in the state of " +
      "the chain at the same block.",
    deposits.waiting.length === 0
      ? "Every validator that was paid for exists or was written off: no deposit waits."
      : "Every deposit that is counted as waiting is in the queue of this block, once.",
    ...(consolidations === null
      ? []
      : [
          "Validators that were consolidated into others are withdrawable at this block and were not slashed; what counts " +
            "for them is the principal that their groups hold beyond what each validator counts alone.",
        ]),
    "The rate is the reserves divided by the supply of pufETH; " +
      (policy === "principal"
        ? "validators count with at most their principal."
        : "validators count with their whole balance."),
  ];
}

export function trustedStatements({ manifest, execution, deployment }: Bundle): string[] {
  const { key, startCount } = manifest;
  return [
    key.kind === "development"
      ? "INSECURE: the proofs were made with development keys. Whoever made those keys can forge such proofs; " +
        "this is for tests and demonstrations only."
      : `The keys: at least one of those who made the key "${key.id}" together has destroyed their secret.`,
    ...(startCount === 0
      ? []
      : [
          `What the first ${startCount} validators hold is not proved here: others have proved it to the oracle, ` +
            "which counts them by its own record.",
        ]),
    ...(deployment === undefined
      ? [
          "A bundle alone cannot know the chain: that its block is the chain's, that the list of validators is the " +
            "protocol's and that the keys are the contract's is compared by the oracle on the chain, and by anyone who " +
            "audits it with nodes of their own.",
        ]
      : trustedOfDeployment(deployment)),
    ...(deployment !== undefined
      ? []
      : execution === null
        ? [
            "This bundle has no execution part: pools, debts and the supply of pufETH are not in it, and no rate.",
          ]
        : [
            "Which pools, pods and debts count is the oracle's configuration, fixed when it was deployed; the " +
              "administrator of the registry names the pods.",
            ...(execution.consolidations === null
              ? []
              : [
                  "Which validator a balance was consolidated into was proved to the chain when it waited in the queue, not in " +
                    "this bundle: the oracle counts by that record, and an audit compares.",
                ]),
            "The registrar announces only fresh public keys for the validators that the pool pays for.",
            "Number and time of the execution block are only informative; the proofs do not depend on them.",
          ]),
    "The mathematics: SHA-256, Keccak and Poseidon have no collisions, and the pairing of BN254 holds.",
  ];
}

function trustedOfDeployment({ network }: NonNullable<Bundle["deployment"]>): string[] {
  return [
    "A bundle alone cannot know the chain: that its block is the chain's is compared by anyone who audits it with nodes of " +
      "their own.",
    `The network file "${network.name}": which contracts these are, and where their storage has what. \`pufeth-por doctor ` +
      "--network` confirms each of its values on a node; `verify --network` compares the bundle's file with a trusted one.",
    "The protocol's contracts: that the oracle counts, and the storage names, the validators that were paid for. Whoever can " +
      "upgrade them holds pufETH's ETH anyway.",
    "Lido's accounting is believed as it stands, and so is Puffer's own number of what it asked Lido for.",
    "Whose the ETH in pods is: rewards that are not minted yet can hide a loss of the same size, and what EigenLayer has " +
      "slashed lies there until it is burnt.",
    "A waiting deposit counts although somebody else's deposit for the same key may be ahead of it in the queue, or its " +
      "signature be bad.",
    "Number and time of the execution block are only informative where the beacon state has its hash alone.",
  ];
}
