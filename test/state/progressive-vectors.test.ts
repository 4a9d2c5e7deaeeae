/** Progressive lists are those of independent code, and of a real network: positions, roots, levels and branches. @module */
import { ssz } from "@lodestar/types";
import { describe, expect, test } from "vitest";
import { type Hex, toHex } from "../../prover/hex.ts";
import { layoutOf } from "../../prover/state/layout.ts";
import { nodeInWindow, windowOfLeaf, windowsOf } from "../../prover/state/list-shape.ts";
import { foldLevels } from "../../prover/state/list-top.ts";
import { listNodeGindex } from "../../prover/state/list-tree.ts";
import { packedList } from "../../prover/state/packed-list.ts";
import { hashPair, headerRoot, uint64Chunk, verifyBranch } from "../../prover/state/ssz-branch.ts";
import { useFastHasher } from "../../prover/state/use-fast-hasher.ts";
import { hasRealData, REAL, readJson, realPath } from "./real-states.ts";

interface ProvedLeaf {
  readonly leaf_index: number;
  readonly level: number;
  readonly firstChunk: number;
  readonly span: string;
  readonly gindex: string;
  readonly leaf: Hex;
  readonly branch: readonly Hex[];
}
interface Vector {
  readonly length: number;
  readonly root: Hex;
  readonly leaves?: number;
  readonly data_root?: Hex;
  readonly level_roots?: Hex[];
  readonly leaves_proved?: readonly ProvedLeaf[];
}

const bytesOf = (hex: Hex) => new Uint8Array(Buffer.from(hex.slice(2), "hex"));

describe.skipIf(!hasRealData)(`vectors ${REAL}`, () => {
  const vectors: { uint64: Vector[]; bytes32: Vector[] } = hasRealData
    ? readJson(realPath("gloas/synthetic/progressive-list-vectors.json"))
    : { uint64: [], bytes32: [] };

  test("numbers packed into a progressive list have the root of every vector", async () => {
    await useFastHasher();
    for (const { length, root } of vectors.uint64) {
      const chunks = new Uint8Array(Math.ceil(length / 4) * 32);
      const view = new DataView(chunks.buffer);
      for (let i = 0; i < length; i++) {
        const number = 32_000_000_000n + ((BigInt(i) * 2_654_435_761n) % 2n ** 32n);
        view.setBigUint64(8 * i, number, true);
      }
      expect(toHex(packedList(chunks, { kind: "progressive" }, length).root), `${length}`).toBe(root);
    }
  });

  const proved = [...vectors.uint64, ...vectors.bytes32].filter(({ leaves_proved }) => leaves_proved);
  test.each(proved)("list of $length: levels fold into its root, every branch leads to it", (vector) => {
    const { length, root, leaves, data_root, level_roots } = vector;
    const windows = windowsOf({ kind: "progressive" }, leaves!);
    expect(windows).toHaveLength(level_roots!.length);
    expect(foldLevels(level_roots!)).toBe(data_root);
    expect(toHex(hashPair(bytesOf(data_root!), bytesOf(uint64Chunk(length))))).toBe(root);
    for (const { leaf_index, level, firstChunk, span, gindex, leaf, branch } of vector.leaves_proved!) {
      const window = windowOfLeaf(windows, leaf_index);
      expect(window).toMatchObject({ number: level, firstLeaf: firstChunk, span: Number(span) });
      expect(nodeInWindow(window, 0, leaf_index)).toBe(BigInt(gindex));
      expect(verifyBranch({ leaf, branch, gindex: BigInt(gindex), root })).toBe(true);
    }
  });
});

describe.skipIf(!hasRealData)(`a real Gloas network ${REAL}`, () => {
  const { recent, target, validator } = hasRealData
    ? readJson(realPath("gloas/devnet-kurtosis-7/lido-core-gloas-devnet-proof.json"))
    : {};
  const layout = layoutOf("gloas");

  test("its block roots and validators lie where the layout says", () => {
    const headerOf = (header: typeof recent) => ({
      ...header,
      slot: Number(header.slot),
      proposerIndex: Number(header.proposerIndex),
    });
    expect(headerRoot(headerOf(recent))).toBe(recent.root);
    expect(headerRoot(headerOf(target))).toBe(target.root);
    const gindex = (layout.blockRootsGindex << 13n) | BigInt(Number(target.slot) % 8192);
    expect(gindex).toBe(BigInt(target.gindex));
    expect(verifyBranch({ leaf: target.root, branch: target.proof, gindex, root: recent.stateRoot })).toBe(
      true,
    );

    const { index, pubkey, witness } = validator;
    const leaf = toHex(
      ssz.phase0.Validator.hashTreeRoot({
        pubkey: bytesOf(pubkey),
        withdrawalCredentials: bytesOf(witness.withdrawalCredentials),
        effectiveBalance: Number(witness.effectiveBalance),
        slashed: witness.slashed,
        activationEligibilityEpoch: witness.activationEligibilityEpoch,
        activationEpoch: witness.activationEpoch,
        exitEpoch: Number.POSITIVE_INFINITY,
        withdrawableEpoch: Number.POSITIVE_INFINITY,
      }),
    );
    const place = listNodeGindex(layout, "validators", 0, index);
    expect(place).toBe(BigInt(validator.gindex));
    const claim = { leaf, branch: witness.validatorProof, gindex: place, root: target.stateRoot };
    expect(verifyBranch(claim)).toBe(true);
    expect(verifyBranch({ ...claim, gindex: listNodeGindex(layout, "validators", 0, index + 1) })).toBe(
      false,
    );
  });
});
