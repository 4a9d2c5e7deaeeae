import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Hex } from "../../../prover/hex.ts";
import { lackingWei, neededSources, sourcePlaces } from "../../../prover/spurt/opinion/needed-sources.ts";

const ETH = 10n ** 18n;
const address = (k: number): Hex => `0x${k.toString(16).padStart(40, "0")}`;
const moduleOf = (k: number, podWei: bigint, moduleWei: bigint) => ({
  name: `M${k}`,
  module: address(2 * k),
  pod: address(2 * k + 1),
  podWei,
  moduleWei,
  active: [],
});

describe("what stake lacks", () => {
  it("is what the vault claims less what is shown, and never below 0", () => {
    const stake = { activeCount: 3n, mintedWei: ETH, principalWei: 64n * ETH, waitingWei: 32n * ETH };
    expect(lackingWei({ ...stake, podsWei: 0n })).toBe(ETH);
    expect(lackingWei({ ...stake, podsWei: 5n * ETH })).toBe(0n);
    expect(lackingWei({ ...stake, mintedWei: -40n * ETH, podsWei: 0n })).toBe(0n);
  });
});

describe("sources", () => {
  it("have the places of the registry's list, those that hold nothing or are not listed left out", () => {
    const modules = [moduleOf(1, 5n, 0n), moduleOf(2, 7n, 9n), moduleOf(3, 1n, 1n)];
    const listed = [address(4), address(98), address(2)];
    expect(sourcePlaces(modules, listed)).toEqual([
      { place: 0, account: address(5), wei: 7n },
      { place: 1, account: address(4), wei: 9n },
      { place: 4, account: address(3), wei: 5n },
    ]);
  });

  it("are the fewest that reach the need, whatever they hold", () => {
    const amounts = fc.array(fc.bigInt({ min: 1n, max: 40n * ETH }), { maxLength: 30 });
    fc.assert(
      fc.property(amounts, fc.bigInt({ min: 0n, max: 200n * ETH }), (weis, need) => {
        const places = weis.map((wei, place) => ({ place, account: address(place), wei }));
        const needed = neededSources(places, need);
        const sum = (some: readonly { readonly wei: bigint }[]) =>
          some.reduce((all, { wei }) => all + wei, 0n);
        const largest = [...weis].sort((a, b) => (a < b ? 1 : -1));
        expect(needed.map(({ wei }) => wei)).toEqual(largest.slice(0, needed.length));
        if (needed.length < places.length) expect(sum(needed) >= need).toBe(true);
        if (needed.length > 0) expect(sum(needed.slice(0, -1)) < need).toBe(true);
      }),
    );
  });
});
