/**
 * Random constraints with a witness, and a Groth16 key for them whose secrets are known: what a proof has to be follows
 * from them by arithmetic on scalars alone, without a transform or a sum of points.
 * @module
 */
import { SCALAR_FIELD_ORDER as R } from "../../prover/groth16/bn254.ts";
import { curve, multiple, pointJson } from "./curve.ts";
import { inverse, modulo, power, type RandomNumbers, toBytes } from "./numbers.ts";

/** Wire → coefficient. */
type Combination = ReadonlyMap<number, bigint>;

export interface RandomCircuit {
  readonly publicCount: number;
  /** (Σ a)·(Σ b) = wire `product` */
  readonly constraints: readonly {
    readonly a: Combination;
    readonly b: Combination;
    readonly product: number;
  }[];
  readonly witness: readonly bigint[];
}

export interface RandomKey {
  readonly zkey: Buffer;
  /** As snarkjs has it. */
  readonly verificationKey: object;
  /** The proof with these blinding factors, as snarkjs has it. */
  readonly proofOf: (r: bigint, s: bigint) => object;
}

export function randomCircuit(random: RandomNumbers): RandomCircuit {
  const publicCount = random.index(4);
  const inputCount = publicCount + 1 + random.index(6);
  // Of all sizes, and around powers of two.
  const constraintCount =
    random.index(3) === 0 ? 2 ** (1 + random.index(6)) - publicCount - 1 : random.index(70);
  const value = () =>
    [0n, 1n, R - 1n, random.word() & 0xffn, random.word(), random.below(R)][random.index(6)]!;
  const coefficient = () => [1n, 1n, R - 1n, 2n, random.below(R)][random.index(5)]!;
  const witness = [1n, ...Array.from({ length: inputCount }, value)];
  const constraints: RandomCircuit["constraints"][number][] = [];
  for (let i = 0; i < constraintCount; i++) {
    const combination = (): Combination =>
      new Map(Array.from({ length: random.index(5) }, () => [random.index(witness.length), coefficient()]));
    const [a, b] = [combination(), combination()];
    witness.push((evaluate(a, witness) * evaluate(b, witness)) % R);
    constraints.push({ a, b, product: witness.length - 1 });
  }
  return { publicCount, constraints, witness };
}

export function randomKey(
  { publicCount, constraints, witness }: RandomCircuit,
  random: RandomNumbers,
): RandomKey {
  const wires = witness.length;
  let domainPower = 1;
  while (2 ** domainPower < constraints.length + publicCount + 1) domainPower++;
  const n = 2 ** domainPower;
  const secret = () => 1n + random.below(R - 1n);
  const [tau, alpha, beta, gamma, delta] = Array.from({ length: 5 }, secret) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];

  // Each wire's polynomials at tau, the rows of the public wires included (zkey_new.js).
  const basis = lagrangeAt(tau, domainPower, 1);
  const [a, b, c] = Array.from({ length: 3 }, () => Array<bigint>(wires).fill(0n)) as [
    bigint[],
    bigint[],
    bigint[],
  ];
  const records: Buffer[] = [];
  const put = (matrix: 0 | 1, sums: bigint[], row: number, wire: number, coefficient: bigint) => {
    sums[wire] = (sums[wire]! + coefficient * basis[row]!) % R;
    const head = Buffer.alloc(12);
    for (const [i, value] of [matrix, row, wire].entries()) head.writeUInt32LE(value, 4 * i);
    records.push(head, toBytes(modulo(coefficient << 512n, R)));
  };
  for (const [row, constraint] of constraints.entries()) {
    for (const [wire, coefficient] of constraint.a) put(0, a, row, wire, coefficient);
    for (const [wire, coefficient] of constraint.b) put(1, b, row, wire, coefficient);
    c[constraint.product] = (c[constraint.product]! + basis[row]!) % R;
  }
  for (let wire = 0; wire <= publicCount; wire++) put(0, a, constraints.length + wire, wire, 1n);

  const mixed = witness.map((_, k) => modulo(beta * a[k]! + alpha * b[k]! + c[k]!, R));
  const overGamma = (value: bigint) => (value * inverse(gamma, R)) % R;
  const overDelta = (value: bigint) => (value * inverse(delta, R)) % R;
  const isPublic = (wire: number) => wire <= publicCount;
  const ic = mixed.filter((_, k) => isPublic(k)).map(overGamma);
  const privates = mixed.filter((_, k) => !isPublic(k)).map(overDelta);
  // The odd half of the basis of the double domain.
  const h = lagrangeAt(tau, domainPower + 1, 2).map(overDelta);

  const counts = Buffer.alloc(12);
  for (const [i, value] of [wires, publicCount, n].entries()) counts.writeUInt32LE(value, 4 * i);
  const header = Buffer.concat([
    uint32(32),
    toBytes(curve.q),
    uint32(32),
    toBytes(R),
    counts,
    multiple("G1", alpha),
    multiple("G1", beta),
    multiple("G2", beta),
    multiple("G2", gamma),
    multiple("G1", delta),
    multiple("G2", delta),
  ]);
  const points = (group: "G1" | "G2", scalars: readonly bigint[]) =>
    Buffer.concat(scalars.map((scalar) => multiple(group, scalar)));
  const zkey = container("zkey", 1, [
    [1, uint32(1)],
    [2, header],
    [3, points("G1", ic)],
    [4, Buffer.concat([uint32(records.length / 2), ...records])],
    [5, points("G1", a)],
    [6, points("G1", b)],
    [7, points("G2", b)],
    [8, points("G1", privates)],
    [9, points("G1", h)],
    [10, Buffer.alloc(68)],
  ]);

  const dot = (values: readonly bigint[]) =>
    modulo(
      witness.reduce((sum, w, k) => sum + w * values[k]!, 0n),
      R,
    );
  const proofOf = (r: bigint, s: bigint): object => {
    const [atA, atB, atC] = [dot(a), dot(b), dot(c)];
    const left = modulo(alpha + atA + r * delta, R);
    const right = modulo(beta + atB + s * delta, R);
    const privateSum = witness.reduce((sum, w, k) => sum + (isPublic(k) ? 0n : w * mixed[k]!), 0n);
    const last = modulo(
      overDelta(modulo(privateSum + atA * atB - atC, R)) + s * left + r * right - r * s * delta,
      R,
    );
    return {
      pi_a: pointJson("G1", left),
      pi_b: pointJson("G2", right),
      pi_c: pointJson("G1", last),
      protocol: "groth16",
      curve: "bn128",
    };
  };
  const verificationKey = {
    protocol: "groth16",
    curve: "bn128",
    nPublic: publicCount,
    vk_alpha_1: pointJson("G1", alpha),
    vk_beta_2: pointJson("G2", beta),
    vk_gamma_2: pointJson("G2", gamma),
    vk_delta_2: pointJson("G2", delta),
    IC: ic.map((scalar) => pointJson("G1", scalar)),
  };
  return { zkey, verificationKey, proofOf };
}

/** L_j(x) for every `step`-th j of the domain of size 2^log, from step - 1 on: (x^N - 1)/N · w^j/(x - w^j). */
function lagrangeAt(x: bigint, log: number, step: number): bigint[] {
  const size = 2 ** log;
  const root = curve.Fr.toObject(curve.Fr.w[log]!);
  const factor = modulo((power(x, BigInt(size), R) - 1n) * inverse(BigInt(size), R), R);
  return Array.from({ length: size / step }, (_, i) => {
    const element = power(root, BigInt(step * i + step - 1), R);
    return (((factor * element) % R) * inverse(x - element, R)) % R;
  });
}

function evaluate(combination: Combination, witness: readonly bigint[]): bigint {
  let sum = 0n;
  for (const [wire, coefficient] of combination) sum = (sum + coefficient * witness[wire]!) % R;
  return sum;
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** iden3's binary container. */
export function container(
  magic: string,
  version: number,
  sections: readonly (readonly [number, Buffer])[],
): Buffer {
  const parts = sections.flatMap(([id, bytes]) => {
    const head = Buffer.alloc(12);
    head.writeUInt32LE(id);
    head.writeBigUInt64LE(BigInt(bytes.length), 4);
    return [head, bytes];
  });
  return Buffer.concat([Buffer.from(magic, "latin1"), uint32(version), uint32(sections.length), ...parts]);
}

export function wtnsOf(witness: readonly bigint[]): Buffer {
  return container("wtns", 2, [
    [1, Buffer.concat([uint32(32), toBytes(R), uint32(witness.length)])],
    [2, valuesOf(witness)],
  ]);
}

export function valuesOf(witness: readonly bigint[]): Buffer {
  return Buffer.concat(witness.map(toBytes));
}
