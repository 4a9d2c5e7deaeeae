/**
 * Powers of tau for tests, made here in seconds: nobody published them.
 * @module
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { buildBn128 } from "ffjavascript";
import { powersOfTau } from "snarkjs";

export interface TestPtau {
  readonly prepared: string;
  /** Straight from phase 1. */
  readonly unprepared: string;
}

export async function makePtau(folder: string, power: number): Promise<TestPtau> {
  const { unprepared, prepared } = ptauFiles(folder);
  const empty = join(folder, "empty.ptau");
  await powersOfTau.newAccumulator(await buildBn128(false), power, empty);
  await powersOfTau.contribute(empty, unprepared, "test", randomBytes(32).toString("hex"));
  await powersOfTau.preparePhase2(unprepared, prepared);
  return { prepared, unprepared };
}

/** Where `makePtau` puts them. */
export function ptauFiles(folder: string): TestPtau {
  return { prepared: join(folder, "prepared.ptau"), unprepared: join(folder, "unprepared.ptau") };
}
