/** `eject` from a file: a table, and JSON that says the same. @module */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { CONDITIONS, conditionsState } from "../eject/validators.ts";
import { runInProcess } from "./run-bin.ts";

describe("eject", () => {
  let source: string[];
  beforeAll(async () => {
    const { stateBytes, header } = await conditionsState();
    const folder = temporaryFolder();
    const place = (name: string) => join(folder, name);
    const { slot, proposerIndex, parentRoot, stateRoot, bodyRoot } = header;
    writeFileSync(place("state.ssz"), stateBytes);
    const json = { slot, proposer_index: proposerIndex, parent_root: parentRoot, state_root: stateRoot };
    writeFileSync(place("header.json"), JSON.stringify({ ...json, body_root: bodyRoot }));
    const registry = CONDITIONS.map((_, index) => ({ index, principalGwei: "32000000000" }));
    writeFileSync(place("registry.json"), JSON.stringify(registry));
    const files = ["--state", place("state.ssz"), "--header", place("header.json"), "--fork", "electra"];
    source = [...files, "--registry", place("registry.json")];
  });

  it("lists the validators with the next step", async () => {
    const { exitCode, stdout } = await runInProcess(["eject", ...source]);
    expect(exitCode).toBe(0);
    expect(stdout.join("\n")).toMatch(
      /^2 +active +0\.999999999 +32 +below-1-eth, below-principal +request its exit from epoch 256$/m,
    );
    expect(stdout.join("\n")).toMatch(/^withdrawn +1$/m);
  });

  it("JSON has the proofs, with numbers of the chain as texts", async () => {
    const { exitCode, stdout } = await runInProcess(["eject", ...source, "--reason", "slashed", "--json"]);
    expect(exitCode).toBe(0);
    const { found, exits, epoch } = JSON.parse(stdout.join("\n"));
    expect({
      exits,
      epoch,
      indices: found.map((one: { validator: { index: number } }) => one.validator.index),
    }).toEqual({
      exits: null,
      epoch: "132",
      indices: [3],
    });
    expect(found[0]).toMatchObject({
      missingGwei: "1000000000",
      proof: { validator: { branch: expect.any(Array) } },
    });
  });

  it("a reason that is none is refused", async () => {
    const { exitCode, stderr } = await runInProcess(["eject", ...source, "--reason", "lazy"]);
    expect(exitCode).toBe(2);
    expect(stderr.join("\n")).toMatch(/--reason.*below-1-eth/);
  });
});
