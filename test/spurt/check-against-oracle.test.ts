/** The time of a bundle's block, which names the spurt. */
import { describe, expect, it } from "vitest";
import { timeOfBlock } from "../../prover/spurt/check-against-oracle.ts";

const CONTRACTS = { genesisTime: 1_000n, secondsPerSlot: 12n };
const bundleOf = (fork: "electra" | "gloas", slot: number) =>
  ({ manifest: { fork, header: { slot } } }) as Parameters<typeof timeOfBlock>[0];
const refused = expect.objectContaining({ code: "ORACLE_MISMATCH" });

describe("the time of a bundle's block", () => {
  it("is that of its slot by the chain, where its execution block has the same", () => {
    expect(timeOfBlock(bundleOf("electra", 10), CONTRACTS, "1120")).toBe(1_120n);
  });

  it.each(["1119", "1121", "1060"])(
    "is refused with an execution block of %s, by which slots have another length",
    (executed) => {
      expect(() => timeOfBlock(bundleOf("electra", 10), CONTRACTS, executed)).toThrow(refused);
    },
  );

  it("may be later than its execution block, where a state has no payload of its own; not earlier", () => {
    const bundle = bundleOf("gloas", 10);
    expect(timeOfBlock(bundle, CONTRACTS, "1108")).toBe(1_120n);
    expect(() => timeOfBlock(bundle, CONTRACTS, "1121")).toThrow(refused);
  });
});
