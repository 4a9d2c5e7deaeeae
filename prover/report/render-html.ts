/**
 * The facts as one self-contained HTML file: no scripts, fonts, pictures or requests. Its Content-Security-Policy
 * forbids all of them, so that no name in a bundle can inject one.
 * @module
 */
import { createHash } from "node:crypto";
import { type Bar, barTable } from "./bar-table.ts";
import {
  accountingRows,
  activeRows,
  BACKING_FORMULA,
  slotRows,
  termRows,
  verdictOnShortfall,
} from "./deployment-rows.ts";
import { escapeHtml } from "./escape-html.ts";
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
import { formatCount, formatEth, formatUtc } from "./format-amounts.ts";
import { REPORT_STYLE } from "./report-style.ts";

export function renderHtml(facts: BundleFacts): string {
  const styleHash = createHash("sha256").update(REPORT_STYLE).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>pufETH Proof of Reserves, slot ${facts.block.slot}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<header>
<h1>pufETH Proof of Reserves</h1>
${subtitle(facts)}
${facts.key.insecure ? `<p class="warn">INSECURE: proved with development keys, for tests and demonstrations only.</p>` : ""}
<dl class="headline">
${headlineRows(facts)
  .map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`)
  .join("\n")}
</dl>
</header>
<main>
${reservesSection(facts)}
${isRead(facts.deployment) ? accountingSection(facts.deployment, facts.rate) : ""}
${validatorsSection(facts)}
${statements("What is proved", facts.proved)}
${statements("What is trusted", facts.trusted)}
${pagesSection(facts)}
<section>
<h2>Where it comes from</h2>
${rowTable("Block, circuit and keys", sourceRows(facts))}
<p>Anyone can check it with their own nodes: <code>${escapeHtml(auditCommandFor(facts))}</code></p>
</section>
</main>
</body>
</html>
`;
}

function subtitle({ block }: BundleFacts): string {
  const time = block.execution === null ? "" : `, ${formatUtc(block.execution.timeSeconds)}`;
  return `<p class="faint">At slot ${formatCount(block.slot)}${time}. Every proof was verified before this page was written.</p>`;
}

function reservesSection(facts: BundleFacts): string {
  const lengths = [...facts.components.map(({ amountWei }) => amountWei), null];
  const bars = componentRows(facts).map(
    ([name, value], i): Bar => ({
      name,
      value,
      length: lengths[i]!,
      owed: facts.components[i]?.owed ?? false,
    }),
  );
  return `<section>
<h2>What the reserves consist of</h2>
${barTable("Parts of the reserves", ["part", "amount"], bars)}
</section>`;
}

function accountingSection(facts: DeploymentFacts, rate: bigint | null): string {
  return `<section>
<h2>Accounting of the deployed contracts</h2>
<p><code>${escapeHtml(BACKING_FORMULA)}</code></p>
<p>${escapeHtml(verdictOnShortfall(facts))}</p>
${rowTable("The accounting in numbers", accountingRows(facts, rate))}
<h3>Validators of the protocol</h3>
${rowTable("Validators of the protocol", activeRows(facts))}
<h3>Terms, and what each cannot see</h3>
${grid("Terms", ["term", "ETH", "read from", "cannot see"], termRows(facts), "text")}
<h3>Slots</h3>
<p>What the terms of the vault were read from: wei, or a word of the storage.</p>
${grid("Slots", ["name", "account", "slot", "holds"], slotRows(facts), "text")}
</section>`;
}

function validatorsSection({ validators, ...facts }: BundleFacts): string {
  const bars = validators.distribution.map(
    (bin): Bar => ({ name: binName(bin), value: formatCount(bin.count), length: BigInt(bin.count) }),
  );
  const lost = balanceRows(validators.lostPrincipal);
  return `<section>
<h2>Validators</h2>
${rowTable("Validators in numbers", validatorRows({ validators, ...facts }))}
<p>${escapeHtml(facts.share.sentence)}</p>
<h3>Balances</h3>
${bars.length === 0 ? "<p>No validator exists at this block.</p>" : barTable("Validators by balance", ["balance", "validators"], bars)}
${
  lost.length === 0
    ? "<p>No validator lost principal.</p>"
    : `<h3>Validators that lost principal</h3>
${grid("Validators that lost principal", ["index", "principal (ETH)", "balance (ETH)", "lost (ETH)"], lost)}`
}
</section>`;
}

function pagesSection({ pages }: BundleFacts): string {
  const rows = pages.map(({ number, from, to, existing, principalWei, rawWei }) => [
    String(number),
    `${from + 1} to ${to}`,
    String(existing),
    formatEth(principalWei),
    formatEth(rawWei),
  ]);
  return `<section>
<h2>Pages</h2>
<p>The list of validators is proved in pages of a fixed size, each with a zero-knowledge proof of its own.</p>
${grid("Pages", ["page", "places in the registry", "existing", "principal (ETH)", "balances (ETH)"], rows)}
</section>`;
}

function statements(title: string, sentences: readonly string[]): string {
  const items = sentences.map((sentence) => `<li>${escapeHtml(sentence)}</li>`).join("\n");
  return `<section>\n<h2>${title}</h2>\n<ul>\n${items}\n</ul>\n</section>`;
}

function rowTable(caption: string, rows: readonly Row[]): string {
  const body = rows.map(
    ([name, value]) =>
      `<tr><th scope="row">${escapeHtml(name)}</th><td class="number">${escapeHtml(value)}</td></tr>`,
  );
  return `<table class="long" aria-label="${escapeHtml(caption)}">\n<tbody>\n${body.join("\n")}\n</tbody>\n</table>`;
}

/** @param kind  of the cells: long text is broken, numbers stand on the right. */
function grid(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  kind: "number" | "text" = "number",
): string {
  const cells = (row: readonly string[]) =>
    row.map((cell) => `<td class="${kind}">${escapeHtml(cell)}</td>`).join("");
  const heads = head.map((cell) => `<th class="${kind}" scope="col">${escapeHtml(cell)}</th>`).join("");
  const tableKind = kind === "text" ? ' class="long"' : "";
  return `<table${tableKind} aria-label="${escapeHtml(caption)}">\n<thead><tr>${heads}</tr></thead>\n<tbody>\n${rows
    .map((row) => `<tr>${cells(row)}</tr>`)
    .join("\n")}\n</tbody>\n</table>`;
}
