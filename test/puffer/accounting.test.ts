import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accountOf,
  PRINCIPAL_WEI,
  pendingOf,
  readDistribution,
  type StakeTerms,
  type VaultTerms,
} from "../../prover/puffer/accounting.ts";
import { internalEtherWei, LIDO_VERSIONS, stethWei } from "../../prover/puffer/lido-ether.ts";

const ETH = 10n ** 18n;
const wei = fc.bigInt({ min: 0n, max: 10n ** 25n });
const vaultTerms: fc.Arbitrary<VaultTerms> = fc.record({
  ethWei: wei,
  wethWei: wei,
  stethWei: wei,
  lidoLockedWei: wei,
  pendingWei: wei,
  rewardMintWei: wei,
  rewardDepositWei: wei,
  activeValidators: fc.bigInt({ min: 0n, max: 100_000n }),
  supplyWei: wei,
});
const stakeTerms: fc.Arbitrary<StakeTerms> = fc.record({
  validatorsWei: wei,
  waitingWei: wei,
  podsWei: wei,
});

describe("accountOf", () => {
  it("never backs more than the vault claims, and the shortfall is the difference", () => {
    fc.assert(
      fc.property(vaultTerms, stakeTerms, (vault, stake) => {
        const { backingWei, totalAssetsWei, shortfallWei, assetsWei, stakeWei } = accountOf(vault, stake);
        expect(backingWei <= totalAssetsWei).toBe(true);
        expect(shortfallWei).toBe(totalAssetsWei - backingWei);
        expect(backingWei <= assetsWei + stakeWei).toBe(true);
      }),
    );
  });

  it("backs all of it, whatever covers the claims: what is above them moves nothing", () => {
    fc.assert(
      fc.property(vaultTerms, stakeTerms, wei, (vault, stake, gift) => {
        const { claimedWei, stakeWei } = accountOf(vault, stake);
        fc.pre(claimedWei >= 0n);
        const missing = claimedWei > stakeWei ? claimedWei - stakeWei : 0n;
        const covered = accountOf(vault, { ...stake, podsWei: stake.podsWei + missing });
        expect(covered.backingWei).toBe(covered.totalAssetsWei);
        expect(covered.shownRate).toBe(covered.rate);
        for (const key of ["validatorsWei", "waitingWei", "podsWei"] as const) {
          const more = accountOf(vault, {
            ...stake,
            podsWei: stake.podsWei + missing,
            [key]: stake[key] + gift + missing,
          });
          expect(more.backingWei).toBe(covered.backingWei);
        }
      }),
    );
  });

  it("is lowered by every omission, and by no more than what was omitted", () => {
    fc.assert(
      fc.property(
        vaultTerms,
        stakeTerms,
        fc.constantFrom("validatorsWei", "waitingWei", "podsWei"),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (vault, stake, key, part) => {
          const omitted = (stake[key] * BigInt(Math.round(part * 1000))) / 1000n;
          const whole = accountOf(vault, stake);
          const less = accountOf(vault, { ...stake, [key]: stake[key] - omitted });
          expect(less.backingWei <= whole.backingWei).toBe(true);
          expect(whole.backingWei - less.backingWei <= omitted).toBe(true);
        },
      ),
    );
  });

  it("shows what one validator lost, to the wei", () => {
    const vault: VaultTerms = {
      ethWei: 10n * ETH,
      wethWei: 0n,
      stethWei: 0n,
      lidoLockedWei: 0n,
      pendingWei: ETH,
      rewardMintWei: 3n * ETH,
      rewardDepositWei: ETH,
      activeValidators: 2n,
      supplyWei: 60n * ETH,
    };
    const stake = { validatorsWei: 64n * ETH - 1n, waitingWei: 0n, podsWei: 2n * ETH };
    expect(accountOf(vault, stake)).toEqual({
      assetsWei: 9n * ETH,
      claimedWei: 66n * ETH,
      totalAssetsWei: 75n * ETH,
      stakeWei: 66n * ETH - 1n,
      backingWei: 75n * ETH - 1n,
      shortfallWei: 1n,
      aboveClaimsWei: 0n,
      rate: 1_249_999_999_999_999_999n,
      shownRate: 1_250_000_000_000_000_000n,
    });
    expect(accountOf({ ...vault, supplyWei: 0n }, stake)).toMatchObject({ rate: null, shownRate: null });
  });
});

describe("pending distribution", () => {
  const distribution = { lastTime: 1_000n, windowSeconds: 100n, amountWei: 7n };

  it("falls to nothing over the window, rounded up", () => {
    const at = (timestamp: bigint) => pendingOf(distribution, timestamp);
    expect([1_000n, 1_001n, 1_050n, 1_099n, 1_100n, 9_999n].map(at)).toEqual([7n, 7n, 4n, 1n, 0n, 0n]);
    expect(pendingOf({ ...distribution, windowSeconds: 0n }, 1_000n)).toBe(0n);
  });

  it("is read from the bits of its word", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 48n - 1n }),
        fc.bigInt({ min: 0n, max: 2n ** 104n - 1n }),
        fc.bigInt({ min: 0n, max: 2n ** 104n - 1n }),
        (lastTime, windowSeconds, amountWei) => {
          const word = (amountWei << 152n) | (windowSeconds << 48n) | lastTime;
          expect(readDistribution(word)).toEqual({ lastTime, windowSeconds, amountWei });
        },
      ),
    );
  });
});

describe("stETH", () => {
  const half = (low: bigint, high: bigint) => (high << 128n) | low;

  it("adds up the ether of each version's words", () => {
    const words = { buffered: half(5n * ETH, 7n), staked: half(100n * ETH, 4n) };
    expect(internalEtherWei(3, words)).toBe(105n * ETH + 3n * PRINCIPAL_WEI);
    expect(internalEtherWei(4, words)).toBe(105n * ETH + 11n);
    expect(LIDO_VERSIONS).toEqual([3, 4]);
    expect(() => internalEtherWei(5, words)).toThrow(RangeError);
  });

  it("counts shares of Lido's own ether, without external shares, rounded down", () => {
    expect(stethWei(2n, half(9n, 2n), 10n)).toBe(2n);
    expect(stethWei(2n, half(2n, 2n), 10n)).toBe(0n);
  });
});
