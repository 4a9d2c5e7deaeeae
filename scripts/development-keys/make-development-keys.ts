/**
 * Makes a Groth16 key for BN254 straight from a compiled circuit, without powers of tau: a local ceremony for
 * 2^18 takes half an hour, this about a minute. snarkjs and rapidsnark prove with the key, any verifier takes it.
 *
 * INSECURE by construction: whoever runs this could keep the secret scalars. Every key says so (development-mark.ts).
 * Every encoding follows snarkjs 0.7.6, src/zkey_new.js and src/zkey_utils.js; gamma is random here, 1 there.
 * @module
 */
import { createHash } from "node:crypto";
import { createReadStream, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { pipeline } from "node:stream/promises";
import { MAX_DOMAIN_POWER, loadBn254 } from "./bn254-wasm.ts";
import { DEVELOPMENT_CIRCUIT_HASH, type DevelopmentKeySidecar, developmentKeySidecar } from "./development-mark.ts";
import { CircuitTooLargeError } from "./errors.ts";
import { encodeGroth16Header, fixedKeyPoints, verificationKey } from "./fixed-key-points.ts";
import type { Group } from "./fixed-base-multiplier.ts";
import { computeKeyScalars } from "./key-scalars.ts";
import { writeTogether } from "./partial-files.ts";
import { PointPool } from "./point-pool.ts";
import { R1csFile, type R1csHeader } from "./r1cs-file.ts";
import { drawToxicWaste } from "./toxic-waste.ts";
import { type ZkeySection, ZkeyWriter, uint32 } from "./zkey-writer.ts";

export interface DevelopmentKeyRequest {
  readonly r1csPath: string;
  /** These three are replaced when they exist. */
  readonly zkeyPath: string;
  readonly verificationKeyPath: string;
  readonly sidecarPath: string;
  /** Goes into the sidecar as it is. */
  readonly circuitSourceHash: string;
  /** Called often, on the main thread, with counts that only grow within a stage. */
  readonly onProgress?: (progress: KeyProgress) => void;
  /** Worker threads for the points; by default one a core. */
  readonly threads?: number;
}

export interface KeyProgress {
  readonly stage: "constraints" | "points";
  readonly done: number;
  readonly total: number;
}

/**
 * Writes zkey, verification key and sidecar, all or none; the sidecar appears last.
 * @throws R1csFormatError, CircuitTooLargeError, PointWorkerError; the file system's own errors.
 */
export async function makeDevelopmentKeys(request: DevelopmentKeyRequest): Promise<DevelopmentKeySidecar> {
  const r1cs = new R1csFile(request.r1csPath);
  try {
    let sidecar: DevelopmentKeySidecar | undefined;
    const paths = [request.zkeyPath, request.verificationKeyPath, request.sidecarPath];
    await writeTogether(paths, async ([zkey, vk, side]) => {
      await writeKey(request, r1cs, zkey!, vk!);
      sidecar = developmentKeySidecar({
        circuitSourceHash: request.circuitSourceHash,
        r1csSha256: await sha256OfFile(request.r1csPath),
        zkeySha256: await sha256OfFile(zkey!),
        verificationKeySha256: await sha256OfFile(vk!),
      });
      writeJson(side!, sidecar);
    });
    return sidecar!;
  } finally {
    r1cs.close();
  }
}

/** log2 of the smallest domain for all constraints and one row for each public wire and wire 0, as in zkey_new.js. */
export function domainPowerOf({ constraintCount, publicCount }: R1csHeader): number {
  return Math.max(1, 32 - Math.clz32(constraintCount + publicCount));
}

async function writeKey(
  request: DevelopmentKeyRequest,
  r1cs: R1csFile,
  zkeyPath: string,
  verificationKeyPath: string,
): Promise<void> {
  const { wireCount, publicCount, constraintCount } = r1cs.header;
  const domainPower = domainPowerOf(r1cs.header);
  if (domainPower > MAX_DOMAIN_POWER) throw new CircuitTooLargeError(domainPower, MAX_DOMAIN_POWER);
  const domainSize = 2 ** domainPower;
  const { curve, module } = await loadBn254();
  const toxicWaste = drawToxicWaste(domainSize);
  const fixed = fixedKeyPoints(curve, toxicWaste);

  const pointCounts = { G1: 3 * wireCount + domainSize, G2: wireCount };
  const progress = progressReporter(request, { constraints: constraintCount, points: pointCounts.G1 + pointCounts.G2 });
  const pool = new PointPool(module, request.threads ?? availableParallelism(), pointCounts);
  try {
    const writer = new ZkeyWriter(zkeyPath);
    try {
      await writer.section("protocol", (write) => write(uint32(1)));
      await writer.section("groth16Header", (write) =>
        write(encodeGroth16Header(curve, { wireCount, publicCount, domainSize }, fixed)),
      );
      const scalars = await sectionOf(writer, "coefficients", (write) =>
        computeKeyScalars(module, {
          r1cs,
          domainSize,
          doubleDomainRoot: curve.Fr.toObject(curve.Fr.w[domainPower + 1]!),
          toxicWaste,
          writeCoefficients: write,
          onConstraint: (done) => progress("constraints", done),
        }),
      );

      let pointsDone = 0;
      const writePoints = (section: ZkeySection, group: Group, values: Uint8Array, copy?: Uint8Array[]) =>
        writer.section(section, (write) =>
          pool.multiply(group, values, (points) => {
            write(points);
            copy?.push(points);
            pointsDone += points.length / (group === "G1" ? 64 : 128);
            progress("points", pointsDone);
          }),
        );
      const ic: Uint8Array[] = [];
      await writePoints("ic", "G1", scalars.ic, ic);
      await writePoints("pointsA", "G1", scalars.a);
      await writePoints("pointsB1", "G1", scalars.b);
      await writePoints("pointsB2", "G2", scalars.b);
      await writePoints("pointsC", "G1", scalars.c);
      await writePoints("pointsH", "G1", scalars.h);
      await writer.section("contributions", (write) => {
        write(DEVELOPMENT_CIRCUIT_HASH);
        write(uint32(0));
      });
      writeJson(verificationKeyPath, verificationKey(curve, publicCount, fixed, Buffer.concat(ic)));
    } finally {
      writer.close();
    }
  } finally {
    await pool.close();
  }
}
