/**
 * Changes of an honest bundle with every hash made right again, each with the claims of an audit that it breaks: exactly
 * these, for none of them hides another.
 * @module
 */
import { manifestDigest } from "../../prover/bundle/load-bundle.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import type { Hex } from "../../prover/hex.ts";
import { PUBLIC_INPUT_NAMES } from "../../prover/plan/public-inputs.ts";
import { headerRoot } from "../../prover/state/ssz-branch.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends object ? Mutable<T[K]> : T[K] };
export type MutableBundle = Mutable<Bundle>;

export interface AuditChange {
  readonly name: string;
  readonly change: (bundle: MutableBundle) => unknown;
  /** Ids of the claims that then differ. */
  readonly differs: readonly string[];
  /** Those that say nothing any more; none where it is left out. */
  readonly unchecked?: readonly string[];
}

const SIGNALS = { unchecked: ["balances", "execution"] };

/** Changes that stand in one bundle do not cover one another: each would break its claims without the others too. */
export const AUDIT_CHANGES: readonly (readonly AuditChange[])[] = [
  [
    {
      name: "another block root",
      change: ({ manifest }) => {
        manifest.blockRoot = flip(manifest.blockRoot);
      },
      differs: ["header", "block-of-chain", "block-of-node", "block-of-spurt", "report"],
    },
  ],
  [
    {
      name: "a block that is nobody's, with its root",
      change: ({ manifest }) => {
        manifest.header.proposerIndex += 1;
        manifest.blockRoot = headerRoot(manifest.header);
      },
      differs: ["block-of-chain", "block-of-node", "block-of-spurt", "report"],
    },
    {
      name: "another top of the balances list",
      change: ({ manifest }) => {
        manifest.balancesTop.node = flip(manifest.balancesTop.node);
      },
      differs: ["balances-top", "links"],
      unchecked: ["balances", "consolidations"],
    },
  ],
  [
    {
      name: "a validator that nobody announced",
      change: ({ registry }) => {
        registry.at(-1)!.index = "30";
      },
      differs: ["signals", "registry-events", "registry", "withdrawal-credentials", "own-balances"],
      ...SIGNALS,
    },
  ],
  [
    {
      name: "a validator left out",
      change: ({ registry }) => registry.pop(),
      differs: ["signals", "registry-events", "registry", "public-inputs", "reproved", "rate"],
      ...SIGNALS,
    },
    {
      name: "a source under another name",
      change: ({ execution }) => {
        execution!.sources[0]!.name = "Cold wallet";
      },
      differs: ["sources"],
    },
    {
      name: "the other policy",
      change: ({ execution }) => {
        execution!.policy = "raw";
      },
      differs: ["sources", "rate", "report"],
    },
  ],
  [
    {
      name: "another principal",
      change: ({ registry }) => {
        registry[0]!.principalGwei = "1";
      },
      differs: ["signals", "registry-events", "registry"],
      ...SIGNALS,
    },
    {
      name: "another block of the execution layer",
      change: ({ execution }) => {
        execution!.blockNumber = "1";
      },
      differs: ["execution-block"],
    },
    {
      name: "another verification key",
      change: ({ verificationKey }) => {
        verificationKey.IC[0] = verificationKey.IC[1]!;
      },
      differs: ["proofs", "key-of-oracle", "key-of-manifest"],
    },
  ],
  [
    {
      name: "a greater principal total",
      change: ({ pages }) => {
        const signals = pages.at(-1)!.publicSignals;
        const i = PUBLIC_INPUT_NAMES.indexOf("principalOutWei");
        signals[i] = (BigInt(signals[i]!) + 10n ** 18n).toString();
      },
      differs: ["balances", "proofs", "public-inputs", "reproved", "rate", "report"],
    },
    {
      name: "a smaller supply",
      change: ({ execution }) => {
        execution!.token.supplyWei = "1";
      },
      differs: ["execution", "source-values", "rate", "report"],
    },
  ],
  [
    {
      name: "another balance",
      change: ({ pages }) => {
        const { chunks } = pages[0]!.balances;
        chunks[0] = `0xffffffff07000000${chunks[0]!.slice(18)}` as Hex;
      },
      differs: ["balances", "own-balances"],
    },
    {
      name: "a proof of another page",
      change: ({ pages }) => {
        pages[0]!.proof = pages[1]!.proof;
      },
      differs: ["proofs"],
    },
    {
      name: "a deposit that waits with another amount",
      change: ({ execution }) => {
        execution!.deposits.waiting[0]!.amountGwei = "1000000000";
      },
      differs: ["execution", "deposits", "rate", "report"],
    },
  ],
  [
    {
      name: "withdrawals on their way, in a fork that has no such list",
      change: ({ execution }) => {
        execution!.withdrawals = { entries: [], branch: [] };
      },
      differs: ["execution", "withdrawals"],
    },
  ],
];

/** @returns The bundle with the changes in it, and the digest of its manifest made right. Files are not hashed in memory. */
export function changedBundle(honest: Bundle, changes: readonly AuditChange[]): Bundle {
  const copy = structuredClone(honest) as MutableBundle;
  for (const { change } of changes) change(copy);
  const { digest: _, ...body } = copy.manifest;
  copy.manifest.digest = manifestDigest(body as Parameters<typeof manifestDigest>[0]);
  return copy as Bundle;
}

function flip(hex: Hex): Hex {
  return `${hex.slice(0, -1)}${hex.endsWith("0") ? "1" : "0"}` as Hex;
}
