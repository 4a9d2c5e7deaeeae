import { describe, expect, it } from "vitest";
import {
  VerificationKeyInvalidError,
  VerificationKeyUnsafeError,
} from "../../../scripts/export-verifier/errors.ts";
import { parseVerificationKey } from "../../../scripts/export-verifier/verification-key.ts";
import { exampleKey } from "./example-key.ts";

const P = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
const parse = (change: object) => parseVerificationKey(JSON.stringify({ ...exampleKey(), ...change }));

describe("parseVerificationKey", () => {
  it("reads every point of a valid key", () => {
    const key = parse({});
    expect(key.alpha).toEqual([1n, 2n]);
    expect(key.ic).toHaveLength(17);
    expect(key.delta[0]).toEqual(key.gamma[0]);
    expect(key.delta[1]).not.toEqual(key.gamma[1]);
  });

  const key = exampleKey();
  const twist = key.vk_beta_2;
  it.each([
    ["another protocol", { protocol: "plonk" }, "protocol"],
    ["another curve", { curve: "bls12381" }, "curve"],
    ["a circuit with 15 public inputs", { nPublic: 15, IC: key.IC.slice(1) }, "nPublic"],
    ["one input point too few", { IC: key.IC.slice(1) }, "IC"],
    ["a point that is not affine", { vk_alpha_1: ["0", "1", "0"] }, "vk_alpha_1"],
    ["alpha off the curve", { vk_alpha_1: ["1", "3", "1"] }, "vk_alpha_1"],
    ["a coordinate not below the field order", { vk_alpha_1: [(P + 1n).toString(), "2", "1"] }, "vk_alpha_1"],
    ["an input point off the curve", { IC: [...key.IC.slice(1), ["1", "1", "1"]] }, "IC.16"],
    ["beta off the twist", { vk_beta_2: [twist[1], twist[0], twist[2]] }, "vk_beta_2"],
    ["gamma off the twist", { vk_gamma_2: [twist[0], twist[0], twist[2]] }, "vk_gamma_2"],
    ["delta off the twist", { vk_delta_2: [twist[1], twist[1], twist[2]] }, "vk_delta_2"],
  ])("refuses %s and names it", (_, change, where) => {
    expect(() => parse(change)).toThrow(VerificationKeyInvalidError);
    expect(() => parse(change)).toThrow(where);
  });

  it("refuses what is no JSON", () => {
    expect(() => parseVerificationKey("{")).toThrow(VerificationKeyInvalidError);
  });

  it("refuses a key without a phase-2 contribution, with which anybody forges proofs", () => {
    expect(() => parse({ vk_delta_2: twist })).toThrow(VerificationKeyUnsafeError);
  });
});
