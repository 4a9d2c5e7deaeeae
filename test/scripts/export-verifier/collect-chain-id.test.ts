import { expect, it } from "vitest";
import { collectChainId } from "../../../scripts/export-verifier/collect-chain-id.ts";

it("adds one decimal number to those before", () => {
  expect(collectChainId("100", [8453n])).toEqual([8453n, 100n]);
});

it.each(["0x64", "-1", "1.5", "gnosis", ""])("refuses %j", (id) => {
  expect(() => collectChainId(id, [])).toThrow(expect.objectContaining({ exitCode: 2 }));
});
