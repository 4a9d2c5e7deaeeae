/**
 * Compares a key across bundle, manifest and contract. `setup` has compared the circuit sources with the manifest; this
 * function compares the rest by hash. At least two of the three are needed.
 * @module
 */
import type { Address } from "viem";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { connectOracle } from "../chain/views/oracle-contracts.ts";
import { readVerificationKeyHash } from "../chain/views/read-verification-key-hash.ts";
import { checkKeyClaim } from "../keys/check-key-claim.ts";
import { KeyCustodyError } from "../keys/errors.ts";
import type { KeyEntry, KeysManifest } from "../keys/manifest.ts";
import { keyClaimOf } from "./key-claim-of.ts";
import type { Bundle } from "./schema.ts";

/** The sources to compare; undefined ones are skipped. */
export interface CustodyLinks {
  readonly bundle?: Bundle | undefined;
  readonly manifest?: KeysManifest | undefined;
  readonly oracle?: OracleAddress | undefined;
}

export interface OracleAddress {
  readonly chain: ChainClient;
  readonly oracle: Address;
}

/** Plain JSON. Every part that is not null has the key with this hash. */
export interface Custody {
  readonly verificationKeySha256: string;
  readonly manifest: CustodyEntry | null;
  readonly oracle: { readonly address: Address; readonly verifier: Address } | null;
}

export interface CustodyEntry extends Pick<KeyEntry, "size" | "kind" | "insecure" | "contributions"> {
  readonly ptau: string | null;
}

/**
 * @throws KeyCustodyError where two of them differ, KeyNotInManifestError, the errors of RPC and contracts, and
 * TypeError if fewer than two are given.
 */
export async function checkCustody({ bundle, manifest, oracle }: CustodyLinks): Promise<Custody> {
  if ([bundle, manifest, oracle].filter((link) => link !== undefined).length < 2) {
    throw new TypeError("checkCustody compares two of bundle, manifest and oracle, or all three.");
  }
  const claim = bundle && keyClaimOf(bundle);
  // The bundle first: it needs no network.
  let entry = claim && manifest && checkKeyClaim(claim, manifest);
  const onChain = oracle && (await readOracle(oracle));
  if (onChain !== undefined) {
    if (claim !== undefined && claim.verificationKeySha256 !== onChain.hash) {
      throw new KeyCustodyError(WHAT, nameOf(onChain), onChain.hash, claim.by, claim.verificationKeySha256);
    }
    if (manifest !== undefined) entry ??= entryWithHash(manifest, onChain);
  }
  return {
    verificationKeySha256: claim?.verificationKeySha256 ?? entry!.verificationKey.sha256,
    manifest: entry === undefined ? null : custodyEntry(entry),
    oracle: onChain === undefined ? null : { address: onChain.address, verifier: onChain.verifier },
  };
}

const WHAT = "Verification key (SHA-256)";

interface OnChain {
  readonly address: Address;
  readonly verifier: Address;
  /** Without 0x, as in manifests. */
  readonly hash: string;
}

async function readOracle({ chain, oracle }: OracleAddress): Promise<OnChain> {
  const contracts = await connectOracle(chain, oracle);
  const hash = await readVerificationKeyHash(chain, contracts);
  return { address: oracle, verifier: contracts.verifier, hash: hash.slice(2).toLowerCase() };
}

/** Without a bundle the oracle's size is unknown: the manifest must have its key for one size. */
function entryWithHash(manifest: KeysManifest, onChain: OnChain): KeyEntry {
  const entry = manifest.keys.find(({ verificationKey }) => verificationKey.sha256 === onChain.hash);
  if (entry !== undefined) return entry;
  const known = manifest.keys.map(({ size, verificationKey }) => `${verificationKey.sha256} (${size})`);
  throw new KeyCustodyError(WHAT, "the manifest", known.join(", "), nameOf(onChain), onChain.hash);
}

function nameOf({ verifier }: OnChain): string {
  return `the oracle's verifier ${verifier}`;
}

function custodyEntry({ size, kind, insecure, contributions, ptau }: KeyEntry): CustodyEntry {
  return { size, kind, insecure, contributions, ptau: ptau?.name ?? null };
}
