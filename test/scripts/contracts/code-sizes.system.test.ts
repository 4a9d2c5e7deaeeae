/** Every contract of src/ can be deployed: forge's tests do not keep to the limit. @module */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { size } from "viem";
import { beforeAll, expect, it } from "vitest";
import { REPOSITORY_ROOT } from "../../../scripts/circuits/repository-root.ts";
import { contractArtifact, DEPLOYED_CONTRACTS, forgeBuild } from "../../../scripts/contracts/forge.ts";

/** Source: EIP-170. */
const CODE_BYTES_CAP = 24_576;
/** Source: EIP-3860. */
const CREATION_BYTES_CAP = 2 * CODE_BYTES_CAP;

const src = join(REPOSITORY_ROOT, "verifier-contracts/src");
const names = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter(
    (file) => file.endsWith(".sol") && !/(^|\/)I[A-Z][a-z]/.test(file) && !file.startsWith("interfaces/"),
  )
  .map((file) => basename(file, ".sol"));

beforeAll(() => forgeBuild(DEPLOYED_CONTRACTS));

it.each(names)("%s", (name) => {
  const { bytecode, runtimeCode } = contractArtifact(name);
  expect(size(runtimeCode)).toBeLessThanOrEqual(CODE_BYTES_CAP);
  expect(size(bytecode)).toBeLessThanOrEqual(CREATION_BYTES_CAP);
});
