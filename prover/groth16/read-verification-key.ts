/**
 * Reads a verification key that the caller trusts, as snarkjs exports it.
 * @module
 */
import { BadInputError } from "../errors.ts";
import { readBounded } from "../read-bounded.ts";
import { withoutBom } from "../without-bom.ts";
import { type VerificationKey, verificationKeySchema } from "./verification-key.ts";

/** Well above the 5 KB of a key with 16 public inputs. */
const LIMIT_BYTES = 256 * 1024;

/** The file is not a verification key of a `reserves-page` circuit. */
export class VerificationKeyFileError extends BadInputError {
  readonly code = "VERIFICATION_KEY_UNUSABLE";
  readonly file: string;
  readonly reason: string;
  constructor(file: string, reason: string, cause: unknown) {
    super(`${file} is not a verification key of a reserves-page circuit: ${reason}.`, {
      cause,
      hints: ["Give the JSON file that `snarkjs zkey export verificationkey` writes."],
    });
    this.file = file;
    this.reason = reason;
  }
}

/** @throws VerificationKeyFileError */
export async function readVerificationKey(file: string): Promise<VerificationKey> {
  const value = await readBounded(file, LIMIT_BYTES)
    .then((bytes): unknown => JSON.parse(withoutBom(bytes.toString("utf8"))))
    .catch((cause) => {
      throw new VerificationKeyFileError(file, cause.message, cause);
    });
  const result = verificationKeySchema.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new VerificationKeyFileError(file, `${issue?.message} at ${issue?.path.join(".")}`, result.error);
  }
  return result.data;
}
