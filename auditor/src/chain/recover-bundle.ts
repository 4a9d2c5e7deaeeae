import type { Bundle } from "../../../prover/bundle/schema.ts";
import { NotRecoverableError } from "./chain-errors.ts";
import type { OracleReading } from "./read-oracle.ts";

export async function recoverBundle(reading: OracleReading, _tell: (text: string) => void): Promise<Bundle> {
  throw new NotRecoverableError(reading.spurt, "not written yet");
}
