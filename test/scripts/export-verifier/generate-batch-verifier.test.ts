import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { PUBLIC_CHAIN_IDS } from "../../../prover/chain/client/public-chains.ts";
import {
  ExportOptionInvalidError,
  KeyNotFromCeremonyError,
} from "../../../scripts/export-verifier/errors.ts";
import {
  type BatchVerifierOptions,
  generateBatchVerifier,
} from "../../../scripts/export-verifier/generate-batch-verifier.ts";
import { exampleKey } from "./example-key.ts";

const verificationKey = `${JSON.stringify(exampleKey(), null, 2)}\n`;
const options: BatchVerifierOptions = {
  verificationKey,
  circuitSourceHash: "ab".repeat(32),
  keyKind: "development",
  contractName: "ReportVerifier",
};

describe("generateBatchVerifier", () => {
  it("gives the same text for the same key", () => {
    expect(generateBatchVerifier(options)).toBe(generateBatchVerifier({ ...options }));
  });

  it("names circuit, key file and kind, on top and as constants", () => {
    const source = generateBatchVerifier(options);
    const keyHash = createHash("sha256").update(verificationKey).digest("hex");
    expect(source.split(keyHash)).toHaveLength(3);
    expect(source.split(options.circuitSourceHash)).toHaveLength(3);
    expect(source).toContain('KEY_KIND = "development"');
    expect(source).toContain("INSECURE");
  });

  it("makes only development keys refuse public chains", () => {
    expect(generateBatchVerifier(options)).toContain("is Groth16BatchVerifier, DevelopmentKey {");
    const ceremony = generateBatchVerifier({ ...options, keyKind: "ceremony" });
    expect(ceremony).toContain("is Groth16BatchVerifier {");
    expect(ceremony).not.toMatch(/DevelopmentKey|INSECURE|"development"/);
  });

  it("makes no ceremony contract of a key with its own gamma, which development keys have and ceremonies cannot", () => {
    const [gamma, delta] = [exampleKey().vk_delta_2, exampleKey().vk_gamma_2];
    const drawn = JSON.stringify({ ...exampleKey(), vk_gamma_2: gamma, vk_delta_2: delta });
    const generate = (keyKind: "development" | "ceremony") =>
      generateBatchVerifier({ ...options, verificationKey: drawn, keyKind });
    expect(() => generate("ceremony")).toThrow(KeyNotFromCeremonyError);
    expect(generate("development")).toContain("INSECURE");
  });

  it("names the refused chains in the header, the four known ones first", () => {
    expect(generateBatchVerifier(options)).toContain(
      "// refused on chains:   1, 17000, 560048, 11155111, 10, 100, 137, 8453, 10200, 42161\npragma",
    );
    const source = generateBatchVerifier({ ...options, publicChainIds: [7n, 100n] });
    expect(source).toContain("11155111, 7, 10, 100, 137, 8453, 10200, 42161\npragma");
    expect(source).toContain("return chainId == 7 || chainId == 10 || chainId == 100 ||");
  });

  it("refuses every chain that the prover refuses", () => {
    const [, list] = /^\/\/ refused on chains: +(.*)$/m.exec(generateBatchVerifier(options))!;
    expect(list!.split(", ").map(Number).sort()).toEqual([...PUBLIC_CHAIN_IDS].sort());
  });

  it("gives the same text for the same chains in any order, each named once", () => {
    const source = generateBatchVerifier({ ...options, publicChainIds: [7n, 8453n, 5n] });
    const publicChainIds = [5n, 7n, 1n, 7n, 11155111n];
    expect(generateBatchVerifier({ ...options, publicChainIds })).toBe(source);
    expect(generateBatchVerifier({ ...options, publicChainIds: [560048n] })).toBe(
      generateBatchVerifier(options),
    );
  });

  it("writes the imaginary part of G2 coordinates first", () => {
    const beta = exampleKey().vk_beta_2[0]!.map((part) => BigInt(part).toString(16).padStart(64, "0"));
    expect(generateBatchVerifier(options)).toContain(`key.beta = [uint256(0x${beta[1]}), 0x${beta[0]},`);
  });

  it("writes every input point, in order", () => {
    const source = generateBatchVerifier(options);
    exampleKey().IC.forEach(([, y], k) => {
      const word = BigInt(y!).toString(16).padStart(64, "0");
      expect(source).toMatch(new RegExp(`key\\.ic\\[${k}\\] = BN254\\.G1Point\\(0x0+1, 0x${word}\\);`));
    });
  });

  it.each([
    ["contractName", { contractName: "A {} contract B" }],
    ["circuitSourceHash", { circuitSourceHash: '"; //' }],
    ["keyKind", { keyKind: "production" as "ceremony" }],
    ["publicChainIds", { publicChainIds: [0n] }],
    ["publicChainIds", { publicChainIds: [2n ** 256n] }],
    ["publicChainIds", { publicChainIds: [100n], keyKind: "ceremony" as const }],
  ])("refuses a %s that would not compile or not be true", (option, change) => {
    expect(() => generateBatchVerifier({ ...options, ...change })).toThrow(ExportOptionInvalidError);
    expect(() => generateBatchVerifier({ ...options, ...change })).toThrow(option);
  });
});
