/**
 * A report as a page: each part with the state of the checks that it depends on.
 * @module
 */
import type { OpenReport } from "../open-report.ts";
import type { RatePoint } from "../rate-history.ts";
import { updateMarks } from "./check-marks.ts";
import { checksSection, updateDetails } from "./checks-section.ts";
import { claimsSection } from "./claims-section.ts";
import { componentsSection } from "./components-section.ts";
import { deploymentSection } from "./deployment-section.ts";
import { element } from "./element.ts";
import { identitySection } from "./identity-section.ts";
import { keyFigures } from "./key-figures.ts";
import { ratesSection } from "./rates-section.ts";
import { validatorsSection } from "./validators-section.ts";
import { keyWarning, verdict } from "./verdict.ts";

export interface ReportView {
  readonly root: HTMLElement;
  /** Updates the states of the checks. */
  update(rates: readonly RatePoint[]): void;
}

export function reportView(report: OpenReport, rates: readonly RatePoint[]): ReportView {
  const { facts, name } = report;
  const top = element("div", { class: "top" });
  let ratesShown = ratesSection(rates);
  const root = element(
    "div",
    { class: "report" },
    top,
    keyFigures(facts),
    componentsSection(facts),
    ...(facts.deployment === null ? [] : [deploymentSection(facts.deployment, facts.rate)]),
    validatorsSection(facts),
    ratesShown,
    checksSection(),
    claimsSection(facts),
    identitySection(facts, name),
  );
  const update = (now: readonly RatePoint[]) => {
    const { results, progress, ended } = report;
    const warning = keyWarning(facts);
    top.replaceChildren(...(warning ? [warning] : []), verdict(results, progress, facts, ended));
    updateMarks(root, results);
    updateDetails(root, results);
    const next = ratesSection(now);
    if (ended) {
      ratesShown.replaceWith(next);
      ratesShown = next;
    }
  };
  update(rates);
  return { root, update };
}
