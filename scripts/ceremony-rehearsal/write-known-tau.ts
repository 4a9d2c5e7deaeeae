/**
 * Powers of tau for rehearsals, computed directly from tau: a minute instead of half an hour for a local phase 1. The
 * file is prepared for phase 2 and has no contributions. It is not published, and whoever runs this could know tau: a
 * ceremony accepts it only with --allow-unknown-ptau, and marks every key.
 *
 * Sections and their order: snarkjs 0.7.6, src/powersoftau_new.js and src/powersoftau_preparephase2.js.
 * @module
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER as R } from "../../prover/groth16/bn254.ts";
import { type Group, POINT_BYTES } from "../development-keys/fixed-base-multiplier.ts";
import { loadBn254 } from "../development-keys/load-bn254.ts";
import { PointPool } from "../development-keys/point-pool.ts";
import { drawToxicWaste } from "../development-keys/toxic-waste.ts";
import { uint32, uint64 } from "../development-keys/zkey-writer.ts";
import { lagrangeValues } from "./lagrange-values.ts";

const FIELD_BYTES = 32;
const SECTIONS = 11;
/** Scalars encoded at a time. */
const CHUNK = 1 << 16;

/** Multiples of a generator. */
interface PointSection {
  readonly id: number;
  readonly group: Group;
  readonly scalars: readonly bigint[];
}

/**
 * @param path   must not exist.
 * @param power  for circuits of up to 2^power rows.
 */
export async function writeKnownTau(path: string, power: number, threads: number): Promise<void> {
  const { curve, module } = await loadBn254();
  const rootOf = (k: number) => curve.Fr.toObject(curve.Fr.w[k]!);
  const [straight, lagrange] = sectionsOf(power, rootOf);
  const pointsOf = (group: Group) =>
    [...straight, ...lagrange].reduce(
      (sum, section) => sum + (section.group === group ? section.scalars.length : 0),
      0,
    );
  const pool = new PointPool(module, threads, { G1: pointsOf("G1"), G2: pointsOf("G2") });
  const file = openSync(path, "wx");
  try {
    const write = (bytes: Uint8Array) => {
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    };
    const section = (id: number, length: number) => write(Buffer.concat([uint32(id), uint64(length)]));
    const points = async ({ id, group, scalars }: PointSection) => {
      section(id, scalars.length * POINT_BYTES[group]);
      for (let start = 0; start < scalars.length; start += CHUNK) {
        const chunk = scalars.slice(start, start + CHUNK).map(littleEndian);
        await pool.multiply(group, Buffer.concat(chunk), write);
      }
    };
    write(Buffer.concat([Buffer.from("ptau", "latin1"), uint32(1), uint32(SECTIONS)]));
    section(1, FIELD_BYTES + 12);
    write(Buffer.concat([uint32(FIELD_BYTES), littleEndian(BASE_FIELD_ORDER), uint32(power), uint32(power)]));
    for (const each of straight) await points(each);
    section(7, 4);
    write(uint32(0));
    for (const each of lagrange) await points(each);
  } finally {
    await pool.close();
    closeSync(file);
  }
}

/** Powers, then the same in Lagrange form over every domain up to 2^power; tau in G1 also over the double domain. */
function sectionsOf(power: number, rootOf: (k: number) => bigint): [PointSection[], PointSection[]] {
  const size = 2 ** power;
  const { tau, alpha, beta } = drawToxicWaste(size);
  const powers = [1n];
  while (powers.length < 2 * size - 1) powers.push((powers.at(-1)! * tau) % R);
  const basis: bigint[] = [];
  for (let k = 0; k <= power; k++) for (const value of lagrangeValues(tau, k, rootOf(k))) basis.push(value);
  // The largest domain has one element more than there are powers: its last coefficient is omitted.
  const root = rootOf(power + 1);
  const last = (powers.at(-1)! * tau) % R;
  const inverseSize = inverseOfPowerOfTwo(power + 1);
  let turned = (last * inverseSize) % R;
  const double = lagrangeValues(tau, power + 1, root).map((value) => {
    const without = (value + R - turned) % R;
    turned = (turned * root) % R;
    return without;
  });
  const times = (factor: bigint, values: readonly bigint[]) => values.map((value) => (value * factor) % R);
  const first = powers.slice(0, size);
  return [
    [
      { id: 2, group: "G1", scalars: powers },
      { id: 3, group: "G2", scalars: first },
      { id: 4, group: "G1", scalars: times(alpha, first) },
      { id: 5, group: "G1", scalars: times(beta, first) },
      { id: 6, group: "G2", scalars: [beta] },
    ],
    [
      { id: 12, group: "G1", scalars: [...basis, ...double] },
      { id: 13, group: "G2", scalars: basis },
      { id: 14, group: "G1", scalars: times(alpha, basis) },
      { id: 15, group: "G1", scalars: times(beta, basis) },
    ],
  ];
}

function inverseOfPowerOfTwo(k: number): bigint {
  const half = (R + 1n) / 2n;
  let inverse = 1n;
  for (let i = 0; i < k; i++) inverse = (inverse * half) % R;
  return inverse;
}

function littleEndian(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * FIELD_BYTES, "0"), "hex").reverse();
}
