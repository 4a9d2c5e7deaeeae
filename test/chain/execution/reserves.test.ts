/** What is staked counts up to the principal that is still out; everything else counts whole. @module */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExecutionProof, Policy, SourceProof } from "../../../prover/chain/execution/execution-proof.ts";
import { reservesOf } from "../../../prover/chain/execution/reserves.ts";
import type { Hex } from "../../../prover/hex.ts";
import { WEI_PER_GWEI } from "../../../prover/units.ts";

const address = (digit: string): Hex => `0x${digit.repeat(40)}`;
const [POOL, POD, STRANGER] = [address("a"), address("b"), address("c")];

interface Amounts {
  readonly poolWei: bigint;
  readonly podWei: bigint;
  readonly owedWei: bigint;
  readonly waitingGwei: bigint;
  readonly outstandingGwei: bigint;
  readonly toPoolGwei: bigint;
  readonly toPodGwei: bigint;
}

const held = (kind: SourceProof["kind"], account: Hex, valueWei: bigint): SourceProof => ({
  name: kind,
  kind,
  address: account,
  slot: null,
  valueWei: valueWei.toString(),
  accountProof: [],
  storageProof: [],
});

function proofOf(amounts: Amounts, policy: Policy) {
  const { poolWei, podWei, owedWei, waitingGwei, outstandingGwei, toPoolGwei, toPodGwei } = amounts;
  const paid = [
    [POOL, toPoolGwei],
    [POD, toPodGwei],
    [STRANGER, 1_000n],
  ] as const;
  return {
    policy,
    sources: [held("balance", POOL, poolWei), held("pod", POD, podWei)],
    liabilities: [held("slot", POOL, owedWei)],
    deposits: {
      provisioned: "1",
      writtenOffBefore: "0",
      outstandingGwei: outstandingGwei.toString(),
      top: null,
      waiting: [{ amountGwei: waitingGwei.toString() }],
      writtenOff: [],
    },
    withdrawals: {
      entries: paid.map(([to, gwei], k) => ({
        index: String(k),
        validatorIndex: "0",
        address: to,
        amountGwei: gwei.toString(),
      })),
      branch: [],
    },
  } as unknown as ExecutionProof;
}

const wei = fc.bigInt(0n, 10n ** 21n);
const gwei = fc.bigInt(0n, 10n ** 12n);
const amounts = fc.record({
  poolWei: wei,
  podWei: wei,
  owedWei: wei,
  waitingGwei: gwei,
  outstandingGwei: gwei,
  toPoolGwei: gwei,
  toPodGwei: gwei,
});
const least = (a: bigint, b: bigint) => (a < b ? a : b);

describe("reservesOf", () => {
  it("caps validators, waiting deposits and pods together, by the policy principal", () => {
    fc.assert(
      fc.property(amounts, wei, wei, (given, pagesWei, creditWei) => {
        const validatorsWei = pagesWei + creditWei;
        const stakedWei = validatorsWei + given.podWei + (given.waitingGwei + given.toPodGwei) * WEI_PER_GWEI;
        const outstandingWei = given.outstandingGwei * WEI_PER_GWEI;
        const freeWei = given.poolWei + given.toPoolGwei * WEI_PER_GWEI;
        const countedWei = freeWei + least(stakedWei, outstandingWei);
        expect(reservesOf(proofOf(given, "principal"), pagesWei, creditWei)).toEqual({
          outstandingWei,
          aboveOutstandingWei: stakedWei - least(stakedWei, outstandingWei),
          reservesWei: countedWei > given.owedWei ? countedWei - given.owedWei : 0n,
        });
      }),
    );
  });

  it("counts everything by the policy raw, in which a consolidated balance is counted where it is", () => {
    fc.assert(
      fc.property(amounts, wei, wei, (given, validatorsWei, creditWei) => {
        const gweis = given.waitingGwei + given.toPodGwei + given.toPoolGwei;
        const ownedWei = validatorsWei + given.podWei + given.poolWei + gweis * WEI_PER_GWEI;
        expect(reservesOf(proofOf(given, "raw"), validatorsWei, creditWei)).toMatchObject({
          aboveOutstandingWei: 0n,
          reservesWei: ownedWei > given.owedWei ? ownedWei - given.owedWei : 0n,
        });
      }),
    );
  });

  it("takes no gift to a pod for reserves once the principal is there", () => {
    fc.assert(
      fc.property(amounts, wei, wei, wei, (given, validatorsWei, creditWei, giftWei) => {
        const gifted = { ...given, podWei: given.podWei + giftWei };
        const freeWei = given.poolWei + given.toPoolGwei * WEI_PER_GWEI;
        const most = freeWei + given.outstandingGwei * WEI_PER_GWEI;
        const { reservesWei } = reservesOf(proofOf(gifted, "principal"), validatorsWei, creditWei);
        expect(reservesWei).toBeLessThanOrEqual(most);
      }),
    );
  });
});
