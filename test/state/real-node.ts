/**
 * A beacon node on loopback that serves one real state, honestly but for the routes that a test replaces.
 * @module
 */

import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { afterEach } from "vitest";
import type { BlockId } from "../../prover/state/beacon-node.ts";
import { fetchBeaconState } from "../../prover/state/fetch-beacon-state.ts";
import { headerRoot } from "../../prover/state/ssz-branch.ts";
import type { BeaconHeader } from "../../prover/state/verified-state.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { type LoopbackServer, sendJson, startServer } from "./loopback-server.ts";
import { headerAnswerOf, stateHeaders } from "./node-answers.ts";
import { hasRealData, headerPath, readJson, STATES_WITH_HEADER, statePath } from "./real-states.ts";

export const real = STATES_WITH_HEADER[2]!;
/** For nodes that fall silent; honest ones have patience. */
export const INACTIVITY_MS = 300;

export { stateHeaders };

export type Route = (response: ServerResponse) => void;
export interface Faults {
  header?: Route;
  stateByRoot?: Route;
  stateBySlot?: Route;
}

export const bytes = hasRealData ? readFileSync(statePath(real)) : Buffer.alloc(0);
export const message = hasRealData ? readJson(headerPath(real)) : {};
export const root: `0x${string}` = hasRealData ? rootOf(message) : "0x";

/** A header as nodes name its fields. */
export const headerFields = (header: BeaconHeader) => ({
  slot: header.slot,
  proposer_index: header.proposerIndex,
  parent_root: header.parentRoot,
  state_root: header.stateRoot,
  body_root: header.bodyRoot,
});

export const headerAnswer = (fields = message, namedRoot = rootOf(fields)) =>
  headerAnswerOf(fields, namedRoot);
const sendState: Route = (response) => void response.writeHead(200, stateHeaders()).end(bytes);

/** The server of the running test. */
export let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

export const start = async (faults: Faults = {}) => {
  server = await startServer(({ url }, response) => {
    if (url?.startsWith("/eth/v1/beacon/headers/")) {
      (faults.header ?? ((r) => sendJson(r, headerAnswer())))(response);
    } else if (url === `/eth/v2/debug/beacon/states/${message.state_root}`) {
      (faults.stateByRoot ?? sendState)(response);
    } else if (url === `/eth/v2/debug/beacon/states/${real.slot}`) {
      (faults.stateBySlot ?? sendState)(response);
    } else sendJson(response, { code: 404, message: "no such route" }, 404);
  });
  return server.url;
};
export const fetchWith = async (
  faults: Faults,
  blockId: BlockId = real.slot,
  inactivityTimeoutMs: number = PATIENCE_MS,
) => fetchBeaconState({ beaconUrls: [await start(faults)], blockId, inactivityTimeoutMs });

function rootOf(fields: Record<string, unknown>) {
  return headerRoot({
    slot: Number(fields.slot),
    proposerIndex: Number(fields.proposer_index),
    parentRoot: fields.parent_root as `0x${string}`,
    stateRoot: fields.state_root as `0x${string}`,
    bodyRoot: fields.body_root as `0x${string}`,
  });
}
