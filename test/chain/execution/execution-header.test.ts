/** A header is written from JSON as the chain hashes it, and read by position, however many items its fork has. @module */
import { fromRlp, type Hex, toRlp } from "viem";
import { describe, expect, test } from "vitest";
import { headerHash, headerRlp, readHeader } from "../../../prover/chain/execution/execution-header.ts";
import { hasRealData, REAL, readJson, realPath } from "../../state/real-states.ts";

const BLOCKS = [
  ["mainnet, Prague", "mainnet-el/block.json", 20],
  ["Sepolia's first of Amsterdam", "gloas/sepolia/el-header-11856337-first-glamsterdam-block.json", 23],
  ["a Gloas network", "gloas/devnet-kurtosis-7/el-block-20202.json", 23],
] as const;

describe.skipIf(!hasRealData)(`real headers ${REAL}`, () => {
  test.each(BLOCKS)("%s: hash, number, state root and time", (_, file, least) => {
    const block = readJson(realPath(file));
    const rlp = headerRlp(block);
    expect((fromRlp(rlp) as unknown[]).length).toBeGreaterThanOrEqual(least);
    expect(headerHash(rlp)).toBe(block.hash);
    expect(readHeader(rlp)).toEqual({
      blockNumber: BigInt(block.number),
      stateRoot: block.stateRoot,
      timestamp: BigInt(block.timestamp),
    });
  });

  test("a field that is missing in the middle is named", () => {
    const { withdrawalsRoot: _, ...block } = readJson(realPath(BLOCKS[1][1]));
    expect(() => headerRlp(block)).toThrow(/withdrawalsRoot/);
  });

  test("items beyond those known today do not matter; too few do", () => {
    const rlp = headerRlp(readJson(realPath(BLOCKS[1][1])));
    const items = fromRlp(rlp, "hex") as Hex[];
    expect(readHeader(toRlp([...items, "0x1234"]))).toEqual(readHeader(rlp));
    expect(() => readHeader(toRlp(items.slice(0, 19)))).toThrow(RangeError);
    expect(() => readHeader(toRlp("0x1234"))).toThrow(RangeError);
    expect(() => readHeader("0x")).toThrow(RangeError);
    expect(() => readHeader(toRlp(items.with(3, "0x12")))).toThrow(RangeError);
    expect(() => readHeader(toRlp(items.with(11, "0x0012")))).toThrow(RangeError);
    expect(() => readHeader(toRlp(items.with(8, `0x${"11".repeat(9)}`)))).toThrow(RangeError);
  });
});
