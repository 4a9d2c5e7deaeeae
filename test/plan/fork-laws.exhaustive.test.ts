/** The same balances give the same sums in every fork, and ETH that is withdrawn counts once, wherever it is. @module */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { startWei } from "../../prover/chain/execution/execution-proof.ts";
import { planPages } from "../../prover/plan/plan-pages.ts";
import { decodeState } from "../../prover/state/decode-state.ts";
import { expectedWithdrawalsOf } from "../../prover/state/expected-withdrawals.ts";
import type { SupportedFork } from "../../prover/state/layout.ts";
import { levelOfLeaf } from "../../prover/state/list-shape.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";

const FORKS = ["electra", "fulu", "gloas"] as const;
const LIMITS = { slots: 16, lanes: 6 };
const POD = `0x${"ab".repeat(20)}` as const;
const ETH_GWEI = 1_000_000_000n;

async function totalsIn(
  fork: SupportedFork,
  balancesGwei: readonly bigint[],
  registry: readonly { readonly index: number; readonly principalGwei: bigint }[],
) {
  const { state } = await syntheticState(balancesGwei, fork);
  const { pages } = await planPages(registry, state, LIMITS, 7n);
  const { commitmentOut, principalOutWei, rawOutWei, countOut, existingOut } = pages.at(-1)!.publicInputs;
  return { pages, totals: { commitmentOut, principalOutWei, rawOutWei, countOut, existingOut } };
}

describe("law: one list of balances", () => {
  const balances = fc.array(fc.bigInt(0n, 2n ** 40n), { minLength: 1, maxLength: 400 });
  const indices = fc.uniqueArray(fc.nat(420), { minLength: 1, maxLength: 30 });

  test("has the same totals as Electra, Fulu and Gloas", async () => {
    await fc.assert(
      fc.asyncProperty(balances, indices, async (balancesGwei, chosen) => {
        const registry = chosen.map((index) => ({ index, principalGwei: 32n * ETH_GWEI }));
        const [electra, ...others] = await Promise.all(
          FORKS.map(async (fork) => (await totalsIn(fork, balancesGwei, registry)).totals),
        );
        for (const other of others) expect(other).toEqual(electra);
      }),
      { numRuns: 10 },
    );
  });

  test("in Gloas no page claims chunks of two levels", async () => {
    await fc.assert(
      fc.asyncProperty(balances, indices, async (balancesGwei, chosen) => {
        const registry = chosen.map((index) => ({ index, principalGwei: 1n }));
        const { pages } = await totalsIn("gloas", balancesGwei, registry);
        for (const { validators } of pages) {
          const claimed = validators.filter(({ exists }) => exists);
          expect(new Set(claimed.map(({ index }) => levelOfLeaf(Math.floor(index / 4)))).size).toBeLessThan(
            2,
          );
        }
      }),
      { numRuns: 10 },
    );
  });

  test("read as another fork does not decode", async () => {
    for (const [fork, other] of [
      ["fulu", "gloas"],
      ["gloas", "fulu"],
    ] as const) {
      const { stateBytes } = await syntheticState([32n * ETH_GWEI], fork);
      expect(() => decodeState(stateBytes, other)).toThrow(
        expect.objectContaining({ code: "STATE_ENCODING_INVALID" }),
      );
    }
  });
});

/** A block's state, with what its execution block holds for the pod. */
async function ownedWei(balanceGwei: bigint, podWei: bigint, underWayGwei: readonly bigint[]) {
  const { state } = await syntheticState([balanceGwei], "gloas", (value) => {
    Object.assign(value, {
      payloadExpectedWithdrawals: underWayGwei.map((amount, index) => ({
        index,
        validatorIndex: 0,
        address: Buffer.from(POD.slice(2), "hex"),
        amount,
      })),
    });
  });
  const start = startWei({
    sources: [
      {
        name: "pod 1",
        kind: "pod",
        address: POD,
        slot: null,
        valueWei: podWei.toString(),
        accountProof: [],
        storageProof: [],
      },
    ],
    deposits: {
      provisioned: "1",
      writtenOffBefore: "0",
      outstandingGwei: "1",
      top: null,
      waiting: [],
      writtenOff: [],
    },
    withdrawals: expectedWithdrawalsOf(state),
  });
  const { pages } = await planPages([{ index: 0, principalGwei: 1n }], state, LIMITS, start);
  return pages.at(-1)!.publicInputs.rawOutWei;
}

test("law: a withdrawal counts once before it leaves, under way, carried over and after it arrived", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.bigInt(1n, 2n ** 40n),
      fc.bigInt(0n, 2n ** 60n),
      fc.bigInt(1n, 2n ** 39n),
      async (balanceGwei, podWei, withdrawn) => {
        const amountGwei = withdrawn < balanceGwei ? withdrawn : balanceGwei;
        const amountWei = amountGwei * 10n ** 9n;
        const before = await ownedWei(balanceGwei, podWei, []);
        const left = balanceGwei - amountGwei;
        // The block after it deducts the balance; while payloads are withheld, the list is carried over as it is.
        expect(await ownedWei(left, podWei, [amountGwei])).toBe(before);
        expect(await ownedWei(left, podWei + amountWei, [])).toBe(before);
      },
    ),
    { numRuns: 10 },
  );
});
