/**
 * States that are downloaded into the cache, by whatever command reads beacon nodes: before a node that knows ranges. What was on
 * the disk is not sent again.
 * @module
 */
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fetchBeaconState } from "../../../../prover/state/fetch-beacon-state.ts";
import { headerRoot } from "../../../../prover/state/ssz-branch.ts";
import { StateCache } from "../../../../prover/state/state-cache.ts";
import { syntheticState } from "../../../../scripts/synthetic-state/synthetic-state.ts";
import { sendJson, startServer } from "../../../state/loopback-server.ts";
import { filesBelow } from "../files-below.ts";
import type { KilledCommand } from "../kill-everywhere.ts";

/** A part without them is of nobody knows what. */
const KNOWN_BYTES = /^0x[0-9a-f]{64}\.(.*\.)?[0-9a-f]{16}\.part$|\.ssz$/;

export async function states(): Promise<KilledCommand> {
  const { stateBytes, header } = await syntheticState([1n, 2n, 3n], "electra");
  const message = {
    slot: String(header.slot),
    proposer_index: String(header.proposerIndex),
    parent_root: header.parentRoot,
    state_root: header.stateRoot,
    body_root: header.bodyRoot,
  };
  const signed = { message, signature: `0x${"00".repeat(96)}` };
  const headerAnswer = {
    execution_optimistic: false,
    finalized: true,
    data: { root: headerRoot(header), canonical: true, header: signed },
  };
  const stateHeaders = {
    "content-type": "application/octet-stream",
    "eth-consensus-version": "electra",
  };
  let sent = 0;
  const server = await startServer(({ url, headers }, response) => {
    if (url!.includes("/headers/")) return sendJson(response, headerAnswer);
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
    if (from >= stateBytes.length) return response.writeHead(416).end();
    const range = { "content-range": `bytes ${from}-${stateBytes.length - 1}/${stateBytes.length}` };
    sent += stateBytes.length - from;
    response.writeHead(from === 0 ? 200 : 206, { ...stateHeaders, ...(from === 0 ? {} : range) });
    response.end(stateBytes.subarray(from));
  });
  const cacheOf = (folder: string) => join(folder, "states");
  const bytesIn = (folder: string) => {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return 0;
    const known = readdirSync(folder, { withFileTypes: true }).filter(
      (entry) => entry.isFile() && KNOWN_BYTES.test(entry.name),
    );
    return Math.max(0, ...known.map(({ name }) => statSync(join(folder, name)).size));
  };
  return {
    name: "states",
    prepare: (folder) => void mkdirSync(cacheOf(folder)),
    writesTo: "states",
    async run(folder) {
      const missing = stateBytes.length - bytesIn(cacheOf(folder));
      sent = 0;
      const cache = new StateCache(cacheOf(folder), Number.MAX_SAFE_INTEGER);
      await fetchBeaconState({ beaconUrls: [server.url], blockId: "head", cache });
      // And the last byte that was there.
      if (sent > missing + 1) throw new Error(`${sent} bytes were sent, ${missing} were missing`);
    },
    result: (folder) => filesBelow(cacheOf(folder)),
    close: server.close,
  };
}
