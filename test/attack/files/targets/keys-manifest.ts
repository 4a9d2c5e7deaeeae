import { readKeysManifest } from "../../../../prover/keys/manifest-file.ts";
import { ceremonyEntry, manifestOf } from "../../../keys/ceremony-entry.ts";
import type { AttackedFile } from "../target.ts";
import { jsonFile } from "./json-file.ts";
import { leadsOutside } from "./leads-outside.ts";
import { asFile } from "./written-file.ts";

export function keysManifestAttack(): AttackedFile {
  const honest = manifestOf(ceremonyEntry(), ceremonyEntry({ size: "small", slots: 8, lanes: 16 }));
  return jsonFile("keys manifest", [honest], async (bytes) => {
    const { keys } = await asFile(bytes, readKeysManifest);
    const files = keys.flatMap(({ verificationKey, zkey }) => [verificationKey.file, zkey.file]);
    return files.some(leadsOutside) ? "a file lies outside" : undefined;
  });
}
