import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { DuplicateValidatorError, RegistryFileError } from "../../prover/plan/errors.ts";
import { readRegistry } from "../../prover/plan/read-registry-file.ts";
import { parseRegistry, registryToJson } from "../../prover/plan/registry.ts";

const entry = (index: string | number, principalGwei: string | number = "32000000000") => ({
  index,
  principalGwei,
});

describe("a registry", () => {
  const folder = mkdtempSync(join(tmpdir(), "registry-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("keeps its order, and takes numbers as well as decimal strings", () => {
    const registry = parseRegistry([entry("12"), entry(3, 1), entry("0", "18446744073709551615")], "test");
    expect(registry).toEqual([
      { index: 12, principalGwei: 32_000_000_000n },
      { index: 3, principalGwei: 1n },
      { index: 0, principalGwei: (1n << 64n) - 1n },
    ]);
    expect(parseRegistry(registryToJson(registry), "test")).toEqual(registry);
  });

  it("names a validator that stands twice, with both positions", () => {
    expect(() => parseRegistry([entry(5), entry(6), entry("5")], "test")).toThrow(DuplicateValidatorError);
    expect(() => parseRegistry([entry(5), entry(6), entry("5")], "test")).toThrow(/5 .*positions 0 and 2/);
  });

  it.each([
    ["nothing", []],
    ["an object", { index: 1 }],
    ["a negative index", [entry(-1)]],
    ["a fraction", [entry(1.5)]],
    ["an index of 2^40", [entry((2n ** 40n).toString())]],
    ["a principal of 2^64", [entry(1, (2n ** 64n).toString())]],
    ["a hexadecimal index", [entry("0x10")]],
    ["an unknown field", [{ ...entry(1), note: "?" }]],
    ["a missing principal", [{ index: 1 }]],
    ["an unsafe number", [entry(1, 2 ** 60)]],
  ])("refuses %s", (_, json) => {
    expect(() => parseRegistry(json, "test")).toThrow(RegistryFileError);
  });

  it("refuses a file that is missing or no JSON", async () => {
    await expect(readRegistry(join(folder, "absent.json"))).rejects.toThrow(RegistryFileError);
    writeFileSync(join(folder, "broken.json"), "[{");
    await expect(readRegistry(join(folder, "broken.json"))).rejects.toThrow(RegistryFileError);
  });
});
