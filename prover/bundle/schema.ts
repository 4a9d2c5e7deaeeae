/**
 * The files of a bundle, format version 6: one folder with everything that a verifier of the proof needs.
 *
 *   bundle.json            manifest: block, circuit, key, and every other file by name and SHA-256
 *   registry.json          the validators in registry order
 *   verification-key.json  the Groth16 key as snarkjs exports it
 *   pages/NNNN.json        a page: its link below the top of the balances list, the balances below the link, public
 *                          signals, proof
 *   execution.json         sources, liabilities and supply (account and storage proofs), waiting deposits (SSZ
 *                          branches), consolidated validators (SSZ branches); absent when proved without an execution
 *                          layer
 *   deployment.json        instead of it: the protocol as others deployed it (deployment-schema.ts)
 *
 * Amounts and field elements are decimal strings without leading zeros, roots are 0x and lower-case hex: every
 * value has one spelling only. Objects are strict. The order of keys here is the order in which they are written.
 * @module
 */
import { z } from "zod";
import { SOURCE_KINDS } from "../chain/execution/execution-proof.ts";
import { decimal, groth16ProofSchema } from "../groth16/groth16-schema.ts";
import { PUBLIC_INPUT_COUNT, type VerificationKey } from "../groth16/verification-key.ts";
import { SUPPORTED_FORKS } from "../state/constants.ts";
import type { BundleDeployment } from "./deployment-schema.ts";
import {
  address,
  branch,
  count,
  expectedWithdrawals,
  hexBytes,
  levels,
  listTop,
  root,
  trieProof,
} from "./schema-parts.ts";

export const BUNDLE_FORMAT = "pufeth-por-bundle";
export const BUNDLE_VERSION = 6;
export const MANIFEST_FILE = "bundle.json";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits");
/** A name inside the folder: at most one folder deep, no part begins with a dot, so it cannot lead outside. */
const fileName = z
  .string()
  .max(120)
  .regex(
    /^([A-Za-z0-9_-][A-Za-z0-9._-]*\/)?[A-Za-z0-9_-][A-Za-z0-9._-]*$/,
    "expected a file name inside the bundle",
  );
/** Larger than the lanes of any circuit. */
const MAX_PAGE_CHUNKS = 1024;

const fileReference = z.strictObject({ file: fileName, sha256 });

const manifestBody = {
  format: z.literal(BUNDLE_FORMAT),
  version: z.literal(BUNDLE_VERSION),
  fork: z.enum(SUPPORTED_FORKS),
  header: z.strictObject({
    slot: count,
    proposerIndex: count,
    parentRoot: root,
    stateRoot: root,
    bodyRoot: root,
  }),
  /** hash_tree_root(header): what EIP-4788 returns for the next block's timestamp. */
  blockRoot: root,
  /** Entries of the balances list. */
  listLength: count.min(1),
  /** Node over all chunks in use, its branch, bottom-up, to `header.stateRoot`, and the levels of a progressive list. */
  balancesTop: z.strictObject({ node: root, branch, levels }),
  circuit: z.strictObject({
    size: z.string().min(1).max(40),
    slots: count.min(1),
    lanes: count.min(1),
    sourceHash: z.string().min(1).max(130),
  }),
  key: z.strictObject({
    kind: z.enum(["development", "ceremony"]),
    id: z.string().min(1).max(200),
    file: fileName,
    sha256,
  }),
  registry: fileReference,
  pages: z.array(fileReference).min(1),
  /** Start value of the totals: sources and waiting deposits; 0 without an execution layer. */
  startWei: decimal,
  /** Validators before the first page: 0, or the number proved elsewhere, whose totals are only claimed. */
  startCount: count,
  execution: fileReference.nullable(),
  /** The protocol that others deployed; left out where an oracle of ours is proved. */
  deployment: fileReference.optional(),
};

/** `bundle.json` without its digest: what the digest is taken over. */
export const manifestBodySchema = z.strictObject(manifestBody);
export const manifestSchema = z.strictObject({ ...manifestBody, digest: sha256 });

export const registryFileSchema = z.array(z.strictObject({ index: decimal, principalGwei: decimal })).min(1);

export const pageFileSchema = z.strictObject({
  link: z.strictObject({
    node: root,
    /** Levels from the chunks up to the link node. */
    depth: count,
    firstChunk: count,
    /** Bottom-up from the link node to the top of the balances list. */
    branch,
  }),
  /** Both are empty for a page of validators that do not exist yet. */
  balances: z.strictObject({
    /** Four little-endian uint64, gwei, in 32 bytes: each chunk with a validator of the page once, rising. */
    chunks: z.array(root).max(MAX_PAGE_CHUNKS),
    /** From the chunks to the link node, in the order of `multiproofPlaces` (chunk-multiproof.ts). */
    siblings: z.array(root).max(64 * MAX_PAGE_CHUNKS),
  }),
  publicSignals: z.array(decimal).length(PUBLIC_INPUT_COUNT),
  proof: groth16ProofSchema,
});

/** Printable ASCII, because names are shown on terminals; 66 characters hold a bytes32 in hex. */
const sourceName = z.string().regex(/^[\x20-\x7e]{1,66}$/, "expected 1 to 66 printable ASCII characters");
const source = z
  .strictObject({
    name: sourceName,
    kind: z.enum(SOURCE_KINDS),
    address,
    slot: decimal.nullable(),
    valueWei: decimal,
    accountProof: trieProof,
    storageProof: trieProof,
  })
  .refine(
    ({ kind, slot, storageProof }) =>
      kind === "slot" ? slot !== null : slot === null && !storageProof.length,
    "a slot needs a slot number; a balance or pod has neither slot number nor storage proof",
  );
const listed = z.array(source).max(1024);
const sources = listed.refine((list) => {
  const firstPod = list.findIndex(({ kind }) => kind === "pod");
  return firstPod === -1 || list.slice(firstPod).every(({ kind }) => kind === "pod");
}, "pods come after all other sources");
const liabilities = listed.refine(
  (list) => list.every(({ kind }) => kind !== "pod"),
  "a pod is no liability",
);

const waitingDeposit = z.strictObject({
  provision: decimal,
  position: count,
  amountGwei: decimal,
  pubkeyRoot: root,
  withdrawalCredentials: root,
  signatureRoot: root,
  rest: root,
  /** Bottom-up from the entry to the top of the queue. */
  branch,
});

const uint64 = decimal.refine((value) => BigInt(value) < 2n ** 64n, "expected a number below 2^64");
/** EIP-7251; what each value is: chain/execution/execution-proof.ts. */
const consolidations = z.strictObject({
  top: listTop,
  sources: z
    .array(
      z.strictObject({
        sourceIndex: uint64,
        targetIndex: uint64,
        effectiveBalanceGwei: uint64,
        exitEpoch: uint64,
        withdrawableEpoch: uint64,
        keyAndCredentials: root,
        activation: root,
        branch,
      }),
    )
    .min(1),
  members: z
    .array(
      z.strictObject({ provision: decimal, validatorIndex: uint64, isOut: z.boolean(), chunk: root, branch }),
    )
    .min(2),
  creditedGwei: decimal,
});

export const executionFileSchema = z.strictObject({
  blockNumber: decimal,
  blockTimestamp: decimal,
  stateRoot: root,
  /** Bottom-up to `header.stateRoot`: from the execution state root, or from the hash of `header`. */
  branch,
  /** RLP of the execution block header, from Gloas on. */
  header: hexBytes.nullable(),
  policy: z.enum(["principal", "raw"]),
  sources,
  liabilities,
  token: z.strictObject({
    address,
    accountProof: trieProof,
    supplySlot: decimal,
    supplyWei: decimal,
    storageProof: trieProof,
  }),
  deposits: z.strictObject({
    provisioned: decimal,
    writtenOffBefore: decimal,
    outstandingGwei: decimal,
    top: listTop.nullable(),
    waiting: z.array(waitingDeposit),
    writtenOff: z.array(decimal),
  }),
  /** Withdrawals under way; null before Gloas. */
  withdrawals: expectedWithdrawals.nullable(),
  /** Null where no validator holds the principal of others. */
  consolidations: consolidations.nullable(),
});

export type BundleManifestBody = z.infer<typeof manifestBodySchema>;
export type BundleManifest = z.infer<typeof manifestSchema>;
export type BundleRegistry = z.infer<typeof registryFileSchema>;
export type BundlePage = z.infer<typeof pageFileSchema>;
export type BundleExecution = z.infer<typeof executionFileSchema>;

/** A bundle in memory: the manifest and every file that it lists, parsed. */
export interface Bundle {
  readonly manifest: BundleManifest;
  readonly registry: BundleRegistry;
  readonly pages: readonly BundlePage[];
  readonly execution: BundleExecution | null;
  readonly deployment?: BundleDeployment | undefined;
  readonly verificationKey: VerificationKey;
}
