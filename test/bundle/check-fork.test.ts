/** The fork of a bundle and its slot, where the network is known. @module */
import { describe, expect, it } from "vitest";
import { slotShowsFork } from "../../prover/bundle/check-fork.ts";

const SLOTS_PER_EPOCH = 32;
/** Source: consensus-specs, configs/mainnet.yaml. */
const MAINNET = { deneb: 269568, electra: 364032, fulu: 411392 } as const;

const shows = (fork: "deneb" | "electra" | "fulu" | "gloas", slot: number, chainId = 1) =>
  slotShowsFork({ fork, header: { slot } as never }, chainId);

describe("slotShowsFork", () => {
  it.each([
    ["deneb", MAINNET.deneb, MAINNET.electra],
    ["electra", MAINNET.electra, MAINNET.fulu],
  ] as const)("%s: from its first slot to its last, and no other", (fork, begin, end) => {
    const [first, after] = [begin * SLOTS_PER_EPOCH, end * SLOTS_PER_EPOCH];
    expect(shows(fork, first)).toBe(true);
    expect(shows(fork, after - 1)).toBe(true);
    for (const slot of [first - 1, after, after + 1e6]) {
      expect(() => shows(fork, slot)).toThrow(
        expect.objectContaining({ code: "BUNDLE_FORK_OF_ANOTHER_SLOT", exitCode: 1 }),
      );
    }
  });

  it("a fork whose end is not scheduled is not refused, and not shown by the slot; before its begin it is refused", () => {
    expect(shows("fulu", MAINNET.fulu * SLOTS_PER_EPOCH)).toBe(false);
    expect(() => shows("fulu", MAINNET.fulu * SLOTS_PER_EPOCH - 1)).toThrow(/another fork/);
  });

  it("nothing is known of a fork that is not scheduled, or of another network", () => {
    expect(shows("gloas", 1e9)).toBe(false);
    expect(shows("electra", 5, 31337)).toBe(false);
  });
});
