/**
 * Checks that the numbers in the pages are those of the auditor's own state and list of validators.
 * @module
 */
import { pageValidators } from "../../bundle/proved-balances.ts";
import { startWei } from "../../chain/execution/execution-proof.ts";
import { PUBLIC_INPUT_NAMES, toPublicSignals } from "../../plan/public-inputs.ts";
import { balanceGweiAt } from "../../state/balances.ts";
import type { AuditContext, Claim, Difference } from "../claim.ts";
import { type Comparison, differencesOf } from "../differences.ts";
import { LeftOutError } from "../errors.ts";
import { type RecomputedPage, recomputePages } from "../recompute-pages.ts";
import { asked } from "./asked.ts";

export const PAGE_CLAIMS: readonly Claim[] = [
  {
    id: "own-balances",
    sentence: "Every balance is the one in your node's state.",
    offline: false,
    async check({ bundle, evidence }) {
      const state = await evidence.state();
      const comparisons = bundle.pages.flatMap((page, i): Comparison[] => {
        try {
          return pageValidators(bundle, page).map(({ index, balanceGwei }) => [
            `balance of validator ${index} (gwei)`,
            balanceGwei,
            index < state.listLength ? balanceGweiAt(state, index) : null,
          ]);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          return [[`balances of page ${i + 1}`, error.message, "those of its validators"]];
        }
      });
      return differencesOf(comparisons);
    },
  },
  {
    id: "public-inputs",
    sentence: "Every public input of every page is the one computed from your nodes' data.",
    offline: false,
    async check(context) {
      const pages = await ownPages(context);
      if (!Array.isArray(pages)) return [pages];
      return differencesOf(
        context.bundle.pages.flatMap(({ publicSignals }, i) => {
          const own = toPublicSignals(pages[i]!.publicInputs);
          return PUBLIC_INPUT_NAMES.map(
            (name, k): Comparison => [`page ${i + 1}, ${name}`, publicSignals[k], own[k]],
          );
        }),
      );
    },
  },
  {
    id: "reproved",
    sentence: "Proved again from your nodes' data with your keys, every page has the same public signals.",
    offline: false,
    async check(context) {
      const { bundle, evidence } = context;
      const { reprove } = evidence.options;
      if (reprove === undefined) throw new LeftOutError("--reprove was not given");
      const pages = await ownPages(context);
      if (!Array.isArray(pages)) return [pages];
      const { size } = bundle.manifest.circuit;
      const state = await evidence.state();
      const registry = await ownRegistry(context);
      const signals = await asked(() => reprove(size, state, registry, pages));
      return differencesOf(
        bundle.pages.flatMap(({ publicSignals }, i) =>
          PUBLIC_INPUT_NAMES.map(
            (name, k): Comparison => [`page ${i + 1}, ${name}`, publicSignals[k], signals[i]![k]],
          ),
        ),
      );
    },
  },
];

/** Cut to the bundle's length: the contract's list may have grown. */
async function ownRegistry({ bundle, evidence }: AuditContext) {
  return (await evidence.entries()).slice(0, bundle.registry.length);
}

/** @returns the fault, if no pages can be computed from the bundle's borders. */
async function ownPages(context: AuditContext): Promise<RecomputedPage[] | Difference> {
  const { bundle, evidence } = context;
  const state = await evidence.state();
  const registry = await ownRegistry(context);
  const start =
    bundle.execution === null
      ? 0n
      : startWei({ ...(await evidence.execution()), deposits: await evidence.deposits() });
  try {
    return await recomputePages(bundle, registry, state, start);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { what: "position of a page's link node", bundle: error.message, own: null };
  }
}
