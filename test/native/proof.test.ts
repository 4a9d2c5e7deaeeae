/**
 * Proofs of random circuits equal, bit for bit, what the secrets of their keys say; without given blinding factors snarkjs
 * verifies them, and no two are equal.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as snarkjs from "snarkjs";
import { afterAll, describe, expect, it, vi } from "vitest";
import { SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { temporaryFolder } from "../scripts/development-keys/key-circuit.ts";
import { NATIVE_EXHAUSTIVE, nativePaths, startNative } from "./native-programs.ts";
import { RandomNumbers } from "./numbers.ts";
import { randomCircuit, randomKey, valuesOf, wtnsOf } from "./random-key.ts";

const CIRCUITS = NATIVE_EXHAUSTIVE ? 1000 : 50;
const CIRCUITS_OF_SNARKJS = NATIVE_EXHAUSTIVE ? 1000 : 20;
const folder = temporaryFolder();
afterAll(async () => {
  folder.remove();
  await stopCurveWorkers();
});

function makeExample(seed: number) {
  const random = new RandomNumbers(seed);
  const circuit = randomCircuit(random);
  const key = randomKey(circuit, random);
  const path = join(folder.path, `${seed}.zkey`);
  writeFileSync(path, key.zkey);
  const publicSignals = circuit.witness.slice(1, circuit.publicCount + 1).map(String);
  return { random, circuit, key, path, publicSignals };
}

/** snarkjs draws r and then s from the scalar field of its curve, which all callers of one process share. */
async function proveBySnarkjs(keyPath: string, wtns: Buffer, r: bigint, s: bigint) {
  const { curves } = snarkjs as unknown as {
    curves: { getCurveFromName(name: string): Promise<SharedCurve> };
  };
  const { Fr } = await curves.getCurveFromName("bn128");
  const factors = [Fr.e(r), Fr.e(s)];
  const draw = vi.spyOn(Fr, "random").mockImplementation(() => factors.shift()!);
  try {
    return await snarkjs.groth16.prove(keyPath, new Uint8Array(wtns));
  } finally {
    expect(factors).toEqual([]);
    draw.mockRestore();
  }
}

interface SharedCurve {
  readonly Fr: { random(): Uint8Array; e(value: bigint): Uint8Array };
}

describe.runIf(nativePaths.length > 0)("random circuits", () => {
  const provers = nativePaths.map((path) => startNative("native-prover", "--path", path, "--threads", "2"));

  it(`${CIRCUITS} proofs on every path are what the secrets of the key say`, async () => {
    for (let seed = 1; seed <= CIRCUITS; seed++) {
      const { random, circuit, key, path, publicSignals } = makeExample(seed);
      const edges = [0n, 1n, SCALAR_FIELD_ORDER - 1n];
      const blinding = () =>
        random.index(4) === 0 ? edges[random.index(3)]! : random.below(SCALAR_FIELD_ORDER);
      const [r, s] = [blinding(), blinding()];
      for (const prover of provers) {
        const loaded = await prover.request({ operation: "load", key: path });
        expect(loaded.header).toMatchObject({
          type: "loaded",
          wires: circuit.witness.length,
          publicSignals: circuit.publicCount,
        });
        const form = random.index(2) === 0 ? "wtns" : "values";
        const payload = form === "wtns" ? wtnsOf(circuit.witness) : valuesOf(circuit.witness);
        const given = { operation: "prove", witness: form, r: String(r), s: String(s) };
        const { header } = await prover.request(given, payload);
        expect(header, `seed ${seed}, path ${loaded.header.path}`).toMatchObject({
          type: "proof",
          proof: key.proofOf(r, s),
          publicSignals,
        });
      }
    }
  }, 3_600_000);

  it(`${CIRCUITS_OF_SNARKJS} proofs are those of snarkjs with the same blinding factors`, async () => {
    for (let seed = 5001; seed <= 5000 + CIRCUITS_OF_SNARKJS; seed++) {
      const { random, circuit, path, publicSignals } = makeExample(seed);
      const [r, s] = [random.below(SCALAR_FIELD_ORDER), random.below(SCALAR_FIELD_ORDER)];
      const theirs = await proveBySnarkjs(path, wtnsOf(circuit.witness), r, s);
      expect(theirs.publicSignals).toEqual(publicSignals);
      const prover = provers[seed % provers.length]!;
      await prover.request({ operation: "load", key: path });
      const given = { operation: "prove", witness: "values", r: String(r), s: String(s) };
      const { header } = await prover.request(given, valuesOf(circuit.witness));
      expect(header, `seed ${seed}`).toMatchObject(theirs);
    }
  }, 3_600_000);

  it("without given factors every proof is another, and snarkjs verifies it", async () => {
    const { circuit, key, path, publicSignals } = makeExample(7);
    const seen = new Set<string>();
    for (const prover of provers) {
      await prover.request({ operation: "load", key: path });
      for (let i = 0; i < 3; i++) {
        const { header } = await prover.request(
          { operation: "prove", witness: "values" },
          valuesOf(circuit.witness),
        );
        const proof = header.proof as never;
        expect(await snarkjs.groth16.verify(key.verificationKey as never, publicSignals, proof)).toBe(true);
        seen.add(JSON.stringify(proof));
      }
    }
    expect(seen.size).toBe(3 * provers.length);
  });

  it("of a witness that breaks a constraint there is a proof that snarkjs refuses", async () => {
    const { circuit, key, path, publicSignals } = makeExample(11);
    const wrong = [...circuit.witness];
    const { product } = circuit.constraints.at(-1)!;
    wrong[product] = wrong[product]! ^ 1n;
    await provers[0]!.request({ operation: "load", key: path });
    const { header } = await provers[0]!.request({ operation: "prove", witness: "values" }, valuesOf(wrong));
    const proof = header.proof as never;
    expect(await snarkjs.groth16.verify(key.verificationKey as never, publicSignals, proof)).toBe(false);
  });
});
