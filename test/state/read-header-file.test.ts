import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readHeaderFile } from "../../prover/state/read-header-file.ts";
import { headerRoot } from "../../prover/state/ssz-branch.ts";

const folder = mkdtempSync(join(tmpdir(), "header-file-"));
afterAll(() => rmSync(folder, { recursive: true }));
const read = (content: unknown) => {
  const path = join(folder, "header.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return readHeaderFile(path);
};

const fields = {
  slot: 12,
  proposer_index: 3,
  parent_root: `0x${"ab".repeat(32)}`,
  state_root: `0x${"01".repeat(32)}`,
  body_root: `0x${"ef".repeat(32)}`,
};
const header = {
  slot: 12,
  proposerIndex: 3,
  parentRoot: fields.parent_root,
  stateRoot: fields.state_root,
  bodyRoot: fields.body_root,
};
const root = headerRoot(header as Parameters<typeof headerRoot>[0]);
const asStrings = { ...fields, slot: "12", proposer_index: "3" };

describe("readHeaderFile", () => {
  it.each([
    ["numbers", fields],
    ["decimal strings", asStrings],
    ["upper-case hex", { ...fields, parent_root: `0x${"AB".repeat(32)}` }],
    ["its block root beside it", { ...fields, root }],
    ["a signed header", { message: asStrings, signature: "0x00" }],
    ["the answer of the Beacon API", { data: { root, canonical: true, header: { message: asStrings } } }],
    ["that answer without its envelope", { root, header: { message: asStrings } }],
    ["data that holds the message", { data: { message: asStrings } }],
  ])("reads %s", async (_, content) => {
    expect(await read(content)).toEqual(header);
  });

  it.each([
    ["beside the fields", { ...fields, root: fields.body_root }],
    ["in the answer of the Beacon API", { data: { root: fields.body_root, header: { message: fields } } }],
  ])("refuses a header whose root is not the one named %s", async (_, content) => {
    await expect(read(content)).rejects.toMatchObject({
      code: "BLOCK_ROOT_MISMATCH",
      exitCode: 1,
      actual: root,
    });
  });

  it.each([
    ["no JSON", "{"],
    ["null", "null"],
    ["a list", "[]"],
    ["a missing field", { ...fields, body_root: undefined }],
    ["a short root", { ...fields, state_root: "0x01" }],
    ["a negative slot", { ...fields, slot: -1 }],
    ["a fraction", { ...fields, slot: 1.5 }],
    ["a slot beyond exact numbers", { ...fields, slot: "9007199254740993" }],
    ["a hex slot", { ...fields, slot: "0x0c" }],
    ["an empty slot", { ...fields, slot: "" }],
    ["an empty envelope", { data: {} }],
    ["a header that is null", { data: { header: null } }],
  ])("refuses %s, exit 2", async (_, content) => {
    await expect(read(content)).rejects.toMatchObject({ code: "HEADER_FORMAT_INVALID", exitCode: 2 });
  });

  it("names the field that is wrong", async () => {
    await expect(read({ ...fields, state_root: "0x01" })).rejects.toThrow(/state_root.*64 hex digits/);
  });

  it("refuses a missing file", async () => {
    await expect(readHeaderFile(join(folder, "nowhere"))).rejects.toMatchObject({
      code: "STATE_FILE_UNREADABLE",
    });
  });
});
