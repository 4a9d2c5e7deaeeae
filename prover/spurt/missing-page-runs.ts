/**
 * The pages of a bundle that the chain lacks, as runs of one transaction each.
 * @module
 */
import { readIsProved, readProgress } from "../chain/views/oracle-views.ts";
import { pageBorders } from "./calls/encode-pages.ts";
import { groupPages } from "./group-pages.ts";
import { nextPage } from "./next-page.ts";
import type { PartLimits } from "./parts/fill-parts.ts";
import type { PreparedSubmission } from "./prepare-submission.ts";

/**
 * @returns For each run its first page and the one behind its last, counted from 0; none where the chain has all of them.
 * @throws The errors of `nextPage` and `groupPages`, and those of reading.
 */
export async function missingPageRuns(
  { chain, contracts, spurt, bundle }: PreparedSubmission,
  { gas, bytes }: Pick<PartLimits, "gas" | "bytes">,
): Promise<(readonly [number, number])[]> {
  const { count } = await readProgress(chain, contracts, spurt);
  const isProved = (border: bigint) => readIsProved(chain, contracts, spurt, border);
  const next = await nextPage(spurt, pageBorders(bundle), count, isProved);
  if (next === undefined) return [];
  const limits = { gas, bytes, pages: Number.POSITIVE_INFINITY };
  let from = next;
  return (await groupPages(bundle, next, limits, { chain, registry: contracts.registry })).map((pages) => {
    const run = [from, from + pages] as const;
    from += pages;
    return run;
  });
}
