/**
 * Block, key and pages, for comparison by an auditor.
 * @module
 */
import type { BundleFacts } from "../../../prover/report/facts.ts";
import { formatCount, formatEth, shortHex } from "../../../prover/report/format-amounts.ts";
import { checkMark } from "./check-marks.ts";
import { type Child, element } from "./element.ts";
import { explorerForm, explorerLink } from "./explorer-links.ts";
import { section } from "./section.ts";
import { foldedTable } from "./table.ts";

export function identitySection(
  { block, key, pages, registryCommitment }: BundleFacts,
  source: string,
): HTMLElement {
  const { execution } = block;
  return section(
    "identity",
    "Block, key and pages",
    [],
    explorerForm(),
    element(
      "dl",
      { class: "identity" },
      entry("Opened from", source),
      entry("Slot", explorerLink("slot", String(block.slot), formatCount(block.slot)), ` (${block.fork})`),
      entry("Block root", element("code", {}, block.root), " ", checkMark("chain-block")),
      entry("State root", element("code", {}, block.stateRoot), " ", checkMark("header")),
      execution === null
        ? null
        : entry(
            "Execution block",
            formatCount(execution.number),
            element("span", { class: "help" }, " is only informative"),
          ),
      entry(
        "List of validators",
        element("code", {}, `0x${registryCommitment.toString(16).padStart(64, "0")}`),
        " ",
        checkMark("chain-registry"),
      ),
      entry("Key", element("code", {}, key.id), " ", checkMark("chain-key")),
      entry("Key, SHA-256", element("code", {}, key.verificationKeySha256)),
      entry(
        "Circuit",
        key.circuit.slots === 0
          ? "sources "
          : `${key.circuit.size}: ${key.circuit.slots} hash slots, ${key.circuit.lanes} lanes; sources `,
        element("code", {}, shortHex(key.sourceHash)),
      ),
    ),
    foldedTable(
      `${formatCount(pages.length)} ${pages.length === 1 ? "page" : "pages"}`,
      [
        { title: "Page" },
        { title: "Validators" },
        { title: "Exist", numeric: true },
        { title: "Principal, ETH", numeric: true },
        { title: "Balances, ETH", numeric: true },
        { title: "Link node" },
      ],
      pages.map(({ number, from, to, existing, principalWei, rawWei, linkNode }) => [
        formatCount(number),
        `${formatCount(from + 1)} to ${formatCount(to)}`,
        formatCount(existing),
        formatEth(principalWei, 9),
        formatEth(rawWei, 9),
        element("code", {}, shortHex(linkNode)),
      ]),
    ),
  );
}

function entry(name: string, ...value: readonly Child[]): HTMLElement {
  return element("div", {}, element("dt", {}, name), element("dd", {}, ...value));
}
