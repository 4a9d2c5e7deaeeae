/** Which validators need attention, why, and the proof of each. @module */
import { ssz } from "@lodestar/types";
import { describe, expect, it } from "vitest";
import { type Ejections, findEjections } from "../../prover/eject/find-ejections.ts";
import { fromHex, toHex } from "../../prover/hex.ts";
import { fetchState } from "../../prover/state/fetch-state.ts";
import { headerRoot, verifyBranch } from "../../prover/state/ssz-branch.ts";
import { startProofNode } from "../state/proof-node.ts";
import { CONDITIONS, conditionsState, EPOCH, OTHER_POD, POD } from "./validators.ts";

const PRINCIPAL_GWEI = 32_000_000_000n;
const REGISTRY = [...CONDITIONS.keys(), 50].map((index) => ({ index, principalGwei: PRINCIPAL_GWEI }));

const rowsOf = ({ found }: Ejections) =>
  found.map(({ validator, status, reasons, step, fromEpoch }) => [
    CONDITIONS[validator.index]!.name,
    status,
    reasons.join(" "),
    step,
    fromEpoch === null ? null : Number(fromEpoch),
  ]);

describe("findEjections", () => {
  it("names every condition, and what can be done from which epoch on", async () => {
    const { state } = await conditionsState();
    const ejections = await findEjections(state, REGISTRY);
    expect(rowsOf(ejections)).toEqual([
      ["a gwei below its principal", "active", "below-principal", "exit-later", 256],
      ["a gwei below 1 ETH", "active", "below-1-eth below-principal", "exit-later", 256],
      ["slashed", "exiting", "below-principal slashed", "wait", EPOCH + 8192],
      ["not active yet", "pending", "inactive", "wait", EPOCH + 3],
      ["exited", "exited", "inactive", "wait", EPOCH + 256],
      ["not paid out yet", "withdrawable", "below-1-eth below-principal inactive", "wait", EPOCH],
      ["with a key alone", "active", "below-principal", "operator", EPOCH],
      ["compounding", "active", "below-principal", "exit-later", 256],
    ]);
    expect(ejections).toMatchObject({
      epoch: BigInt(EPOCH),
      validators: 12,
      notExisting: [50],
      withdrawn: 1,
    });
    expect(ejections.found.map(({ pod }) => pod).slice(0, 3)).toEqual([POD, OTHER_POD, POD]);
    expect(ejections.found.map(({ missingGwei }) => missingGwei).slice(0, 2)).toEqual([1n, 31_000_000_001n]);
  });

  it("a validator of 256 epochs can exit, one of 255 cannot", async () => {
    const { state } = await conditionsState("electra", [{ name: "old", balanceGwei: 1 }]);
    const registry = [{ index: 0, principalGwei: 2n }];
    const at = async (slot: number) => {
      const moved = { ...state, header: { ...state.header, slot } };
      return (await findEjections(moved, registry)).found[0]!.step;
    };
    expect([await at(256 * 32 - 1), await at(256 * 32)]).toEqual(["exit-later", "exit"]);
  });

  it("finds by the reasons that are asked for, and only these", async () => {
    const { state } = await conditionsState();
    const indices = async (...reasons: Parameters<typeof findEjections>[2] & {}) =>
      (await findEjections(state, REGISTRY, reasons)).found.map(({ validator }) => validator.index);
    expect(await indices("below-1-eth")).toEqual([2, 8]);
    expect(await indices("slashed")).toEqual([3]);
    expect(await indices("slashed", "inactive")).toEqual([3, 4, 6, 8]);
  });

  it.each(["deneb", "electra", "fulu", "gloas"] as const)(
    "%s: the fields hash to the proved node, and both branches lead to the block root",
    async (fork) => {
      const { state } = await conditionsState(fork);
      const { found, header, blockRoot } = await findEjections(state, REGISTRY);
      expect(headerRoot(header)).toBe(blockRoot);
      expect(found).toHaveLength(8);
      for (const { validator, proof } of found) {
        const { index, balanceGwei, pubkey, withdrawalCredentials, slashed, ...rest } = validator;
        const epoch = (value: bigint) =>
          value === 2n ** 64n - 1n ? Number.POSITIVE_INFINITY : Number(value);
        const root = ssz.phase0.Validator.hashTreeRoot({
          pubkey: fromHex(pubkey),
          withdrawalCredentials: fromHex(withdrawalCredentials),
          effectiveBalance: Number(rest.effectiveBalanceGwei),
          slashed,
          activationEligibilityEpoch: epoch(rest.activationEligibilityEpoch),
          activationEpoch: epoch(rest.activationEpoch),
          exitEpoch: epoch(rest.exitEpoch),
          withdrawableEpoch: epoch(rest.withdrawableEpoch),
        });
        expect(proof.validator.node).toBe(toHex(root));
        const chunk = Buffer.from(fromHex(proof.balance.node));
        expect(chunk.readBigUInt64LE(8 * (index % 4))).toBe(balanceGwei);
        const type = ssz[fork].BeaconState;
        // A list of basic values: the place of the chunk, not of the number.
        expect(BigInt(proof.balance.gindex)).toBe(type.getPathInfo(["balances", index]).gindex);
        expect(BigInt(proof.validator.gindex)).toBe(type.getPathInfo(["validators", index]).gindex);
        for (const { node: leaf, gindex, branch } of [proof.validator, proof.balance]) {
          const shown = { leaf, branch, gindex: BigInt(gindex), root: header.stateRoot };
          expect(verifyBranch(shown)).toBe(true);
          expect(verifyBranch({ ...shown, gindex: shown.gindex ^ 1n })).toBe(false);
        }
      }
    },
  );

  it.each(["electra", "gloas"] as const)(
    "%s: a state in parts says the same as the whole one",
    async (fork) => {
      const { state, stateBytes, header } = await conditionsState(fork);
      const node = await startProofNode({ stateBytes, fork, header });
      const parts = await fetchState({ beaconUrls: [node.url], blockId: header.slot, stateRoute: "proofs" });
      expect(parts.validatorBytes).toBeNull();
      expect(await findEjections(parts, REGISTRY)).toEqual(await findEjections(state, REGISTRY));
    },
  );
});
