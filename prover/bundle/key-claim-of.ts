import { verificationKeySha256 } from "../groth16/verification-key-hash.ts";
import type { KeyClaim } from "../keys/check-key-claim.ts";
import type { Bundle } from "./schema.ts";

/** What a bundle says of its key. The hash is that of the key inside, with which its proofs are checked. */
export function keyClaimOf({ manifest: { circuit, key }, verificationKey }: Bundle): KeyClaim {
  return {
    by: "the bundle",
    ...circuit,
    kind: key.kind,
    id: key.id,
    verificationKeySha256: verificationKeySha256(verificationKey),
  };
}
