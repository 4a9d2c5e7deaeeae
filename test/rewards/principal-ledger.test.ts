/** Principals within an interval: where they go, and what cannot be. @module */
import { describe, expect, it } from "vitest";
import type { Hex } from "../../prover/hex.ts";
import { type LedgerValidator, settlePrincipals } from "../../prover/rewards/principal-ledger.ts";
import { FAR_FUTURE_EPOCH, type ValidatorRecord } from "../../prover/state/validator-record.ts";

const ETH = 10n ** 9n;
const POD: Hex = `0x${"d0".repeat(20)}`;
const END = { epoch: 100n, pending: [] };

interface Made {
  readonly outGwei?: bigint;
  readonly underWayGwei?: bigint;
  /** Epoch and amount. */
  readonly paid?: readonly (readonly [bigint, bigint])[];
  readonly to?: Hex;
}

function made(index: number, record: Partial<ValidatorRecord> = {}, more: Made = {}): LedgerValidator {
  const { outGwei = 32n * ETH, underWayGwei = 0n, paid = [], to = POD } = more;
  return {
    record: {
      index,
      withdrawalCredentials: `0x02${"00".repeat(11)}${POD.slice(2)}`,
      balanceGwei: 32n * ETH,
      slashed: false,
      activationEpoch: 1n,
      exitEpoch: FAR_FUTURE_EPOCH,
      withdrawableEpoch: FAR_FUTURE_EPOCH,
      ...record,
    } as ValidatorRecord,
    outBeforeGwei: outGwei,
    underWayGwei,
    withdrawals: paid.map(([epoch, amountGwei], i) => ({
      index: BigInt(i),
      validatorIndex: BigInt(index),
      address: to,
      amountGwei,
      blockNumber: 1n,
      timestamp: 1n,
      epoch,
    })),
  };
}

const left = (withdrawableEpoch: bigint, balanceGwei = 0n) => ({
  exitEpoch: withdrawableEpoch - 1n,
  withdrawableEpoch,
  balanceGwei,
});
const settle = (...validators: LedgerValidator[]) => settlePrincipals(validators, [], END);

describe("settlePrincipals", () => {
  it("returns a principal with the first withdrawal from the epoch on in which it may leave, not before", () => {
    const [early, onTime] = settle(
      made(1, left(50n, 1n), { paid: [[49n, 32n * ETH]] }),
      made(2, left(50n), { paid: [[50n, 32n * ETH]] }),
    );
    expect(early).toMatchObject({ returnedGwei: 0n, outGwei: 32n * ETH });
    expect(onTime).toMatchObject({ returnedGwei: 32n * ETH, outGwei: 0n, withdrawnGwei: 32n * ETH });
  });

  it("what is under way is not gone, and a slashed one may be gone with nothing", () => {
    const [waits, lost] = settle(
      made(1, left(50n), { underWayGwei: 32n * ETH }),
      made(2, { ...left(50n), slashed: true }),
    );
    expect(waits).toMatchObject({ returnedGwei: 0n, outGwei: 32n * ETH });
    expect(lost).toMatchObject({ returnedGwei: 32n * ETH, outGwei: 0n, withdrawnGwei: 0n });
  });

  it("a balance of 0 before it may leave is a loss, and not an exit", () => {
    expect(settle(made(1, { balanceGwei: 0n }))[0]).toMatchObject({ returnedGwei: 0n, outGwei: 32n * ETH });
  });

  it("half of a principal is the least that an exit brings", () => {
    const exit = (gwei: bigint) => settle(made(1, left(50n), { paid: [[60n, gwei]] }));
    expect(exit(16n * ETH)[0]).toMatchObject({ returnedGwei: 32n * ETH });
    expect(() => exit(16n * ETH - 1n)).toThrow(expect.objectContaining({ code: "PRINCIPAL_VANISHED" }));
    expect(() => settle(made(1, left(50n)))).toThrow(expect.objectContaining({ code: "PRINCIPAL_VANISHED" }));
  });

  it("a withdrawal to an account that the credentials do not name is refused", () => {
    const elsewhere = made(1, {}, { paid: [[9n, 1n]], to: `0x${"e1".repeat(20)}` });
    expect(() => settle(elsewhere)).toThrow(
      expect.objectContaining({ code: "WITHDRAWN_ELSEWHERE", validator: 1 }),
    );
  });

  it("a principal moves with each of two consolidations in a row, whatever their order", () => {
    const validators = [made(1, left(60n)), made(2, left(50n)), made(3, { balanceGwei: 96n * ETH })];
    const moves = [
      { source: 1, target: 3 },
      { source: 2, target: 1 },
    ];
    for (const done of [moves, moves.toReversed()]) {
      const settled = settlePrincipals(validators, done, END);
      expect(settled.map(({ outGwei, movedTo }) => [outGwei, movedTo])).toEqual([
        [0n, 3],
        [0n, 1],
        [96n * ETH, null],
      ]);
    }
  });

  it("a consolidation that still waits, or is of a slashed source, or comes before its time, is not done", () => {
    const refused = (source: LedgerValidator, pending: (typeof END.pending)[0][] = []) =>
      expect(() =>
        settlePrincipals([source, made(2)], [{ source: 1, target: 2 }], { ...END, pending }),
      ).toThrow(expect.objectContaining({ code: "CONSOLIDATION_INVALID" }));
    refused(made(1, left(100n)), [{ source: 1, target: 2 } as never]);
    refused(made(1, { ...left(50n), slashed: true }));
    refused(made(1, left(101n)));
    expect(
      settlePrincipals([made(1, left(100n)), made(2)], [{ source: 1, target: 2 }], END)[1]!.outGwei,
    ).toBe(64n * ETH);
  });
});
