/**
 * Where the pages of a bundle go on.
 * @module
 */
import { PagesBeforeBundleMissingError, PagesDoNotFitError } from "./page-errors.ts";

/**
 * The page to send next, from 0; undefined if the oracle has as many validators. Where others went further by other
 * pages, it goes on from the last border at which a run of this partition ended.
 * @param borders  of the bundle: `pageBorders`.
 * @param count    validators that the oracle has accepted.
 * @throws PagesBeforeBundleMissingError, PagesDoNotFitError
 */
export async function nextPage(
  spurt: bigint,
  borders: readonly bigint[],
  count: bigint,
  isProved: (count: bigint) => Promise<boolean>,
): Promise<number | undefined> {
  if (count >= borders.at(-1)!) return undefined;
  if (count < borders[0]!) throw new PagesBeforeBundleMissingError(spurt, count, borders[0]!);
  const page = borders.findIndex((border) => border >= count);
  let next = page;
  if (borders[page] !== count) {
    do next -= 1;
    while (next >= 0 && !(await isProved(borders[next]!)));
  }
  if (next === -1) throw new PagesDoNotFitError(spurt, count, page);
  return next;
}
