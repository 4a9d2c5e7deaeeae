/** A byte order mark, as some editors write it, is accepted in every file that people write. @module */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadAccount } from "../prover/chain/client/load-account.ts";
import { createProgram } from "../prover/cli/create-program.ts";
import { loadConfigFile } from "../prover/cli/settings/config-file.ts";
import { readVerificationKey } from "../prover/groth16/read-verification-key.ts";
import { readKeysManifest } from "../prover/keys/manifest-file.ts";
import { readRegistry } from "../prover/plan/read-registry-file.ts";
import { readHeaderFile } from "../prover/state/read-header-file.ts";
import { withoutBom } from "../prover/without-bom.ts";
import { temporaryFolder } from "./bundle/bundle-folder.ts";
import { keyExample } from "./keys/key-example.ts";

const { manifest, verificationKey } = await keyExample(100);
const root = `0x${"11".repeat(32)}`;
const header = { slot: "1", proposer_index: "2", parent_root: root, state_root: root, body_root: root };
const program = createProgram({ out: () => {}, err: () => {} }, {});

it.each<[string, string, unknown, (file: string) => Promise<unknown>]>([
  ["a registry", "registry.json", [{ index: "1", principalGwei: "32000000000" }], readRegistry],
  ["a header", "header.json", header, readHeaderFile],
  ["a key manifest", "manifest.json", manifest, readKeysManifest],
  ["a verification key", "key.json", verificationKey, readVerificationKey],
  [
    "a config file",
    "pufeth-por.config.json",
    { common: { threads: "2" } },
    async (file) => (await loadConfigFile(program, file))?.sections,
  ],
  ["a private key", "key", `0x${"12".repeat(32)}`, async (file) => (await loadAccount(file, {}))?.address],
])("%s", async (_, name, content, read) => {
  const file = join(temporaryFolder(), name);
  const text = typeof content === "string" ? content : JSON.stringify(content);
  writeFileSync(file, text);
  const plain = await read(file);
  writeFileSync(file, `\ufeff${text}`);
  expect(await read(file)).toEqual(plain);
});

it("takes away one mark, and nothing else", () => {
  expect(withoutBom("\ufeff\ufeff{}")).toBe("\ufeff{}");
  expect(withoutBom("{}\ufeff")).toBe("{}\ufeff");
});
