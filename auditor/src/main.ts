/**
 * The page: opens the reports that the reader selects, lets the worker verify them, and shows the results.
 * @module
 */
import "./verify/without-eval.ts";
import { bundleFacts } from "../../prover/report/bundle-facts.ts";
import { compareWithChain } from "./chain/compare-with-chain.ts";
import { type OracleReading, readOracle } from "./chain/read-oracle.ts";
import { recoverBundle } from "./chain/recover-bundle.ts";
import { failureOf } from "./failure.ts";
import { isVerified, type OpenReport, openReport } from "./open-report.ts";
import { mergeRates, type RatePoint } from "./rate-history.ts";
import { useRewardsForm } from "./rewards/rewards-form.ts";
import { bundleAt } from "./sources/address-source.ts";
import type { BundleSource } from "./sources/bundle-source.ts";
import { droppedFiles } from "./sources/dropped-files.ts";
import { bundlesAmong, type PickedFile } from "./sources/picked-files.ts";
import type { CheckResult } from "./verify/protocol.ts";
import { type VerifierListener, verifyFiles, verifyRecovered } from "./verify/verifier.ts";
import { byId, element } from "./view/element.ts";
import { AMOUNT_CHECKS } from "./view/key-figures.ts";
import { problem } from "./view/problem.ts";
import { type ReportView, reportView } from "./view/report-view.ts";

const opener = byId<HTMLDetailsElement>("open");
const status = byId("status");
const problems = byId("problem");
const place = byId("report");
const compareButton = byId<HTMLButtonElement>("compare");

let rates: readonly RatePoint[] = [];
let shown: { readonly report: OpenReport; readonly view: ReportView } | undefined;
/** The current task; the next one stops it. */
let current = new AbortController();

/** Runs one task at a time: a new one stops it. A failure is shown and leaves the page usable. */
async function run(what: string, work: (stop: AbortSignal) => Promise<void>): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  problems.replaceChildren();
  status.textContent = what;
  try {
    await work(signal);
  } catch (error) {
    if (signal.aborted) return;
    status.textContent = "";
    problems.replaceChildren(problem(failureOf(error)));
    problems.scrollIntoView({ block: "nearest" });
  }
}

async function openAll(sources: readonly BundleSource[], stop: AbortSignal): Promise<void> {
  const opened: OpenReport[] = [];
  for (const { name, readFile } of sources) {
    await verify(name, (listener) => verifyFiles(readFile, listener, stop), stop);
    if (stop.aborted) return;
    if (shown) opened.push(shown.report);
  }
  const newest = opened.reduce((a, b) => (b.facts.block.slot > a.facts.block.slot ? b : a));
  if (newest !== shown?.report) show(newest);
}

/** Shows a report as soon as it is read, and the result of each check when it ends. */
async function verify(
  name: string,
  start: (listener: VerifierListener) => Promise<void>,
  stop: AbortSignal,
): Promise<void> {
  clear();
  const earlier: CheckResult[] = [];
  let report: OpenReport | undefined;
  let told = 0;
  await start({
    onFiles(read, total) {
      status.textContent = `Reading ${name}: ${read} of ${total} files`;
    },
    onBundle(bundle) {
      report = openReport(name, bundle, bundleFacts(bundle), earlier);
      status.textContent = `Checking ${name}`;
      show(report);
      opener.open = false;
      place.focus({ preventScroll: true });
      window.scrollTo({ top: 0 });
    },
    onCheck(result) {
      if (report) report.results.set(result.id, result);
      else earlier.push(result);
      refresh();
    },
    onDeployment(read) {
      if (!report) return;
      report.facts = bundleFacts(report.bundle, read);
      if (shown?.report === report) show(report);
    },
    onProofs(done, total) {
      if (!report) return;
      report.progress = { done, total };
      // Screen readers announce each text, so only a few are set.
      if (done / total >= told + 0.25) {
        told = Math.floor((4 * done) / total) / 4;
        status.textContent = `${done} of ${total} proofs checked`;
      }
      refresh();
    },
  });
  if (stop.aborted || !report) return;
  report.ended = true;
  const { execution, slot, root } = report.facts.block;
  if (execution && report.facts.rate !== null && isVerified(report, AMOUNT_CHECKS)) {
    const point = { timeSeconds: execution.timeSeconds, slot, blockRoot: root, rate: report.facts.rate };
    rates = mergeRates(rates, [{ ...point, standing: "verified" }]);
  }
  shown?.view.update(rates);
  status.textContent = `Checked ${name}. ${place.querySelector(".verdict h2")?.textContent ?? ""}.`;
}

function show(report: OpenReport): void {
  const view = reportView(report, rates);
  shown = { report, view };
  place.replaceChildren(view.root);
  compareButton.hidden = false;
}

function clear(): void {
  shown = undefined;
  compareButton.hidden = true;
  place.replaceChildren();
}

/** At most once per frame, so that many proofs do not redraw the page each time. */
let isDue = false;
function refresh(): void {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    shown?.view.update(rates);
  });
}

function openFiles(files: Promise<PickedFile[]>): void {
  void run("Reading the files", async (stop) => openAll(await bundlesAmong(await files), stop));
}

function openAddress(address: string): void {
  void run(`Reading ${address}`, (stop) => openAll([bundleAt(address, document.baseURI)], stop));
}

for (const id of ["folder", "archive"]) {
  const input = byId<HTMLInputElement>(id);
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])].map((file) => ({
      path: file.webkitRelativePath || file.name,
      content: file,
    }));
    // So that the same folder can be chosen again after it was fixed.
    input.value = "";
    if (files.length > 0) openFiles(Promise.resolve(files));
  });
}

byId<HTMLFormElement>("address-form").addEventListener("submit", (event) => {
  event.preventDefault();
  openAddress(byId<HTMLInputElement>("address").value);
});

const chainFields = () => ({
  rpcUrl: byId<HTMLInputElement>("rpc").value.trim(),
  oracle: byId<HTMLInputElement>("oracle").value.trim(),
});

byId<HTMLFormElement>("chain-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const { rpcUrl, oracle } = chainFields();
  void run("Asking the chain", async (stop) => {
    const reading = await readOracle(rpcUrl, oracle);
    if (stop.aborted) return;
    rates = mergeRates(rates, reading.rates);
    const recovered = await recoverBundle(reading, (text) => {
      if (!stop.aborted) status.textContent = text;
    });
    if (stop.aborted) return;
    await verify(
      `spurt ${reading.spurt} on the chain`,
      (listener) => verifyRecovered(recovered, listener, stop),
      stop,
    );
    if (!stop.aborted && shown) compare(shown.report, reading);
  });
});

function compare(report: OpenReport, reading: OracleReading): void {
  const results = compareWithChain(report.bundle, reading);
  for (const result of results) report.results.set(result.id, result);
  rates = mergeRates(rates, reading.rates);
  refresh();
  const failed = results.filter(({ state }) => state === "failed").length;
  status.textContent =
    failed === 0 ? "Compared with the chain." : `${failed} comparisons with the chain failed.`;
}

compareButton.addEventListener("click", () => {
  const { rpcUrl, oracle } = chainFields();
  const report = shown?.report;
  if (report === undefined) return;
  void run("Comparing with the chain", async (stop) => {
    const reading = await readOracle(rpcUrl, oracle);
    if (stop.aborted) return;
    compare(report, reading);
  });
});

useRewardsForm(run);

addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("dropping");
});
addEventListener("dragleave", () => document.body.classList.remove("dropping"));
addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dropping");
  if (event.dataTransfer) openFiles(droppedFiles(event.dataTransfer));
});

/**
 * `?bundle=ADDRESS`: a link to a report. On the page's own server it opens automatically; another server is contacted
 * only after a click, because otherwise the link's author would decide which servers this browser contacts.
 */
const linked = new URL(location.href).searchParams.get("bundle");
if (linked !== null) {
  byId<HTMLInputElement>("address").value = linked;
  const isHere =
    URL.canParse(linked, document.baseURI) && new URL(linked, document.baseURI).origin === location.origin;
  if (isHere) openAddress(linked);
  else {
    status.replaceChildren(
      element("p", {}, `This link names a report at ${linked}. Choose “Open the address” to request it.`),
    );
  }
}
