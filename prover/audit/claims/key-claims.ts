/**
 * Checks that the bundle was proved with the key of the oracle's verifier, and that a trusted manifest lists it.
 * @module
 */

import { keyClaimOf } from "../../bundle/key-claim-of.ts";
import { readVerificationKeyHash } from "../../chain/views/read-verification-key-hash.ts";
import { checkKeyClaim } from "../../keys/check-key-claim.ts";
import type { Claim } from "../claim.ts";
import { differencesOf } from "../differences.ts";
import { LeftOutError } from "../errors.ts";
import { asked } from "./asked.ts";

export const KEY_CLAIMS: readonly Claim[] = [
  {
    id: "key-of-oracle",
    sentence: "The oracle's verifier accepts proofs of the bundle's verification key and of no other.",
    offline: false,
    async check({ bundle, evidence }) {
      const contracts = await evidence.contracts();
      const hash = await asked(() => readVerificationKeyHash(evidence.chain(), contracts));
      const { verificationKeySha256 } = keyClaimOf(bundle);
      return differencesOf([["SHA-256 of the verification key", `0x${verificationKeySha256}`, hash]]);
    },
  },
  {
    id: "key-of-manifest",
    sentence: "Key and circuit are in the manifest you trust.",
    offline: true,
    check({ bundle, evidence }) {
      const { manifest } = evidence.options;
      if (manifest === undefined) throw new LeftOutError("--manifest was not given");
      checkKeyClaim(keyClaimOf(bundle), manifest);
      return [];
    },
  },
];
