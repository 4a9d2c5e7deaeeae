import { readHeaderFile } from "../../../../prover/state/read-header-file.ts";
import { headerRoot } from "../../../../prover/state/ssz-branch.ts";
import type { AttackedFile } from "../target.ts";
import { jsonFile } from "./json-file.ts";
import { asFile } from "./written-file.ts";

const root = (byte: string) => `0x${byte.repeat(32)}` as const;
const MESSAGE = {
  slot: "123456",
  proposer_index: "9",
  parent_root: root("01"),
  state_root: root("5c"),
  body_root: root("02"),
};
const ROOT = headerRoot({
  slot: 123_456,
  proposerIndex: 9,
  parentRoot: MESSAGE.parent_root,
  stateRoot: MESSAGE.state_root,
  bodyRoot: MESSAGE.body_root,
});
const SIGNED = { message: MESSAGE, signature: root("03") };

/** In its three forms. One that names its root must have it. */
export function headerAttack(): AttackedFile {
  const forms = [
    { ...MESSAGE, root: ROOT },
    SIGNED,
    { data: { root: ROOT, canonical: true, header: SIGNED } },
  ];
  return jsonFile("header", forms, async (bytes) => {
    const header = await asFile(bytes, readHeaderFile);
    const { slot, proposerIndex } = header;
    return [slot, proposerIndex].every((value) => Number.isSafeInteger(value) && value >= 0)
      ? undefined
      : "a number is none";
  });
}
