/**
 * Checks that a beacon node serves what the prover reads: headers with correct roots, and states, whole (debug
 * endpoint) or in part (multiproofs). No state is downloaded.
 * @module
 */
import { computeDescriptor } from "@chainsafe/persistent-merkle-tree";
import { toHex } from "../hex.ts";
import type { WaitingOptions } from "../service/rate-limits.ts";
import type { ServiceHeaders } from "../service/service-address.ts";
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
  { headers, ...waiting }: WaitingOptions & { readonly headers?: ServiceHeaders | undefined } = {},
): Promise<Finding[]> {
  const findings = await Promise.all(
    beaconUrls.map((beaconUrl) => checkBeacon({ beaconUrl, headers }, waiting)),
  );
  const works = (node: Finding[]) => node.every(({ level }) => level !== "fail");
  if (!findings.some(works)) return findings.flat();
  return findings
    .flat()
    .map((finding) => (finding.level === "fail" ? { ...finding, level: "warn" as const } : finding));
}

interface AskedNode {
  readonly beaconUrl: string;
  readonly headers: ServiceHeaders | undefined;
}

async function checkBeacon(asked: AskedNode, waiting: WaitingOptions): Promise<Finding[]> {
  const check = `beacon ${originOf(asked.beaconUrl)}`;
  try {
    const node = connectBeaconNode({ ...asked, inactivityTimeoutMs: PATIENCE_MS, ...waiting });
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
    return [await checkSyncing(check, asked, header.slot, waiting), await checkStates(check, asked, waiting)];
  } catch (error) {
    return [failure(check, error)];
  }
}

async function checkSyncing(
  check: string,
  { beaconUrl, headers }: AskedNode,
  headSlot: number,
  waiting: WaitingOptions,
): Promise<Finding> {
  const head = `head at slot ${headSlot}`;
  const question = { base: beaconUrl, path: "/eth/v1/node/syncing", wanted: "body", headers } as const;
  const answer = await askHttp({ ...question, ...waiting }).catch(() => undefined);
  const body = answer?.status === 200 ? answer.body : "";
  const distance = /"sync_distance"\s*:\s*"([0-9]+)"/.exec(body)?.[1];
  if (distance !== undefined && Number(distance) > 1) {
    return warn(check, `${head}, ${distance} slots behind`, "It is still syncing: wait until it is done.");
  }
  if (/"el_offline"\s*:\s*true/.test(body)) {
    return warn(check, `${head}, its execution client is offline`, "Start the execution client of the node.");
  }
  return /"is_optimistic"\s*:\s*true/.test(body)
    ? warn(check, `${head}, not yet executed (optimistic)`, "Wait until its execution client has caught up.")
    : ok(check, head);
}

async function checkStates(node: string, asked: AskedNode, waiting: WaitingOptions): Promise<Finding> {
  const check = `${node}: states`;
  const descriptor = toHex(computeDescriptor([ANY_GINDEX]));
  const [whole, proofs] = await Promise.all([
    serves(asked, "/eth/v2/debug/beacon/states/finalized", waiting),
    serves(asked, `/eth/v0/beacon/proof/state/finalized?format=${descriptor}`, waiting),
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
async function serves(
  { beaconUrl, headers }: AskedNode,
  path: string,
  waiting: WaitingOptions,
): Promise<true | string> {
  try {
    const accept = "application/octet-stream";
    const question = { base: beaconUrl, path, wanted: "head", headers, accept } as const;
    const { status } = await askHttp({ ...question, ...waiting });
    return status === 200 || `HTTP status ${status}`;
  } catch (error) {
    return (error as Error).message;
  }
}
