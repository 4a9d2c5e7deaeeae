/**
 * Reads the facts out of a bundle. Nothing is checked here: the web page shows each beside what is known about it so far.
 * Pure; browsers run it too.
 * @module
 */
import { type ClaimedSummary, summarizeBundle } from "../bundle/bundle-summary.ts";
import type { DeploymentSummary } from "../bundle/deployment-summary.ts";
import { pageValidators } from "../bundle/proved-balances.ts";
import type { Bundle, BundleExecution } from "../bundle/schema.ts";
import { pendingDepositsWei, type SourceProof, withdrawalsWei } from "../chain/execution/execution-proof.ts";
import { fromPublicSignals, type PublicInputs } from "../plan/public-inputs.ts";
import { GWEI_PER_ETH, WEI_PER_GWEI } from "../units.ts";
import { balanceBins } from "./balance-bins.ts";
import { burstShare } from "./burst-share.ts";
import { deploymentComponents, deploymentFacts } from "./deployment-facts.ts";
import type { BundleFacts, HeldBalance, PageFacts, ReservesComponent } from "./facts.ts";
import { provedStatements, trustedStatements } from "./statements.ts";

/** @param read  what the trie nodes of a bundle of deployed contracts show; such a bundle is unread without. */
export function bundleFacts(bundle: Bundle, read: DeploymentSummary | null = null): BundleFacts {
  const { manifest, execution } = bundle;
  const signals = bundle.pages.map(({ publicSignals }) => fromPublicSignals(publicSignals));
  const summary = summarizeBundle(bundle, signals.at(-1)!);
  const principalWei = BigInt(summary.principalGwei) * WEI_PER_GWEI;
  const rawWei = BigInt(summary.rawGwei) * WEI_PER_GWEI;
  const { key, circuit } = manifest;
  const deployment = bundle.deployment === undefined ? null : read && deploymentFacts(bundle, read);
  const isUnread = bundle.deployment !== undefined && deployment === null;
  return {
    block: blockOf(bundle),
    ...(deployment === null || read === null
      ? {
          reservesWei: isUnread ? null : BigInt(summary.reservesWei),
          supplyWei: summary.supplyWei === null ? null : BigInt(summary.supplyWei),
          rate: summary.rate === null ? null : BigInt(summary.rate),
        }
      : {
          reservesWei: deployment.backingWei,
          supplyWei: BigInt(read.supplyWei),
          rate: read.rate === null ? null : BigInt(read.rate),
        }),
    policy: summary.policy,
    deployment: isUnread ? "unread" : deployment,
    components: deployment
      ? deploymentComponents(deployment)
      : [
          validatorsComponent(summary.policy === "raw" ? rawWei : principalWei),
          ...consolidated(summary),
          ...(execution === null ? [] : executionComponents(execution)),
          ...aboveOutstanding(summary),
        ],
    principalWei,
    rawWei,
    abovePrincipalWei: rawWei - principalWei,
    validators: {
      registered: summary.validators,
      existing: summary.existing,
      notExisting: summary.notExisting.map(Number),
      provedElsewhere: summary.startCount,
      waiting: deployment?.waiting ?? summary.waiting,
      writtenOff: summary.writtenOff,
      ...balanceFacts(bundle),
    },
    share: burstShare(summary.existing, manifest.listLength),
    pages: bundle.pages.map(({ link }, i) => pageFacts(signals[i]!, i, link)),
    key: {
      kind: key.kind,
      id: key.id,
      insecure: key.kind === "development",
      verificationKeySha256: key.sha256,
      circuit: { size: circuit.size, slots: circuit.slots, lanes: circuit.lanes },
      sourceHash: circuit.sourceHash,
    },
    registryCommitment: BigInt(summary.registryCommitment),
    proved: provedStatements(bundle),
    trusted: trustedStatements(bundle),
  };
}

function blockOf({ manifest, execution: counted, deployment }: Bundle): BundleFacts["block"] {
  const execution = counted ?? deployment ?? null;
  return {
    root: manifest.blockRoot,
    slot: manifest.header.slot,
    fork: manifest.fork,
    stateRoot: manifest.header.stateRoot,
    execution: execution && {
      number: BigInt(execution.blockNumber),
      timeSeconds: BigInt(execution.blockTimestamp),
      stateRoot: execution.stateRoot,
    },
  };
}

function validatorsComponent(amountWei: bigint): ReservesComponent {
  return { kind: "validators", name: "validators", amountWei, owed: false, place: null };
}

/** By the policy `principal`: principal in validators that hold more than their own (EIP-7251). */
function consolidated({ consolidatedGwei, policy }: ClaimedSummary): ReservesComponent[] {
  const amountWei = BigInt(consolidatedGwei) * WEI_PER_GWEI;
  if (amountWei === 0n || policy !== "principal") return [];
  const name = "principal of consolidated validators, held by others";
  return [{ kind: "consolidated", name, amountWei, owed: false, place: null }];
}

function executionComponents(execution: BundleExecution): ReservesComponent[] {
  const { sources, liabilities, withdrawals } = execution;
  return [
    ...sources.map((source) => componentOf(source, source.kind === "pod" ? "pod" : "source")),
    {
      kind: "pending-deposits",
      name: "waiting deposits",
      amountWei: pendingDepositsWei(execution),
      owed: false,
      place: null,
    },
    ...(withdrawals === null ? [] : [onItsWay(withdrawalsWei(execution))]),
    ...liabilities.map((liability) => componentOf(liability, "liability")),
  ];
}

/** By the policy `principal`: what is staked beyond the principal still out. */
function aboveOutstanding({ aboveOutstandingWei }: ClaimedSummary): ReservesComponent[] {
  const amountWei = BigInt(aboveOutstandingWei);
  const name = "NoOps' rewards: staked above the principal that is still out";
  return amountWei === 0n ? [] : [{ kind: "above-outstanding", name, amountWei, owed: true, place: null }];
}

/** From Gloas on: withdrawals have left the balances, and the execution layer pays them out with the next payload. */
function onItsWay(amountWei: bigint): ReservesComponent {
  const name = "ETH on its way from the consensus layer";
  return { kind: "withdrawals", name, amountWei, owed: false, place: null };
}

function componentOf(
  { name, kind, address, slot, valueWei }: SourceProof,
  component: "source" | "pod" | "liability",
): ReservesComponent {
  return {
    kind: component,
    name,
    amountWei: BigInt(valueWei),
    owed: component === "liability",
    place: { kind, address, slot: slot === null ? null : BigInt(slot) },
  };
}

function balanceFacts(bundle: Bundle) {
  // A bundle assembled from transactions has no single balances.
  const balances = bundle.pages
    .filter((page) => page.balances.chunks.length > 0)
    .flatMap((page) => pageValidators(bundle, page))
    .filter((validator): validator is HeldBalance => validator.balanceGwei !== null);
  const lossOf = ({ principalGwei, balanceGwei }: HeldBalance) => principalGwei - balanceGwei;
  const lostPrincipal = balances
    .filter((validator) => validator.balanceGwei > 0n && lossOf(validator) > 0n)
    .sort((a, b) => (lossOf(a) < lossOf(b) ? 1 : lossOf(a) > lossOf(b) ? -1 : a.index - b.index));
  return {
    balances,
    distribution: balanceBins(balances.map(({ balanceGwei }) => balanceGwei)),
    lostPrincipal,
    lostPrincipalGwei: lostPrincipal.reduce((sum, validator) => sum + lossOf(validator), 0n),
    belowOneEth: balances.filter(({ balanceGwei }) => balanceGwei > 0n && balanceGwei < GWEI_PER_ETH),
    empty: balances.filter(({ balanceGwei }) => balanceGwei === 0n),
  };
}

function pageFacts(signals: PublicInputs, i: number, link: Bundle["pages"][number]["link"]): PageFacts {
  return {
    number: i + 1,
    from: Number(signals.countIn),
    to: Number(signals.countOut),
    existing: Number(signals.existingOut - signals.existingIn),
    principalWei: signals.principalOutWei - signals.principalInWei,
    rawWei: signals.rawOutWei - signals.rawInWei,
    linkNode: link.node,
    linkDepth: link.depth,
    firstChunk: link.firstChunk,
  };
}
