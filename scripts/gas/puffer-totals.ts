/**
 * What a whole registration and a week take on the deployed Puffer protocol: transactions that were measured, and pages as the
 * planner expects them over a list as long as mainnet's.
 * @module
 */
import { outlinePlan } from "../../prover/plan/outline-plan.ts";
import type { PageSize } from "../../prover/plan/page-sizes.ts";
import { layoutOf } from "../../prover/state/layout.ts";
import { drawAtRandom, drawInRuns, MAINNET_LENGTH } from "../synthetic-state/drawn-registry.ts";
import type { Cost, PufferGas } from "./measure-puffer-gas.ts";

export const REGISTRY_SIZES = [1000, 5000] as const;
const MODULES = 98;
const PAGE_SIZES = ["standard", "large"] as const satisfies readonly PageSize[];
const ORDERS = [
  { name: "in runs of eight", draw: drawInRuns },
  { name: "at random", draw: drawAtRandom },
] as const;
const BALANCES = { length: MAINNET_LENGTH, shape: layoutOf("fulu").lists.balances.shape };
/** The largest registration beside the one that fills a transaction. */
const FEW_PAIRS = 32;

/** By a line of text each. */
export function pufferTotals(measured: PufferGas): Record<string, Cost> {
  const totals: Record<string, Cost> = {};
  for (const validators of REGISTRY_SIZES) {
    const transactions = Math.ceil(validators / measured.pairsThatFit);
    const name = `${MODULES} modules and ${count(validators)} validators: ${transactions + MODULES} transactions`;
    totals[name] = registration(measured, validators);
  }
  for (const validators of REGISTRY_SIZES) {
    for (const { name, draw } of ORDERS) {
      for (const size of PAGE_SIZES) {
        const { pages, cost } = plannedPages(draw(validators), size);
        totals[`week of ${count(validators)} validators ${name}, 10 pods: ${pages} pages of ${size}`] = sum([
          ...["open", "prove the core", "show 10 pods", "finalize"].map((step) => measured.costs[step]!),
          cost,
        ]);
      }
    }
  }
  return totals;
}

/** Each further pair costs the same between the two registrations that were measured. */
function registration({ costs, pairsThatFit }: PufferGas, validators: number): Cost {
  const full = costs["register as many pairs as fit"]!;
  const few = costs[`register ${FEW_PAIRS} pairs`]!;
  const rest = validators % pairsThatFit;
  const share = (rest - FEW_PAIRS) / (pairsThatFit - FEW_PAIRS);
  return sum([
    times(costs["add a module"]!, MODULES),
    times(full, Math.floor(validators / pairsThatFit)),
    ...(rest === 0 ? [] : [few, times(full, share), times(few, -share)]),
  ]);
}

function plannedPages(registry: ReturnType<typeof drawInRuns>, size: PageSize) {
  const [osaka, amsterdam] = (["osaka", "amsterdam"] as const).map((rules) =>
    outlinePlan(registry, BALANCES, size, 0, rules),
  );
  // Pages execute more than the floor of their calldata.
  const cost: Cost = { standard: osaka!.gas, today: osaka!.gas, amsterdam: amsterdam!.gas };
  return { pages: osaka!.pages, cost };
}

function times({ bytes = 0, standard, today, amsterdam }: Cost, factor: number): Cost {
  return {
    bytes: factor * bytes,
    standard: factor * standard,
    today: factor * today,
    amsterdam: factor * amsterdam,
  };
}

function sum(costs: readonly Cost[]): Cost {
  const total = (amount: (cost: Cost) => number) =>
    Math.round(costs.reduce((all, cost) => all + amount(cost), 0));
  const bytes = costs.every((cost) => cost.bytes !== undefined) && total((cost) => cost.bytes!);
  return {
    ...(bytes === false ? {} : { bytes }),
    standard: total((cost) => cost.standard),
    today: total((cost) => cost.today),
    amsterdam: total((cost) => cost.amsterdam),
  };
}

const count = (validators: number): string => validators.toLocaleString("en");
