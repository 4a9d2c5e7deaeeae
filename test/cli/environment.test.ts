/** A command looks for its key in the environment that it is given, not in that of the process. @module */
import { describe, expect, test } from "vitest";
import { PRIVATE_KEY_VARIABLE } from "../../prover/chain/constants.ts";
import { runInProcess } from "./run-bin.ts";

const NOWHERE = "http://127.0.0.1:1";
const chain = ["--rpc", NOWHERE, "--oracle", `0x${"11".repeat(20)}`];
const beacon = ["--beacon", NOWHERE];
const NO_KEY = { [PRIVATE_KEY_VARIABLE]: "no key" };

describe.each([
  ["register", ["register", ...chain, ...beacon, "--json"]],
  ["open", ["open", ...chain, ...beacon, "--json"]],
  ["submit", ["submit", "nothing", ...chain, "--json"]],
  ["finalize", ["finalize", "nothing", ...chain, "--json"]],
  ["a watch that opens", ["prove", "--watch", "--do", "open", ...chain, ...beacon, "--out", "o", "--json"]],
])("%s", (_, args) => {
  const codeIn = async (environment: NodeJS.ProcessEnv) => {
    const { stdout } = await runInProcess([...args, "--no-config"], environment);
    return JSON.parse(stdout.join("\n")).code;
  };

  test("takes the key from there", async () => {
    expect(await codeIn(NO_KEY)).toBe("NO_ACCOUNT");
  });
});

test("the key of the process is not looked at", async () => {
  const before = process.env[PRIVATE_KEY_VARIABLE];
  process.env[PRIVATE_KEY_VARIABLE] = "no key";
  try {
    const args = ["submit", "nothing", ...chain, "--json", "--no-config"];
    const { stdout } = await runInProcess(args, {});
    expect(JSON.parse(stdout.join("\n")).code).toBe("BUNDLE_NOT_FOUND");
  } finally {
    if (before === undefined) delete process.env[PRIVATE_KEY_VARIABLE];
    else process.env[PRIVATE_KEY_VARIABLE] = before;
  }
});
