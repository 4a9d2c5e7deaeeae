/** A principal that looks like ETH is asked about; the file is used as it is. @module */
import { expect, it } from "vitest";
import { readRegistryOption } from "../../../prover/cli/options/read-registry-option.ts";
import { registryFile } from "../../end-to-end/input-files.ts";

it.each<[string, bigint[], string[]]>([
  ["whole deposits", [32_000_000_000n, 2_048_000_000_000n, 1_000_000_000n], []],
  ["nothing provided by the pool", [0n], []],
  ["32", [32n], ["is 32 gwei, less than any deposit: is it meant to be 32000000000 gwei, 32 ETH?"]],
  ["several", [32_000_000_000n, 1n, 999_999_999n], ["validator 1 (and of 1 more) is 1 gwei"]],
])("%s", async (_, principals, asked) => {
  const registry = principals.map((principalGwei, index) => ({ index, principalGwei }));
  const path = registryFile(registry);
  const said: string[] = [];
  expect(await readRegistryOption(path, { err: (line) => void said.push(line) })).toEqual(registry);
  expect(said).toEqual(asked.map((text) => expect.stringContaining(text)));
  for (const line of said) expect(line).toMatch(new RegExp(`^warning: ${path}: `));
});

it("asks about nothing where no registry is given", async () => {
  expect(await readRegistryOption(undefined, { err: () => {} })).toBeUndefined();
});
