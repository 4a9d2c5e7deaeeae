/** The private key comes from a file or the environment, and appears nowhere. @module */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadAccount } from "../../../prover/chain/client/load-account.ts";
import { PRIVATE_KEY_VARIABLE } from "../../../prover/chain/constants.ts";
import { temporaryFolder } from "../../bundle/bundle-folder.ts";

// Anvil's and Hardhat's first account, known to everybody.
const KEY = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

function keyFile(content: string): string {
  const path = join(temporaryFolder(), "key");
  writeFileSync(path, content);
  return path;
}

test.each([KEY, `0x${KEY}`, `0x${KEY}\n`])("a file with 32 bytes in hex is a key", async (content) => {
  expect((await loadAccount(keyFile(content), {}))?.address).toBe(ADDRESS);
});

test("the environment is asked where there is no file, and the file goes first", async () => {
  expect((await loadAccount(undefined, { [PRIVATE_KEY_VARIABLE]: KEY }))?.address).toBe(ADDRESS);
  const other = { [PRIVATE_KEY_VARIABLE]: "1".repeat(64) };
  expect((await loadAccount(keyFile(KEY), other))?.address).toBe(ADDRESS);
});

test("without either there is no account here", async () => {
  expect(await loadAccount(undefined, {})).toBeUndefined();
  expect(await loadAccount(undefined, { [PRIVATE_KEY_VARIABLE]: "" })).toBeUndefined();
});

test.each([`${KEY}0`, KEY.slice(1), "0".repeat(64), "f".repeat(64), ""])(
  "what is no key is refused without being quoted: %s",
  async (content) => {
    const failure = await loadAccount(keyFile(content), {}).catch((error) => error);
    expect(failure).toMatchObject({ code: "NO_ACCOUNT", exitCode: 2 });
    if (content !== "") expect(`${failure.message} ${failure.stack} ${failure.cause}`).not.toContain(content);
  },
);

test("a missing file is named", async () => {
  await expect(loadAccount("/does/not/exist", {})).rejects.toMatchObject({ code: "NO_ACCOUNT" });
});
