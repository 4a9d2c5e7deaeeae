/** What a worker that is broken, or lies, may return instead of a proof of the page. @module */
import { BASE_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import type { RawPageProof } from "../../prover/prove/page-prover.ts";

/** @param valid  a valid proof, of the page or of another. */
export function garbageOf({ proof, publicSignals }: RawPageProof): [what: string, result: unknown][] {
  const [x, y] = proof.pi_a as [string, string];
  const signal = (at: number, value: string) => publicSignals.map((old, i) => (i === at ? value : old));
  return [
    ["nothing", undefined],
    ["null", null],
    ["a text", "proved"],
    ["a list", []],
    ["no proof", { publicSignals }],
    ["no signals", { proof }],
    ["zeros for a proof", { publicSignals, proof: { ...proof, pi_a: ["0", "0", "1"] } }],
    [
      "a point that is not on the curve",
      { publicSignals, proof: { ...proof, pi_a: [x, `${BigInt(y) + 1n}`, "1"] } },
    ],
    [
      "a coordinate above the base field",
      { publicSignals, proof: { ...proof, pi_a: [`${BigInt(x) + BASE_FIELD_ORDER}`, y, "1"] } },
    ],
    ["two points exchanged", { publicSignals, proof: { ...proof, pi_a: proof.pi_c, pi_c: proof.pi_a } }],
    ["another total", { proof, publicSignals: signal(11, `${BigInt(publicSignals[11]!) + 1n}`) }],
    ["a signal too few", { proof, publicSignals: publicSignals.slice(1) }],
    ["a number among the signals", { proof, publicSignals: [...publicSignals.slice(1), 5] }],
  ];
}
