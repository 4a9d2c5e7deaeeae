/** Every provision is found where its ETH is, or named with what to do about it. @module */
import { ssz } from "@lodestar/types";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDeposits } from "../../prover/bundle/check-deposits.ts";
import type { BundleManifest } from "../../prover/bundle/schema.ts";
import type { ProvisionStatus, RegistryProvision } from "../../prover/chain/views/read-registry.ts";
import { fromHex, type Hex, toHex } from "../../prover/hex.ts";
import type { SupportedFork } from "../../prover/state/layout.ts";
import { depositsProofOf } from "../../prover/state/pending-deposits.ts";
import { podOfCredentials } from "../../prover/state/pod-of-credentials.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";

const PRINCIPAL_GWEI = 32_000_000_000n;
const BLOCK_TIME = 1_800_000_000n;
const WRITTEN_OFF_AT = BLOCK_TIME + 1n;
const POD: Hex = `0x${"ab".repeat(20)}`;
const OTHER: Hex = `0x${"cd".repeat(20)}`;
const { fields } = ssz.phase0.Validator;

const pubkeyOf = (key: number) => {
  const pubkey = new Uint8Array(48).fill(7);
  new DataView(pubkey.buffer).setUint32(0, key);
  return pubkey;
};
const rootOf = (key: number) => toHex(fields.pubkey.hashTreeRoot(pubkeyOf(key)));

interface Deposit {
  readonly key: number;
  readonly gwei?: bigint;
  readonly prefix?: string;
  readonly to?: Hex;
}

/** Validators by key, in the order of their indices, and a queue. */
function stateWith(
  validators: readonly number[],
  queue: readonly Deposit[],
  fork: SupportedFork = "electra",
  validatorsTo: Hex = POD,
) {
  return syntheticState(
    validators.map(() => PRINCIPAL_GWEI),
    fork,
    (value) => {
      value.validators = validators.map((key) => ({
        ...ssz.phase0.Validator.defaultValue(),
        pubkey: pubkeyOf(key),
        withdrawalCredentials: fromHex(`0x02${"00".repeat(11)}${validatorsTo.slice(2)}`),
      }));
      if (fork === "deneb") return;
      value.pendingDeposits = queue.map(({ key, gwei = PRINCIPAL_GWEI, prefix = "01", to = POD }, i) => ({
        pubkey: pubkeyOf(key),
        withdrawalCredentials: fromHex(`0x${prefix}${"00".repeat(11)}${to.slice(2)}`),
        amount: Number(gwei),
        signature: new Uint8Array(96).fill(i),
        slot: i,
      }));
    },
  ).then(({ state }) => state);
}

/** Provisions 1, 2, … of the keys 1, 2, …: an index where it is registered, else a status. */
function provisions(list: readonly (number | Exclude<ProvisionStatus, "registered">)[]): RegistryProvision[] {
  return list.map((where, i) => ({
    number: BigInt(i + 1),
    pubkeyRoot: rootOf(i + 1),
    principalGwei: PRINCIPAL_GWEI,
    validatorIndex: typeof where === "number" ? where : null,
    provisionedAt: 1n,
    settledAt: where === "written-off" ? WRITTEN_OFF_AT : 0n,
    status: typeof where === "number" ? "registered" : where,
  }));
}

const proofOf = (state: VerifiedState, list: Parameters<typeof provisions>[0], pods = [POD]) =>
  depositsProofOf(state, { provisions: provisions(list), pods, timestamp: BLOCK_TIME });

/** As the verifier of a bundle and the contract check it. */
const check = ({ fork, header }: VerifiedState, proof: ReturnType<typeof proofOf>, existing: number) =>
  checkDeposits({ fork, header } as BundleManifest, proof, BigInt(existing));

describe("depositsProofOf", () => {
  it("accounts for what exists, waits and was given up, as the verifier checks it", async () => {
    // Provision 2 is registered from a later block: here its deposit still waits.
    const state = await stateWith([50, 1], [{ key: 77 }, { key: 4, prefix: "02" }, { key: 2 }]);
    const proof = proofOf(state, [1, 2, "written-off", "provisioned"]);
    expect(proof).toMatchObject({
      provisioned: "4",
      writtenOff: ["3"],
      waiting: [
        { provision: "2", position: 2, pubkeyRoot: rootOf(2), amountGwei: PRINCIPAL_GWEI.toString() },
        { provision: "4", position: 1, pubkeyRoot: rootOf(4) },
      ],
    });
    check(state, proof, 1);
  });

  it("needs no top where nothing waits, before Electra neither", async () => {
    for (const fork of ["deneb", "electra", "fulu"] as const) {
      const state = await stateWith([1, 2], [], fork);
      const proof = proofOf(state, [0, 1, "written-off"]);
      expect(proof).toEqual({
        provisioned: "3",
        writtenOffBefore: "0",
        outstandingGwei: (2n * PRINCIPAL_GWEI).toString(),
        top: null,
        waiting: [],
        writtenOff: ["3"],
      });
      check(state, proof, 2);
    }
  });

  it("lists what was written off since the block, and counts what was before", async () => {
    const state = await stateWith([1], []);
    const list = provisions([0, "written-off", "written-off"]);
    const given = list.map((provision, i) => (i === 1 ? { ...provision, settledAt: BLOCK_TIME } : provision));
    const proof = depositsProofOf(state, { provisions: given, pods: [POD], timestamp: BLOCK_TIME });
    expect(proof).toMatchObject({
      writtenOffBefore: "1",
      writtenOff: ["3"],
      outstandingGwei: `${PRINCIPAL_GWEI}`,
    });
    check(state, proof, 1);
  });

  it("counts principal as out until the block at which it came back", async () => {
    const state = await stateWith([1, 2], []);
    const settledAt = [BLOCK_TIME, BLOCK_TIME + 1n];
    const given = provisions([0, 1]).map((provision, i) => ({ ...provision, settledAt: settledAt[i]! }));
    const proof = depositsProofOf(state, { provisions: given, pods: [POD], timestamp: BLOCK_TIME });
    expect(proof).toMatchObject({ writtenOffBefore: "0", outstandingGwei: `${PRINCIPAL_GWEI}` });
  });

  it("for any set of provisions in any order, the verifier accepts the proof", async () => {
    const places = fc.array(fc.constantFrom("exists", "waits", "waits, registered later", "given up"), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(places, fc.nat(), async (list, seed) => {
        const existing = list.flatMap((place, i) => (place === "exists" ? [i + 1] : []));
        const queue = list.flatMap((place, i) => (place.startsWith("waits") ? [{ key: i + 1 }] : []));
        for (let i = 0; i < queue.length; i++) queue.push(queue.splice(seed % queue.length, 1)[0]!);
        const state = await stateWith([99, ...existing], queue);
        const proof = proofOf(
          state,
          list.map((place, i) => {
            if (place === "exists") return existing.indexOf(i + 1) + 1;
            if (place === "given up") return "written-off";
            return place === "waits" ? "provisioned" : 500 + i;
          }),
        );
        check(state, proof, existing.length);
      }),
      { numRuns: 15 },
    );
  });

  it.each<[string, Deposit]>([
    ["another amount (dust for the same key)", { key: 1, gwei: 1_000_000_000n }],
    ["an account that is no pod", { key: 1, to: OTHER }],
    ["a BLS key", { key: 1, prefix: "00" }],
  ])("takes the pool's own deposit, not one to %s before it", async (_, foreign) => {
    const state = await stateWith([50], [foreign, { key: 1 }]);
    expect(proofOf(state, ["provisioned"]).waiting).toMatchObject([{ provision: "1", position: 1 }]);
    const alone = await stateWith([50], [foreign]);
    expect(() => proofOf(alone, ["provisioned"])).toThrow(
      expect.objectContaining({
        code: "PROVISION_UNACCOUNTED",
        where: { kind: "other-deposit", principalGwei: PRINCIPAL_GWEI },
        hints: expect.arrayContaining([expect.stringContaining("write off the provision")]),
      }),
    );
  });

  it("takes a pod in any spelling", async () => {
    const state = await stateWith([50], [{ key: 1 }]);
    const spelled = `0x${POD.slice(2).toUpperCase()}` as Hex;
    expect(proofOf(state, ["provisioned"], [OTHER, spelled]).waiting).toHaveLength(1);
  });
});

describe("a provision that is nowhere is named, with what to do", () => {
  const fail = async (state: VerifiedState, list: Parameters<typeof provisions>[0]) => {
    try {
      proofOf(state, list);
    } catch (error) {
      return error;
    }
    throw new Error("nothing was thrown");
  };

  it("a validator that nobody registered", async () => {
    const state = await stateWith([50, 1, 2], []);
    expect(await fail(state, [1, "provisioned"])).toMatchObject({
      code: "PROVISION_UNACCOUNTED",
      exitCode: 1,
      provision: 2n,
      pubkeyRoot: rootOf(2),
      where: { kind: "validator", validatorIndex: 2 },
      message: expect.stringContaining(`Provision 2 (root of its public key ${rootOf(2)})`),
      hints: [expect.stringContaining("pufeth-por register")],
    });
  });

  it("a validator that pays out to somebody else: it cannot be registered", async () => {
    const state = await stateWith([50, 1], [], "electra", OTHER);
    expect(await fail(state, ["provisioned"])).toMatchObject({
      where: { kind: "foreign-validator", validatorIndex: 1 },
      message: expect.stringContaining(OTHER.slice(2)),
      hints: [expect.stringContaining("write off the provision")],
    });
  });

  it("a deposit that has not arrived", async () => {
    const state = await stateWith([50], [{ key: 2 }]);
    expect(await fail(state, ["provisioned", "provisioned"])).toMatchObject({
      provision: 1n,
      where: { kind: "nowhere" },
      hints: [expect.stringMatching(/^Wait/), expect.stringContaining("write off the provision")],
    });
  });

  it("a registered validator that does not exist here and does not wait either", async () => {
    const state = await stateWith([50], []);
    expect(await fail(state, [1])).toMatchObject({ provision: 1n, where: { kind: "nowhere" } });
  });

  it("a deposit before Electra, which has no queue", async () => {
    const state = await stateWith([50], [], "deneb");
    expect(await fail(state, ["provisioned"])).toMatchObject({
      where: { kind: "no-queue" },
      hints: [expect.stringContaining("pufeth-por register")],
    });
  });
});

describe("podOfCredentials", () => {
  it.each(["01", "02"])("0x%s and eleven zero bytes", (prefix) => {
    expect(podOfCredentials(`0x${prefix}${"00".repeat(11)}${POD.slice(2)}`)).toBe(POD);
  });

  it.each([
    `0x00${"00".repeat(11)}${"ab".repeat(20)}`,
    `0x03${"00".repeat(11)}${"ab".repeat(20)}`,
    `0x01${"00".repeat(10)}01${"ab".repeat(20)}`,
    `0x0101${"00".repeat(10)}${"ab".repeat(20)}`,
    `0x01${"00".repeat(11)}${"ab".repeat(19)}`,
  ] as Hex[])("nobody's: %s", (credentials) => {
    expect(podOfCredentials(credentials)).toBeNull();
  });
});
