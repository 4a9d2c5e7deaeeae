/** Every typed error of the contracts is told in words. @module */
import { type AbiParameter, encodeErrorResult } from "viem";
import { formatAbiItem } from "viem/utils";
import { describe, expect, test } from "vitest";
import { contractErrorNotices, contractErrorsAbi } from "../../../prover/chain/abi/contract-errors.ts";
import { describeRevert } from "../../../prover/chain/reverts/describe-revert.ts";
import { HINTED_ERRORS } from "../../../prover/chain/reverts/revert-hints.ts";

/** Some value of a type, so that an error can be encoded. */
function exampleOf({ type, ...rest }: AbiParameter): unknown {
  if (type === "tuple") {
    const { components } = rest as { components: readonly AbiParameter[] };
    return Object.fromEntries(components.map((part) => [part.name, exampleOf(part)]));
  }
  if (type === "bool") return true;
  if (type === "address") return `0x${"11".repeat(20)}`;
  if (type === "bytes32") return `0x${"22".repeat(32)}`;
  if (type === "bytes") return "0x33";
  if (type === "string") return "words";
  return type === "uint8" ? 1 : 7n;
}

describe("typed errors of the contracts", () => {
  test.each(contractErrorsAbi.map((item) => [item.name, item] as const))("%s", (name, item) => {
    const args = (item.inputs as readonly AbiParameter[]).map(exampleOf);
    const data = encodeErrorResult({ abi: [item], errorName: name, args } as never);
    const revert = describeRevert(data, undefined);
    expect(revert.name).toBe(name);
    expect(revert.arguments).toHaveLength(args.length);
    const notice = contractErrorNotices[formatAbiItem(item)];
    // One of OpenZeppelin's ends with a bracket.
    expect(notice).toMatch(/[.)]$/);
    expect(revert.text).toContain(notice);
    for (const { name: parameter } of item.inputs) expect(revert.text).toContain(`${parameter} `);
    expect(revert.text).not.toMatch(/\[object|\n/);
    expect(revert.hints.length).toBeGreaterThan(0);
  });
});

test("advice is given for errors that exist only", () => {
  const names = contractErrorsAbi.map(({ name }) => name as string);
  expect(HINTED_ERRORS.filter((name) => !names.includes(name))).toEqual([]);
});

test("times are shown as such", () => {
  const args = [3n, 1_700_000_000n];
  const data = encodeErrorResult({ abi: contractErrorsAbi, errorName: "SpurtNotEnded", args } as never);
  expect(describeRevert(data, undefined).text).toContain("end 1700000000 (2023-11-14T22:13:20Z)");
});

test.each([
  ["a reason in words", undefined, "No data present", /No data present/],
  ["no reason", undefined, undefined, /no reason given/],
  ["no data", "0x", undefined, /no reason given/],
  ["an error of another contract", "0x12345678", undefined, /0x12345678/],
] as const)("%s is passed on", (_, data, reason, text) => {
  expect(describeRevert(data, reason).text).toMatch(text);
});
