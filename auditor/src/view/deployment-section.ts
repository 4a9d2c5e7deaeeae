/**
 * The accounting of deployed contracts: its formula, every term with its slots and what it cannot see, and who of the protocol's
 * validators was found.
 * @module
 */
import {
  accountingRows,
  activeRows,
  BACKING_FORMULA,
  slotRows,
  termRows,
  verdictOnShortfall,
} from "../../../prover/report/deployment-rows.ts";
import type { BundleFacts } from "../../../prover/report/facts.ts";
import { shortHex } from "../../../prover/report/format-amounts.ts";
import { element } from "./element.ts";
import { explorerLink } from "./explorer-links.ts";
import { AMOUNT_CHECKS } from "./key-figures.ts";
import { section } from "./section.ts";
import { foldedTable, table } from "./table.ts";

const TITLE = "Accounting of the deployed contracts";
const NAMES = [{ title: "What" }, { title: "Amount", numeric: true }];

export function deploymentSection(
  deployment: NonNullable<BundleFacts["deployment"]>,
  rate: bigint | null,
): HTMLElement {
  if (deployment === "unread") {
    const reading = "Their storage is read when it is checked: the accounting appears here then.";
    return section("deployment", TITLE, AMOUNT_CHECKS, element("p", {}, reading));
  }
  const isShort = deployment.shortfallWei > 0n;
  return section(
    "deployment",
    TITLE,
    AMOUNT_CHECKS,
    element("p", {}, element("code", {}, BACKING_FORMULA)),
    element("p", { class: isShort ? "warning" : "help" }, verdictOnShortfall(deployment)),
    table("The accounting in numbers", NAMES, accountingRows(deployment, rate)),
    element("h3", {}, "Validators of the protocol"),
    table("Validators of the protocol", [{ title: "What" }, { title: "Number" }], activeRows(deployment)),
    element("h3", {}, "Terms, and what each cannot see"),
    table(
      "Terms of the accounting",
      [{ title: "Term" }, { title: "ETH", numeric: true }, { title: "Read from" }, { title: "Cannot see" }],
      termRows(deployment),
    ),
    foldedTable(
      "Slots that the vault's terms were read from",
      [{ title: "Name" }, { title: "Account" }, { title: "Slot" }, { title: "Holds", numeric: true }],
      slotRows(deployment).map(([name, account, slot, value]) => [
        name,
        element("code", {}, explorerLink("address", account, shortHex(account))),
        element("code", {}, slot),
        value,
      ]),
    ),
  );
}
