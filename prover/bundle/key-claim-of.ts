import { verificationKeySha256 } from "../groth16/verification-key-hash.ts";
import type { KeyClaim } from "../keys/check-key-claim.ts";
import type { Bundle } from "./schema.ts";

/** How a bundle describes its key. The hash is that of the included key, with which its proofs are checked. */
export function keyClaimOf({ manifest: { circuit, key }, verificationKey }: Bundle): KeyClaim {
  return {
    by: "the bundle",
    ...circuit,
    kind: key.kind,
    id: key.id,
    verificationKeySha256: verificationKeySha256(verificationKey),
  };
}
