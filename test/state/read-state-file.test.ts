import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ssz } from "@lodestar/types";
import { afterAll, describe, expect, it } from "vitest";
import { toHex } from "../../prover/hex.ts";
import { balanceGweiAt } from "../../prover/state/balances.ts";
import { executionBranchOf } from "../../prover/state/execution-anchor-of.ts";
import { readStateFile } from "../../prover/state/read-state-file.ts";
import { verifyBranch } from "../../prover/state/ssz-branch.ts";
import {
  balancesInBytes,
  balancesStart,
  DEVNET_STATE,
  hasRealData,
  headerInBytes,
  headerPath,
  REAL,
  readJson,
  realPath,
  STATES_WITH_HEADER,
  statePath,
} from "./real-states.ts";

const folder = mkdtempSync(join(tmpdir(), "state-file-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const electra = STATES_WITH_HEADER[2]!;
const electraHeader = () => headerPath(electra);

describe.skipIf(!hasRealData)(`readStateFile ${REAL}`, () => {
  it.each(STATES_WITH_HEADER)(
    "finds fork $fork of slot $slot by itself and reads every balance",
    async (real) => {
      const state = await readStateFile({ statePath: statePath(real), headerPath: headerPath(real) });
      expect(state.fork).toBe(real.fork);
      expect(state.listLength).toBe(real.validators);
      expect(state.header.slot).toBe(real.slot);
      const expected = balancesInBytes(readFileSync(statePath(real)));
      expect(expected.length).toBe(real.validators);
      expect(expected.map((_, i) => balanceGweiAt(state, i))).toEqual(expected);
    },
  );

  it("reads balances above 2^53 gwei without rounding: a real state with two balances replaced", async () => {
    const bytes = new Uint8Array(readFileSync(statePath(electra)));
    const view = new DataView(bytes.buffer);
    const start = balancesStart(bytes);
    view.setBigUint64(start + 8 * 5, 2n ** 53n + 1n, true);
    view.setBigUint64(start + 8 * 1986, 2n ** 64n - 1n, true);
    const root = toHex(ssz.electra.BeaconState.deserializeToViewDU(bytes).hashTreeRoot());
    const header = file("large.json", JSON.stringify(headerInBytes(bytes, root)));
    const state = await readStateFile({ statePath: file("large.ssz", bytes), headerPath: header });
    expect(balanceGweiAt(state, 5)).toBe(2n ** 53n + 1n);
    expect(balanceGweiAt(state, 1986)).toBe(2n ** 64n - 1n);
  });

  it("reads a Fulu devnet when told the fork; its header is made of the state's own latest_block_header", async () => {
    const bytes = readFileSync(statePath(DEVNET_STATE));
    const root = toHex(ssz.fulu.BeaconState.deserializeToViewDU(bytes).hashTreeRoot());
    const header = file("1200.json", JSON.stringify(headerInBytes(bytes, root)));
    const state = await readStateFile({
      statePath: statePath(DEVNET_STATE),
      headerPath: header,
      fork: "fulu",
    });
    const expected = balancesInBytes(bytes);
    expect(expected.length).toBe(DEVNET_STATE.validators);
    expect(expected.map((_, i) => balanceGweiAt(state, i))).toEqual(expected);
    await expect(
      readStateFile({ statePath: statePath(DEVNET_STATE), headerPath: header }),
    ).rejects.toMatchObject({
      code: "FORK_UNKNOWN",
      exitCode: 2,
      hints: [expect.stringMatching(/--fork: deneb, electra, fulu.*shape of: fulu/)],
    });
    await expect(
      readStateFile({ statePath: statePath(DEVNET_STATE), headerPath: header, fork: "electra" }),
    ).rejects.toMatchObject({ code: "FORK_MISMATCH", message: expect.stringMatching(/electra.*fulu/) });
  });

  it("proves the execution state root under the state root", async () => {
    const state = await readStateFile({ statePath: statePath(electra), headerPath: electraHeader() });
    const { execution, layout } = state;
    if (execution.kind !== "payload-header" || layout.execution.kind !== "payload-header") {
      throw new Error("no state of Electra");
    }
    const claim = {
      leaf: execution.stateRoot,
      branch: executionBranchOf(state),
      gindex: layout.execution.stateRootGindex,
      root: state.header.stateRoot,
    };
    expect(verifyBranch(claim)).toBe(true);
    expect(verifyBranch({ ...claim, leaf: state.execution.blockHash })).toBe(false);
  });

  it("names a validator past the end of the list instead of reading zeros", async () => {
    const state = await readStateFile({ statePath: statePath(electra), headerPath: electraHeader() });
    expect(() => balanceGweiAt(state, state.listLength)).toThrow(RangeError);
    expect(() => balanceGweiAt(state, -1)).toThrow(RangeError);
  });
});

describe.skipIf(!hasRealData)(`readStateFile refuses ${REAL}`, () => {
  const bytes = () => new Uint8Array(readFileSync(statePath(electra)));
  const read = (path: string, header = electraHeader(), fork?: string) =>
    readStateFile({ statePath: path, headerPath: header, fork });

  it.each([0.1, 0.5, 0.9, 1])("a state cut at %d of its length", async (share) => {
    const all = bytes();
    const cut = Math.min(all.length - 1, Math.floor(all.length * share));
    await expect(read(file("cut.ssz", all.subarray(0, cut)))).rejects.toMatchObject({
      code: "STATE_ENCODING_INVALID",
      exitCode: 2,
    });
  });

  it("a state too short to hold its first offset", async () => {
    await expect(read(file("short.ssz", bytes().subarray(0, 60)))).rejects.toMatchObject({
      code: "STATE_ENCODING_INVALID",
    });
  });

  it.each([1, 16, 1000])("a state that is %d bytes too long", async (more) => {
    const all = bytes();
    const long = new Uint8Array(all.length + more);
    long.set(all);
    await expect(read(file("long.ssz", long))).rejects.toMatchObject({
      code: expect.stringMatching(/^STATE_(ENCODING_INVALID|ROOT_MISMATCH)$/),
    });
  });

  it("a state with one balance changed, naming both roots", async () => {
    const all = bytes();
    const at = balancesStart(all) + 8 * 7;
    all[at] = all[at]! ^ 1;
    const wrong = read(file("changed.ssz", all));
    await expect(wrong).rejects.toMatchObject({ code: "STATE_ROOT_MISMATCH", exitCode: 1 });
    await expect(wrong).rejects.toThrow(readJson(electraHeader()).state_root);
  });

  it("the header of another slot, before anything is hashed", async () => {
    await expect(read(statePath(electra), headerPath(STATES_WITH_HEADER[1]!))).rejects.toMatchObject({
      code: "HEADER_SLOT_MISMATCH",
      exitCode: 1,
    });
  });

  it.each(["proposer_index", "parent_root", "body_root"])(
    "a header with another %s: its root is no block's",
    async (field) => {
      const header = readJson(electraHeader());
      header[field] = field === "proposer_index" ? header[field] + 1 : `0x${"11".repeat(32)}`;
      await expect(
        read(statePath(electra), file("other.json", JSON.stringify(header))),
      ).rejects.toMatchObject({
        code: "HEADER_NOT_OF_STATE",
        exitCode: 1,
        field,
      });
    },
  );

  it("a fork that the network contradicts, naming both", async () => {
    await expect(read(statePath(electra), electraHeader(), "fulu")).rejects.toMatchObject({
      code: "FORK_MISMATCH",
      message: expect.stringMatching(/fulu.*sepolia.*electra/),
    });
  });

  it.each(["phase0", "capella", "heze", "nonsense"])("fork %s, naming the supported ones", async (fork) => {
    await expect(read(statePath(electra), electraHeader(), fork)).rejects.toMatchObject({
      code: "FORK_UNSUPPORTED",
      hints: ["Supported: deneb, electra, fulu, gloas."],
    });
  });

  it("a Gloas state with the header of another block", async () => {
    const gloas = realPath("gloas/gloas_upgrade_of_sepolia_7998592.ssz");
    await expect(read(gloas)).rejects.toMatchObject({ code: "HEADER_SLOT_MISMATCH", exitCode: 1 });
  });

  it("Gloas bytes of an unknown network said to be Fulu", async () => {
    const other = new Uint8Array(readFileSync(realPath("gloas/gloas_upgrade_of_sepolia_7998592.ssz")));
    other[8] = other[8]! ^ 1;
    await expect(read(file("gloas.ssz", other), electraHeader(), "fulu")).rejects.toMatchObject({
      code: "FORK_MISMATCH",
      message: expect.stringMatching(/fulu.*gloas/),
    });
  });

  it("a state of Gnosis, which has another preset", async () => {
    const other = bytes();
    other.set(Buffer.from("f5dcb5564e829aab27264b9becd5dfaa017085611224cb3036f573368dbb9d47", "hex"), 8);
    await expect(read(file("gnosis.ssz", other))).rejects.toMatchObject({ code: "PRESET_UNSUPPORTED" });
  });

  it("random bytes", async () => {
    const noise = new Uint8Array(600_000).map((_, i) => (i * 7919) % 251);
    await expect(read(file("noise.ssz", noise))).rejects.toMatchObject({ code: "FORK_UNKNOWN" });
    await expect(read(file("noise.ssz", noise), electraHeader(), "deneb")).rejects.toMatchObject({
      code: "STATE_ENCODING_INVALID",
    });
  });

  it.each([
    ["missing", () => join(folder, "nowhere.ssz")],
    ["a directory", () => folder],
    ["empty", () => file("empty.ssz", "")],
    ["below a file", () => join(file("plain", "x"), "state.ssz")],
  ])("a state file that is %s", async (_, path) => {
    await expect(read(path())).rejects.toMatchObject({ code: "STATE_FILE_UNREADABLE", exitCode: 2 });
  });
});
