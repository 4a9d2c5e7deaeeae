/**
 * An audit as a table for people: one claim per line, with differences and reasons below it.
 * @module
 */
import type { ClaimResult, ClaimStatus } from "../../audit/claim.ts";

export interface Audit {
  readonly ok: boolean;
  readonly offline: boolean;
  readonly blockRoot: string;
  readonly slot: number;
  readonly claims: readonly ClaimResult[];
}

const WORDS: Record<ClaimStatus, string> = {
  ok: "ok",
  differs: "DIFFERS",
  unchecked: "NOT CHECKED",
  "left-out": "left out",
};
const WIDTH = Math.max(...Object.values(WORDS).map((word) => word.length));
const INDENT = " ".repeat(WIDTH + 2);
/** More differences are counted, not listed; --json has all of them. */
const LISTED = 5;

export function formatAudit({ ok, offline, blockRoot, slot, claims }: Audit): string {
  const count = (status: ClaimStatus) => claims.filter((claim) => claim.status === status).length;
  return [
    `Audit of the bundle for slot ${slot}, block root ${blockRoot}`,
    ...claims.filter(({ needsNodes }) => !(offline && needsNodes)).flatMap(claimLines),
    ...(offline ? openLines(claims.filter(({ needsNodes }) => needsNodes)) : []),
    `${count("ok")} ok, ${count("differs")} differ, ${count("unchecked")} could not be checked, ${count("left-out")} left out.`,
    ...(ok ? [verdict(offline, claims)] : []),
  ].join("\n");
}

function claimLines({ id, sentence, status, differences, reason }: ClaimResult): string[] {
  const more = differences.length - LISTED;
  return [
    `${WORDS[status].padEnd(WIDTH)}  ${id}: ${sentence}`,
    ...(reason === null ? [] : [`${INDENT}${reason}`]),
    ...differences
      .slice(0, LISTED)
      .flatMap(({ what, bundle, own }) =>
        own === null
          ? [`${INDENT}${bundle}`]
          : [`${INDENT}${what}`, `${INDENT}  bundle   ${bundle}`, `${INDENT}  you have ${own}`],
      ),
    ...(more > 0 ? [`${INDENT}and ${more} more: --json has all of them`] : []),
  ];
}

function openLines(claims: readonly ClaimResult[]): string[] {
  return [
    "NOT CHECKED without your own nodes (--beacon, --rpc, and --oracle or --network):",
    ...claims.map(({ id, sentence }) => `${INDENT}${id}: ${sentence}`),
  ];
}

function verdict(offline: boolean, claims: readonly ClaimResult[]): string {
  if (offline) {
    return "The bundle does not contradict itself. Whether it matches the chain, the protocol and its keys was not checked.";
  }
  const leftOut = claims.filter(({ status }) => status === "left-out").map(({ id }) => id);
  const open = leftOut.length === 0 ? "" : ` Left out: ${leftOut.join(", ")}.`;
  return `Every claim that was checked is ok.${open}`;
}
