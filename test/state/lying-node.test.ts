import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sendJson } from "./loopback-server.ts";
import { bytes, fetchWith, headerAnswer, message, type Route, real, stateHeaders } from "./real-node.ts";
import { balancesStart, hasRealData, REAL, STATES_WITH_HEADER, statePath } from "./real-states.ts";

describe.skipIf(!hasRealData)(`fetchBeaconState catches a node that lies ${REAL}`, () => {
  const lied = (fields: object) => ({ ...message, ...fields });

  it("about the root of the header", async () => {
    const header: Route = (r) => sendJson(r, headerAnswer(message, message.parent_root));
    await expect(fetchWith({ header })).rejects.toMatchObject({ code: "BLOCK_ROOT_MISMATCH", exitCode: 1 });
  });

  it("about the slot: a header of another one", async () => {
    const header: Route = (r) => sendJson(r, headerAnswer(lied({ slot: real.slot - 1 })));
    await expect(fetchWith({ header })).rejects.toMatchObject({
      code: "BEACON_NODE_ANOTHER_SLOT",
      exitCode: 1,
      asked: real.slot,
      answered: real.slot - 1,
    });
  });

  it("about the block: another one than the root asked for", async () => {
    await expect(fetchWith({}, `0x${"12".repeat(32)}`)).rejects.toMatchObject({
      code: "BLOCK_ROOT_MISMATCH",
    });
  });

  it("about a field of the header, with a root that fits it", async () => {
    const header: Route = (r) => sendJson(r, headerAnswer(lied({ proposer_index: 1 })));
    await expect(fetchWith({ header })).rejects.toMatchObject({ code: "HEADER_NOT_OF_STATE", exitCode: 1 });
  });

  it("about a balance", async () => {
    const richer = new Uint8Array(bytes);
    richer[balancesStart(richer) + 5] = 0xff;
    const stateByRoot: Route = (r) => void r.writeHead(200, stateHeaders()).end(richer);
    await expect(fetchWith({ stateByRoot })).rejects.toMatchObject({
      code: "STATE_ROOT_MISMATCH",
      exitCode: 1,
    });
  });

  it("about the state: one of another slot", async () => {
    const other = readFileSync(statePath(STATES_WITH_HEADER[1]!));
    const stateByRoot: Route = (r) => void r.writeHead(200, stateHeaders()).end(other);
    await expect(fetchWith({ stateByRoot })).rejects.toMatchObject({ code: "HEADER_SLOT_MISMATCH" });
  });

  it.each(["fulu", "gloas", "heze", "osaka"])("about the fork: %s", async (version) => {
    const stateByRoot: Route = (r) => void r.writeHead(200, stateHeaders(version)).end(bytes);
    await expect(fetchWith({ stateByRoot })).rejects.toMatchObject({
      code: "BEACON_NODE_TOLD_FORK",
      exitCode: 3,
      message: expect.stringMatching(new RegExp(`${version}.* is electra`)),
      hints: [expect.not.stringContaining("--fork")],
    });
  });

  it("with half a state that claims to be whole", async () => {
    const stateByRoot: Route = (r) =>
      void r.writeHead(200, stateHeaders()).end(bytes.subarray(0, bytes.length / 2));
    await expect(fetchWith({ stateByRoot })).rejects.toMatchObject({
      code: "BEACON_NODE_STATE_UNREADABLE",
      exitCode: 3,
      hints: [expect.stringMatching(/cut.*run again/)],
    });
  });
});
