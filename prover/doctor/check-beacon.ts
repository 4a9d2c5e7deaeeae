/**
 * Checks that a beacon node serves what the prover reads: headers with correct roots, and states, whole (debug
 * endpoint) or in part (multiproofs). No state is downloaded.
 * @module
 */
import { computeDescriptor } from "@chainsafe/persistent-merkle-tree";
import { toHex } from "../hex.ts";
import type { WaitingOptions } from "../service/rate-limits.ts";
import { connectBeaconNode } from "../state/beacon-node.ts";
import { headerRoot } from "../state/ssz-branch.ts";
import { askHttp, originOf } from "./ask-http.ts";
import { type Finding, fail, failure, ok, warn } from "./finding.ts";

const PATIENCE_MS = 15_000;
/** The right half of a state, which exists in every fork. */
const ANY_GINDEX = 3n;

/** Nodes are tried in order, so one complete node is enough: faults of the others are only warnings. */
export async function checkBeacons(
  beaconUrls: readonly string[],
  waiting: WaitingOptions = {},
): Promise<Finding[]> {
  const findings = await Promise.all(beaconUrls.map((url) => checkBeacon(url, waiting)));
  const works = (node: Finding[]) => node.every(({ level }) => level !== "fail");
  if (!findings.some(works)) return findings.flat();
  return findings
    .flat()
    .map((finding) => (finding.level === "fail" ? { ...finding, level: "warn" as const } : finding));
}

async function checkBeacon(beaconUrl: string, waiting: WaitingOptions): Promise<Finding[]> {
  const check = `beacon ${originOf(beaconUrl)}`;
  try {
    const node = connectBeaconNode({ beaconUrl, inactivityTimeoutMs: PATIENCE_MS, ...waiting });
    const { header, root } = await node.askHeader("head");
    if (headerRoot(header) !== root) {
      return [
        fail(
          check,
          `the header of slot ${header.slot} does not have the root ${root}`,
          "Do not use this node.",
        ),
      ];
    }
    return [await checkSyncing(check, beaconUrl, header.slot), await checkStates(check, beaconUrl)];
  } catch (error) {
    return [failure(check, error)];
  }
}

async function checkSyncing(check: string, beaconUrl: string, headSlot: number): Promise<Finding> {
  const head = `head at slot ${headSlot}`;
  const answer = await askHttp(beaconUrl, "/eth/v1/node/syncing", "body").catch(() => undefined);
  const distance =
    answer?.status === 200 ? /"sync_distance"\s*:\s*"([0-9]+)"/.exec(answer.body)?.[1] : undefined;
  return distance === undefined || Number(distance) <= 1
    ? ok(check, head)
    : warn(check, `${head}, ${distance} slots behind`, "It is still syncing: wait until it is done.");
}

async function checkStates(node: string, beaconUrl: string): Promise<Finding> {
  const check = `${node}: states`;
  const descriptor = toHex(computeDescriptor([ANY_GINDEX]));
  const [whole, proofs] = await Promise.all([
    serves(beaconUrl, "/eth/v2/debug/beacon/states/finalized"),
    serves(beaconUrl, `/eth/v0/beacon/proof/state/finalized?format=${descriptor}`),
  ]);
  if (whole === true && proofs === true) return ok(check, "whole states and multiproofs");
  if (proofs === true) return ok(check, "multiproofs");
  if (whole === true) return ok(check, "whole states (debug endpoint), no multiproofs");
  return fail(
    check,
    `neither whole states (${whole}) nor multiproofs (${proofs})`,
    "Use a node that serves /eth/v2/debug/beacon/states, or one that serves getStateProof.",
  );
}

/** @returns true, or the reason why not. */
async function serves(beaconUrl: string, path: string): Promise<true | string> {
  try {
    const { status } = await askHttp(beaconUrl, path, "head", { accept: "application/octet-stream" });
    return status === 200 || `HTTP status ${status}`;
  } catch (error) {
    return (error as Error).message;
  }
}
