/**
 * Checks that the amounts besides the validators are those that the oracle counts, with the values that the auditor's
 * own nodes prove at the same block.
 * @module
 */

import { RATE_SCALE } from "../../bundle/bundle-summary.ts";
import type { BundleExecution } from "../../bundle/schema.ts";
import {
  consolidatedWei,
  type SourceProof,
  type SourceSpec,
  startWei,
} from "../../chain/execution/execution-proof.ts";
import { reservesOf } from "../../chain/execution/reserves.ts";
import { fromPublicSignals } from "../../plan/public-inputs.ts";
import { consolidationFacts } from "../../spurt/consolidation-facts.ts";
import { loadConsolidations } from "../../spurt/load-consolidations.ts";
import type { AuditContext, Claim, Difference } from "../claim.ts";
import { type Comparison, differencesOf } from "../differences.ts";
import { LeftOutError } from "../errors.ts";
import { addValidators } from "../own-totals.ts";
import { asked } from "./asked.ts";

export const EXECUTION_CLAIMS: readonly Claim[] = [
  ofExecution(
    "execution-block",
    "Number, time and state root of the execution block are those that the beacon state commits to.",
    async (execution, { evidence }) => {
      const own = await evidence.anchor();
      return differencesOf([
        ["number of the execution block", execution.blockNumber, own.blockNumber],
        ["time of the execution block", execution.blockTimestamp, own.timestamp],
        ["execution state root", execution.stateRoot, own.stateRoot],
      ]);
    },
  ),
  ofExecution(
    "sources",
    "Sources, pods, liabilities, token and policy are those of the oracle, under their names.",
    async (execution, { evidence }) => {
      const own = await evidence.sources();
      return differencesOf([
        ...specComparisons("source", execution.sources, own.sources),
        ...specComparisons("liability", execution.liabilities, own.liabilities),
        ["token", execution.token.address, own.token],
        ["storage slot of the supply", execution.token.supplySlot, own.supplySlot],
        ["policy", execution.policy, own.policy],
      ]);
    },
  ),
  ofExecution(
    "source-values",
    "Every source, liability and the supply has the value that eth_getProof of your node proves at the block (wei).",
    async (execution, { evidence }) => {
      const own = await evidence.execution();
      const values = (what: string, bundle: readonly SourceProof[], mine: readonly SourceProof[]) =>
        bundle.map(
          ({ name, valueWei }, i): Comparison => [`${what} ${i + 1}, ${name}`, valueWei, mine[i]?.valueWei],
        );
      return differencesOf([
        ...values("source", execution.sources, own.sources),
        ...values("liability", execution.liabilities, own.liabilities),
        ["supply", execution.token.supplyWei, own.token.supplyWei],
      ]);
    },
  ),
  ofExecution(
    "deposits",
    "Provisions that are not validators yet wait in the deposit queue of your node's state, or were written off.",
    async ({ deposits }, { evidence }) => {
      const own = await evidence.deposits();
      const waiting = (list: typeof own.waiting) =>
        list
          .map(({ provision, position, amountGwei }) => `${provision} at ${position}: ${amountGwei} gwei`)
          .join(", ");
      return differencesOf([
        ["provisions announced by the block", deposits.provisioned, own.provisioned],
        ["waiting deposits", waiting(deposits.waiting), waiting(own.waiting)],
        ["provisions written off by the block", deposits.writtenOffBefore, own.writtenOffBefore],
        ["provisions written off since", deposits.writtenOff.join(", "), own.writtenOff.join(", ")],
        ["principal that is still out (gwei)", deposits.outstandingGwei, own.outstandingGwei],
        ["top of the queue", deposits.top?.node, own.top?.node],
      ]);
    },
  ),
  ofExecution(
    "withdrawals",
    "ETH on its way from the consensus layer is the whole list of your node's state.",
    async ({ withdrawals }, { evidence }) => {
      const own = await evidence.withdrawals();
      const entries = (list: typeof own) =>
        list?.entries.map(({ index, address, amountGwei }) => `${index} to ${address}: ${amountGwei} gwei`);
      return differencesOf([
        ["withdrawals on their way", describe(entries(withdrawals)), describe(entries(own))],
      ]);
    },
  ),
  ofExecution(
    "consolidations-of-chain",
    "Validators were consolidated as the chain was shown, and your node's state has what their groups hold.",
    async ({ consolidations }, context) => {
      if (consolidations === null) throw new LeftOutError("no validator holds the principal of others");
      const { bundle, evidence } = context;
      const contracts = await evidence.contracts();
      const facts = await asked(() => consolidationFacts(bundle, contracts, evidence.chain()));
      return differencesOf([
        ...facts.map(([what, onChain, ours]): Comparison => [what, ours, onChain]),
        [
          "principal that these groups hold for others (wei)",
          consolidatedWei({ consolidations }),
          await ownCreditWei(context),
        ],
      ]);
    },
  ),
  ofExecution("rate", "Reserves and rate follow from your nodes' data.", async (execution, context) => {
    const { bundle, evidence } = context;
    const proved = await evidence.execution();
    const own = { ...proved, deposits: await evidence.deposits() };
    const ownValidators = await validatorsWei(context);
    const claimed = fromPublicSignals(bundle.pages.at(-1)!.publicSignals);
    const bundleWei = {
      principal: claimed.principalOutWei - BigInt(bundle.manifest.startWei),
      raw: claimed.rawOutWei - BigInt(bundle.manifest.startWei),
    };
    const { policy } = await evidence.sources();
    const theirs = rateOf(execution, bundleWei[execution.policy], consolidatedWei(execution));
    const mine = rateOf(own, ownValidators[policy], await ownCreditWei(context));
    return differencesOf([
      [
        "sources, waiting deposits and withdrawals on their way (wei)",
        bundle.manifest.startWei,
        startWei(own),
      ],
      ["principal (wei)", bundleWei.principal, ownValidators.principal],
      ["sum of balances (wei)", bundleWei.raw, ownValidators.raw],
      ["reserves (wei)", theirs.reservesWei, mine.reservesWei],
      ["rate", theirs.rate, mine.rate],
    ]);
  }),
];

function ofExecution(
  id: string,
  sentence: string,
  check: (execution: BundleExecution, context: AuditContext) => Promise<Difference[]>,
): Claim {
  return {
    id,
    sentence,
    offline: false,
    async check(context) {
      const { execution } = context.bundle;
      if (execution === null) throw new LeftOutError("the bundle has no execution part");
      return check(execution, context);
    },
  };
}

function describe(entries: readonly string[] | undefined): string {
  return entries === undefined ? "not a list of this fork" : entries.join(", ");
}

interface Listed {
  readonly name: string;
  readonly kind: string;
  readonly address: string;
  readonly slot: bigint | string | null;
}

function specComparisons(
  what: string,
  bundle: readonly SourceProof[],
  own: readonly SourceSpec[],
): Comparison[] {
  const describe = (spec: Listed | undefined) =>
    spec &&
    `${spec.name}: ${spec.kind} ${spec.slot === null ? "" : `${spec.slot} `}of ${spec.address.toLowerCase()}`;
  return Array.from(
    { length: Math.max(bundle.length, own.length) },
    (_, i): Comparison => [`${what} ${i + 1}`, describe(bundle[i]), describe(own[i])],
  );
}

/** Totals of all validators of the auditor's list in the auditor's state. */
async function validatorsWei({ bundle, evidence }: AuditContext) {
  const entries = (await evidence.entries()).slice(0, bundle.registry.length);
  const nothing = { principalWei: 0n, rawWei: 0n, existing: 0n };
  const { principalWei, rawWei } = addValidators(nothing, entries, await evidence.state());
  return { principal: principalWei, raw: rawWei };
}

/** Of the bundle's groups alone: anyone may have shown the chain more since. */
async function ownCreditWei({ bundle, evidence }: AuditContext): Promise<bigint> {
  const members = bundle.execution?.consolidations?.members ?? [];
  if (members.length === 0) return 0n;
  const list = members.map(({ validatorIndex }) => ({ index: Number(validatorIndex) }));
  const [contracts, registry, state] = await Promise.all([
    evidence.contracts(),
    evidence.registry(),
    evidence.state(),
  ]);
  const own = await asked(() => loadConsolidations(evidence.chain(), contracts, registry, state, list));
  return consolidatedWei({ consolidations: own });
}

/** As the oracle computes it: rounded down, reserves not below 0, no rate without supply. */
function rateOf(
  proof: Pick<BundleExecution, "policy" | "sources" | "liabilities" | "token" | "deposits" | "withdrawals">,
  validatorsWei: bigint,
  creditWei: bigint,
): { readonly reservesWei: bigint; readonly rate: bigint | null } {
  const { reservesWei } = reservesOf(proof, validatorsWei, creditWei);
  const supplyWei = BigInt(proof.token.supplyWei);
  return { reservesWei, rate: supplyWei === 0n ? null : (reservesWei * RATE_SCALE) / supplyWei };
}
