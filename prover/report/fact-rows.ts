/**
 * The facts as rows of names and values, for the HTML file and the forum post.
 * @module
 */

import type { BalanceBin } from "./balance-bins.ts";
import type { BundleFacts, DeploymentFacts, HeldBalance, ReservesComponent } from "./facts.ts";
import {
  formatBasisPoints,
  formatCount,
  formatEth,
  formatGweiAsEth,
  formatRate,
  formatUtc,
} from "./format-amounts.ts";

/** Its numbers are known. */
export function isRead(deployment: BundleFacts["deployment"]): deployment is DeploymentFacts {
  return deployment !== null && deployment !== "unread";
}

export type Row = readonly [name: string, value: string];

/** The main numbers at the top. */
export function headlineRows(facts: BundleFacts): Row[] {
  return [
    ["Reserves", shownReserves(facts)],
    ...(facts.supplyWei === null ? [] : [["Supply", `${formatEth(facts.supplyWei)} pufETH`] as const]),
    ...(facts.rate === null ? [] : [["Rate", `${formatRate(facts.rate)} ETH per pufETH`] as const]),
    ...(isRead(facts.deployment) && facts.deployment.shownRate !== null
      ? [["Rate that the vault shows", `${formatRate(facts.deployment.shownRate)} ETH per pufETH`] as const]
      : []),
  ];
}

/** Of a verified bundle they are known. */
function shownReserves({ reservesWei }: BundleFacts): string {
  return reservesWei === null ? "not read yet" : `${formatEth(reservesWei)} ETH`;
}

/** Parts of the reserves, liabilities with their sign, and the sum. */
export function componentRows(facts: BundleFacts): Row[] {
  return [
    ...facts.components.map((part): Row => [componentName(part, facts), `${signed(part)} ETH`]),
    ["reserves", shownReserves(facts)],
  ];
}

export function componentName(
  { kind, name }: ReservesComponent,
  { policy, deployment }: BundleFacts,
): string {
  if (deployment !== null) return name;
  if (kind !== "validators") return kind === "liability" ? `${name} (owed)` : name;
  return policy === "raw" ? "validators (whole balances)" : "validators (principal at most)";
}

function signed({ amountWei, owed }: ReservesComponent): string {
  return `${owed && amountWei > 0n ? "−" : ""}${formatEth(amountWei)}`;
}

export function validatorRows({
  validators,
  principalWei,
  rawWei,
  abovePrincipalWei,
  share,
  deployment,
}: BundleFacts): Row[] {
  const { registered, existing, provedElsewhere, waiting, writtenOff, lostPrincipal, empty } = validators;
  return [
    ["validators in the registry", formatCount(registered)],
    ...(provedElsewhere === 0
      ? []
      : [["of them proved elsewhere, only claimed here", formatCount(provedElsewhere)] as const]),
    ["existing at this block", formatCount(existing)],
    ["waiting deposits", formatCount(waiting)],
    ...(deployment === null ? [["provisions written off", formatCount(writtenOff)] as const] : []),
    ["principal (Σ of the lesser of balance and principal)", `${formatEth(principalWei)} ETH`],
    ["balances", `${formatEth(rawWei)} ETH`],
    ["above the principal: rewards of the node operators", `${formatEth(abovePrincipalWei)} ETH`],
    [
      "validators that lost principal",
      `${formatCount(lostPrincipal.length)}${lostPrincipal.length === 0 ? "" : `, ${formatGweiAsEth(validators.lostPrincipalGwei)} ETH together`}`,
    ],
    ["validators below 1 ETH, to be ejected", formatCount(validators.belowOneEth.length)],
    ["validators with nothing left: withdrawn to their pods", formatCount(empty.length)],
    ["share of all validators of the chain", formatBasisPoints(share.basisPoints)],
  ];
}

export function sourceRows({ block, key, pages, registryCommitment }: BundleFacts): Row[] {
  const { execution } = block;
  return [
    ["block root", block.root],
    ["slot", `${formatCount(block.slot)} (${block.fork})`],
    ...(execution === null
      ? []
      : ([
          ["execution block", formatCount(execution.number)],
          ["time", formatUtc(execution.timeSeconds)],
          ["execution state root", execution.stateRoot],
        ] as const)),
    ["pages", formatCount(pages.length)],
    ["circuit", `${key.circuit.size}: ${key.circuit.slots} hash slots, ${key.circuit.lanes} lanes`],
    ["circuit source hash", key.sourceHash],
    ["key", `${key.id} (${key.insecure ? "INSECURE: development key" : key.kind})`],
    ["verification key, SHA-256", key.verificationKeySha256],
    ["registry commitment", registryCommitment.toString()],
  ];
}

export function binName({ fromGwei, toGwei }: BalanceBin): string {
  if (toGwei === 1n) return "0 ETH";
  return `${formatGweiAsEth(fromGwei === 1n ? 0n : fromGwei)} to ${formatGweiAsEth(toGwei)} ETH`;
}

/** Rows of index, principal and balance. */
export function balanceRows(list: readonly HeldBalance[]): (readonly [string, string, string, string])[] {
  return list.map(({ index, principalGwei, balanceGwei }) => [
    formatCount(index),
    formatGweiAsEth(principalGwei),
    formatGweiAsEth(balanceGwei),
    formatGweiAsEth(principalGwei - balanceGwei),
  ]);
}

/** With whose nodes the bundle is checked again. */
export function auditCommandFor({ deployment }: BundleFacts): string {
  if (deployment === null) return "pufeth-por audit BUNDLE --beacon URL --rpc URL --oracle ADDRESS";
  const network = isRead(deployment) ? deployment.network : "NAME";
  return `pufeth-por audit BUNDLE --beacon URL --rpc URL --network ${network}`;
}
