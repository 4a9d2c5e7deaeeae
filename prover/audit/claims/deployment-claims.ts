/**
 * Checks a bundle of contracts that others deployed against what the auditor's own nodes say at the same block: which contracts,
 * whose validators, every slot and balance, what the vault itself says, and what follows from all of it.
 * @module
 */
import { checkNetwork } from "../../bundle/check-network.ts";
import type { BundleDeployment } from "../../bundle/deployment-schema.ts";
import { type DeploymentSummary, summarizeDeployment } from "../../bundle/deployment-summary.ts";
import type { Bundle } from "../../bundle/schema.ts";
import { readView } from "../../chain/client/read-view.ts";
import { readOpinionReport } from "../../chain/views/opinion-contracts.ts";
import { vaultAbi } from "../../puffer/deployed-views.ts";
import type { DeploymentReading } from "../../puffer/read-deployment.ts";
import type { ReadProtocol } from "../../spurt/read-deployed-protocol.ts";
import type { AuditContext, Claim, Difference } from "../claim.ts";
import { type Comparison, differencesOf } from "../differences.ts";
import { LeftOutError } from "../errors.ts";
import { addValidators } from "../own-totals.ts";
import { asked } from "./asked.ts";

export const DEPLOYMENT_CLAIMS: readonly Claim[] = [
  ofDeployment(
    "network-file",
    "The contracts, slots and layouts are those of the network file that you trust.",
    async ({ network }, { evidence }) => {
      checkNetwork(evidence.network(), network);
      return [];
    },
  ),
  ofDeployment(
    "deployment-block",
    "Number, time and state root of the execution block are those that the beacon state commits to.",
    async (bundle, { evidence }) => {
      const own = await evidence.anchor();
      return differencesOf([
        ["number of the execution block", bundle.blockNumber, own.blockNumber],
        ["time of the execution block", bundle.blockTimestamp, own.timestamp],
        ["execution state root", bundle.stateRoot, own.stateRoot],
      ]);
    },
  ),
  ofDeployment(
    "deployment-validators",
    "The validators are exactly those that your node's storage says are ACTIVE, at their places in your state.",
    async (bundle, { evidence }) => {
      const { deployment: own } = await evidence.deployed();
      return differencesOf([
        ...comparisonsOf("ACTIVE in module", activeOf(bundle), activeOf(own)),
        ...comparisonsOf("validator", placesOf(bundle), placesOf(own)),
        ...comparisonsOf("waiting deposit", waitingOf(bundle), waitingOf(own)),
      ]);
    },
  ),
  ofDeployment(
    "deployment-slots",
    "Every slot of the accounting holds what eth_getProof of your node proves (wei, or a word).",
    async (bundle, { evidence }) => {
      const { deployment: own } = await evidence.deployed();
      return differencesOf(comparisonsOf("slot", slotsOf(bundle), slotsOf(own)));
    },
  ),
  ofDeployment(
    "deployment-pods",
    "Pods and modules hold what your node proves, and what is on its way to them is the list of your state (wei).",
    async (bundle, { checked, evidence }) => {
      const { deployment: own, reading } = await evidence.deployed();
      return differencesOf([
        ...comparisonsOf("balance", heldBy(checked.deployment!.reading), heldBy(reading)),
        ["withdrawals on their way", withdrawalsOf(bundle), withdrawalsOf(own)],
      ]);
    },
    ["deployment"],
  ),
  ofDeployment(
    "vault-says",
    "The vault says of itself, at this block, what was rebuilt from its slots (wei).",
    async (bundle, context) => {
      const { totalAssetsWei, supplyWei } = claimedOf(context);
      const chain = context.evidence.chain();
      const { vault } = context.evidence.network();
      const contract = { role: "deployed contract", address: vault.address.value, abi: vaultAbi } as const;
      const say = (view: "totalAssets" | "totalSupply") =>
        asked(() => readView(chain, contract, view, [], BigInt(bundle.blockNumber)));
      return differencesOf([
        ["total assets", totalAssetsWei, await say("totalAssets")],
        ["supply of pufETH", supplyWei, await say("totalSupply")],
      ]);
    },
    ["deployment", "signals"],
  ),
  ofDeployment(
    "backing",
    "Backing, shortfall and rates follow from your nodes' data.",
    async (_, context) => {
      const [theirs, mine] = [claimedOf(context), await ownSummary(context)];
      return differencesOf([
        ...theirs.terms.map(({ name, wei }, i): Comparison => [`${name} (wei)`, wei, mine.terms[i]?.wei]),
        ["backing (wei)", theirs.backingWei, mine.backingWei],
        ["shortfall (wei)", theirs.shortfallWei, mine.shortfallWei],
        ["rate", theirs.rate, mine.rate],
        ["rate that the vault shows", theirs.shownRate, mine.shownRate],
        ["nobody is left out", theirs.isComplete, mine.isComplete],
      ]);
    },
    ["deployment", "signals"],
  ),
];

/** Of a bundle whose registry is that of a second opinion. */
export const OPINION_CLAIM: Claim = ofDeployment(
  "opinion-report",
  "The second opinion's report of the spurt says what your nodes' data give: nothing that could be shown was left out.",
  async (_, context) => {
    const { chain, contracts, spurt, progress } = context.evidence;
    const { number } = await spurt();
    if (number === 0n) throw new LeftOutError("the block is before the first spurt");
    if (!(await progress()).finalized) throw new LeftOutError(`spurt ${number} has no report yet`);
    const report = await asked(async () => readOpinionReport(chain(), await contracts(), number));
    const mine = await ownSummary(context);
    return differencesOf([
      ["total assets (wei)", report.totalAssetsWei, mine.totalAssetsWei],
      ["supply (wei)", report.supplyWei, mine.supplyWei],
      ["backing (wei)", report.backingWei, mine.backingWei],
      ["shortfall (wei)", report.shortfallWei, mine.shortfallWei],
    ]);
  },
  ["deployment", "signals"],
);

function ofDeployment(
  id: string,
  sentence: string,
  check: (deployment: BundleDeployment, context: AuditContext) => Promise<readonly Difference[]>,
  needs: readonly string[] = [],
): Claim {
  return {
    id,
    sentence,
    offline: false,
    needs,
    check: (context) => check(context.bundle.deployment!, context),
  };
}

function claimedOf({ bundle, checked }: AuditContext): DeploymentSummary {
  const { principalOutWei, rawOutWei } = checked.totals!;
  return summarizeDeployment(bundle, checked.deployment!, principalOutWei, rawOutWei).summary;
}

async function ownSummary({ bundle, evidence }: AuditContext): Promise<DeploymentSummary> {
  const own = await evidence.deployed();
  const nothing = { principalWei: 0n, rawWei: 0n, existing: 0n };
  const { principalWei, rawWei } = addValidators(nothing, own.registry, await evidence.state());
  return summarizeDeployment(bundle, checkedOf(own), principalWei, rawWei).summary;
}

function checkedOf({ deployment: file, reading, places, registry }: ReadProtocol) {
  const { foreign, missing, validators } = places;
  const foreignIndices = foreign.map(({ index }) => index);
  const registered = new Set(registry.map(({ index }) => index));
  const uncounted = validators.map(({ index }) => index).filter((index) => !registered.has(index));
  return { file, reading, foreign, foreignIndices, missing, uncounted };
}

type Named = ReadonlyMap<string, string>;

/** What only one of both has is compared with nothing. */
function comparisonsOf(what: string, bundle: Named, own: Named): Comparison[] {
  const names = new Set([...bundle.keys(), ...own.keys()]);
  return [...names].map((name): Comparison => [`${what} ${name}`, bundle.get(name), own.get(name)]);
}

/** Modules without an ACTIVE validator say nothing here: an auditor may know more names than the bundle. */
function activeOf({ modules }: BundleDeployment): Named {
  return new Map(
    modules.filter(({ active }) => active.length > 0).map(({ name, active }) => [name, active.join(", ")]),
  );
}

function placesOf({ modules, validators }: BundleDeployment): Named {
  const active = (validators?.entries ?? []).map(({ index, module, position, withdrawalCredentials }) => {
    const place = `${modules[module]?.name}[${position}], withdrawing to ${withdrawalCredentials}`;
    return [String(index), place] as const;
  });
  const former = (validators?.former ?? []).map(({ index, withdrawalCredentials }) => {
    return [String(index), `no longer ACTIVE, withdrawing to ${withdrawalCredentials}`] as const;
  });
  return new Map([...active, ...former]);
}

function waitingOf({ modules, waiting }: BundleDeployment): Named {
  return new Map(
    waiting.entries.map(({ place, module, position, amountGwei }) => [
      String(place),
      `${modules[module]?.name}[${position}]: ${amountGwei} gwei`,
    ]),
  );
}

function slotsOf({ slots }: BundleDeployment): Named {
  return new Map(
    slots.map(({ name, account, slot, value }) => [name, `${value} in ${slot ?? "balance"} of ${account}`]),
  );
}

function heldBy({ modules }: DeploymentReading): Named {
  return new Map(
    modules
      .flatMap(({ name, moduleWei, podWei }) => [
        [`of module ${name}`, moduleWei] as const,
        [`of the pod of ${name}`, podWei] as const,
      ])
      .filter(([, wei]) => wei > 0n)
      .map(([what, wei]) => [what, String(wei)]),
  );
}

function withdrawalsOf({ withdrawals }: Pick<Bundle["deployment"] & {}, "withdrawals">): string {
  if (withdrawals === null) return "not a list of this fork";
  return withdrawals.entries
    .map(({ index, address, amountGwei }) => `${index} to ${address}: ${amountGwei} gwei`)
    .join(", ");
}
