/**
 * The facts as Markdown, for a forum post: tables and lists, no HTML, no pictures, no links.
 * @module
 */

import {
  accountingRows,
  activeRows,
  BACKING_FORMULA,
  slotRows,
  termRows,
  verdictOnShortfall,
} from "./deployment-rows.ts";
import { escapeMarkdown } from "./escape-html.ts";
import {
  auditCommandFor,
  balanceRows,
  binName,
  componentRows,
  headlineRows,
  isRead,
  type Row,
  sourceRows,
  validatorRows,
} from "./fact-rows.ts";
import type { BundleFacts, DeploymentFacts } from "./facts.ts";
import { formatCount } from "./format-amounts.ts";

/** Rows in the post; the HTML file and the bundle have all of them. */
const LISTED_VALIDATORS = 20;

export function renderMarkdown(facts: BundleFacts): string {
  const { validators, share, key } = facts;
  const lost = balanceRows(validators.lostPrincipal.slice(0, LISTED_VALIDATORS));
  const more = validators.lostPrincipal.length - lost.length;
  return [
    "# pufETH Proof of Reserves",
    ...(key.insecure
      ? ["**INSECURE: proved with development keys, for tests and demonstrations only.**"]
      : []),
    table(["", ""], headlineRows(facts)),
    "## What the reserves consist of",
    table(["part", "amount"], componentRows(facts)),
    ...(isRead(facts.deployment) ? accountingParts(facts.deployment, facts.rate) : []),
    "## Validators",
    table(["", ""], validatorRows(facts)),
    escapeMarkdown(share.sentence),
    "### Balances",
    table(
      ["balance", "validators"],
      validators.distribution.map((bin): Row => [binName(bin), formatCount(bin.count)]),
    ),
    ...(lost.length === 0
      ? []
      : [
          "### Validators that lost principal",
          table(["index", "principal (ETH)", "balance (ETH)", "lost (ETH)"], lost),
          ...(more > 0 ? [`and ${formatCount(more)} more, with smaller losses.`] : []),
        ]),
    "## What is proved",
    list(facts.proved),
    "## What is trusted",
    list(facts.trusted),
    "## Where it comes from",
    table(["", ""], sourceRows(facts)),
    `Anyone can check it with their own nodes: \`${auditCommandFor(facts)}\`.`,
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

function accountingParts(facts: DeploymentFacts, rate: bigint | null): string[] {
  return [
    "## Accounting of the deployed contracts",
    `\`${BACKING_FORMULA}\``,
    escapeMarkdown(verdictOnShortfall(facts)),
    table(["", ""], accountingRows(facts, rate)),
    "### Validators of the protocol",
    table(["", ""], activeRows(facts)),
    "### Terms, and what each cannot see",
    table(["term", "ETH", "read from", "cannot see"], termRows(facts)),
    "### Slots",
    table(["name", "account", "slot", "holds"], slotRows(facts)),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  // Names are left-aligned, numbers right-aligned.
  const rule = line(head.map((_, i) => (i === 0 ? ":--" : "--:")));
  return [line(head), rule, ...rows.map((row) => line(row.map(escapeMarkdown)))].join("\n");
}

function list(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${escapeMarkdown(sentence)}`).join("\n");
}
