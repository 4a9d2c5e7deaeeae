/**
 * Writes one zkey and its verification key from a constraint file and fresh secret scalars.
 * Every encoding follows snarkjs 0.7.6, src/zkey_new.js and src/zkey_utils.js; gamma is random here, 1 there.
 * @module
 */
import { MAX_DOMAIN_POWER } from "./bn254-wasm.ts";
import { COEFFICIENT_BYTES } from "./coefficient-sink.ts";
import { DEVELOPMENT_CIRCUIT_HASH } from "./development-mark.ts";
import { CircuitTooLargeError } from "./errors.ts";
import type { Group } from "./fixed-base-multiplier.ts";
import {
  encodeGroth16Header,
  fixedKeyPoints,
  type Groth16VerificationKey,
  verificationKey,
} from "./fixed-key-points.ts";
import { computeKeyScalars } from "./key-scalars.ts";
import { loadBn254 } from "./load-bn254.ts";
import { NativeMultiples } from "./native-multiples.ts";
import type { PointMaker } from "./point-maker.ts";
import { PointPool } from "./point-pool.ts";
import type { R1csFile, R1csHeader } from "./r1cs-file.ts";
import { drawToxicWaste } from "./toxic-waste.ts";
import { uint32, type ZkeySection, ZkeyWriter } from "./zkey-writer.ts";

export interface KeyProgress {
  readonly stage: "constraints" | "points";
  readonly done: number;
  readonly total: number;
}

/** Constraints between two reports. */
const PROGRESS_STEP = 8192;

/** log2 of the smallest domain with a row for each constraint, each public wire and wire 0 (zkey_new.js, cirPower). */
export function domainPowerOf({ constraintCount, publicCount }: R1csHeader): number {
  let power = 1;
  while (2 ** power < constraintCount + publicCount + 1) power++;
  return power;
}

export interface PointMaking {
  readonly threads: number;
  /** The program `generator-multiples`; undefined: the same by WASM. */
  readonly multiples: string | undefined;
}

/**
 * @param zkeyPath must not exist.
 * @param toxicWaste  for tests: with the same scalars the same key comes out.
 * @throws R1csFormatError, CircuitTooLargeError, PointWorkerError; a partial file may remain at `zkeyPath`.
 */
export async function writeGroth16Key(
  r1cs: R1csFile,
  zkeyPath: string,
  { threads, multiples }: PointMaking,
  onProgress: (progress: KeyProgress) => void,
  toxicWaste = drawToxicWaste(2 ** domainPowerOf(r1cs.header)),
): Promise<Groth16VerificationKey> {
  const { wireCount, publicCount, constraintCount } = r1cs.header;
  const domainPower = domainPowerOf(r1cs.header);
  if (domainPower > MAX_DOMAIN_POWER) throw new CircuitTooLargeError(domainPower, MAX_DOMAIN_POWER);
  const domainSize = 2 ** domainPower;
  const { curve, module } = await loadBn254();
  const fixed = fixedKeyPoints(curve, toxicWaste);

  const pointCounts = { G1: 3 * wireCount + domainSize, G2: wireCount };
  const writer = new ZkeyWriter(zkeyPath);
  const maker: PointMaker =
    multiples === undefined
      ? new PointPool(module, threads, pointCounts)
      : new NativeMultiples(multiples, threads, pointCounts);
  try {
    await writer.section("protocol", ({ write }) => write(uint32(1)));
    const header = encodeGroth16Header(curve, { wireCount, publicCount, domainSize }, fixed);
    await writer.section("groth16Header", ({ write }) => write(header));
    const scalars = await writer.countedSection("coefficients", COEFFICIENT_BYTES, (write) =>
      computeKeyScalars(module, {
        r1cs,
        domainSize,
        doubleDomainRoot: curve.Fr.toObject(curve.Fr.w[domainPower + 1]!),
        toxicWaste,
        writeCoefficients: write,
        onConstraint: (done) => {
          if (done % PROGRESS_STEP === 0 || done === constraintCount) {
            onProgress({ stage: "constraints", done, total: constraintCount });
          }
        },
      }),
    );

    let done = 0;
    let ic: Uint8Array = new Uint8Array();
    const sections: readonly [ZkeySection, Group, Uint8Array][] = [
      ["ic", "G1", scalars.ic],
      ["pointsA", "G1", scalars.a],
      ["pointsB1", "G1", scalars.b],
      ["pointsB2", "G2", scalars.b],
      ["pointsC", "G1", scalars.c],
      ["pointsH", "G1", scalars.h],
    ];
    for (const [section, group, values] of sections) {
      await writer.section(section, async (open) => {
        await maker.fill(open, group, values, (count) => {
          done += count;
          onProgress({ stage: "points", done, total: pointCounts.G1 + pointCounts.G2 });
        });
        if (section === "ic") ic = open.read();
      });
    }
    await writer.section("contributions", ({ write }) => {
      write(DEVELOPMENT_CIRCUIT_HASH);
      write(uint32(0));
    });
    return verificationKey(curve, publicCount, fixed, ic);
  } finally {
    await maker.close();
    writer.close();
  }
}
