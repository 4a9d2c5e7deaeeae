/** The fork of a slot, by the configuration of a beacon node on loopback. */
import { afterEach, describe, expect, it } from "vitest";
import { connectBeaconNode } from "../../prover/state/beacon-node.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { type LoopbackServer, sendJson, startServer } from "./loopback-server.ts";

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const NEVER = "18446744073709551615";
const SPEC = {
  PRESET_BASE: "mainnet",
  SLOTS_PER_EPOCH: "32",
  ALTAIR_FORK_EPOCH: "0",
  BELLATRIX_FORK_EPOCH: "0",
  CAPELLA_FORK_EPOCH: "0",
  DENEB_FORK_EPOCH: "0",
  ELECTRA_FORK_EPOCH: "2",
  FULU_FORK_EPOCH: "3",
  GLOAS_FORK_EPOCH: NEVER,
  BLOB_SCHEDULE: [{ EPOCH: "3", MAX_BLOBS_PER_BLOCK: "15" }],
};

async function scheduleOf(spec: unknown, status = 200) {
  server = await startServer((_, response) => sendJson(response, { data: spec }, status));
  const node = connectBeaconNode({ beaconUrl: server.url, inactivityTimeoutMs: PATIENCE_MS });
  const schedule = await node.askForkSchedule();
  expect(server.requests).toEqual(["/eth/v1/config/spec"]);
  return schedule;
}

describe("the fork schedule of a beacon node", () => {
  it.each([
    [0, "deneb"],
    [63, "deneb"],
    [64, "electra"],
    [95, "electra"],
    [96, "fulu"],
    [Number.MAX_SAFE_INTEGER, "fulu"],
  ])("names the fork of slot %i", async (slot, fork) => {
    expect((await scheduleOf(SPEC)).forkAt(slot)).toBe(fork);
  });

  it("does not depend on the order of the names", async () => {
    const spec = Object.fromEntries(Object.entries({ ...SPEC, GLOAS_FORK_EPOCH: "3" }).sort());
    expect((await scheduleOf(spec)).forkAt(96)).toBe("gloas");
  });

  it("knows a fork that this release does not", async () => {
    expect((await scheduleOf({ ...SPEC, HEZE_FORK_EPOCH: "3" })).forkAt(96)).toBe("heze");
  });

  it("of another preset is refused", async () => {
    await expect(scheduleOf({ ...SPEC, PRESET_BASE: "minimal" })).rejects.toMatchObject({
      code: "PRESET_UNSUPPORTED",
    });
  });

  it.each([{ ...SPEC, SLOTS_PER_EPOCH: undefined }, { ...SPEC, FULU_FORK_EPOCH: "soon" }, null])(
    "that cannot be read is the node's fault",
    async (spec) => {
      await expect(scheduleOf(spec)).rejects.toMatchObject({ code: "BEACON_NODE_NONSENSE", exitCode: 3 });
    },
  );

  it("that is not served is said", async () => {
    await expect(scheduleOf({}, 404)).rejects.toMatchObject({ code: "BEACON_NODE_HTTP_ERROR", status: 404 });
  });
});
