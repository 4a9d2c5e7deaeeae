/**
 * Where finished pages are kept while others are still being proved, so that none is ever proved twice.
 * @module
 */
import type { PlannedPage } from "../plan/plan-pages.ts";
import type { PageProof } from "./check-page-proof.ts";

export interface PageStore {
  /**
   * @returns what is kept of this page, not verified yet; undefined where nothing is.
   * @throws StoredPageError where what is there cannot be read.
   */
  read(page: PlannedPage): Promise<unknown>;
  /** At once or not at all, and on the disk when it returns. */
  write(proof: PageProof): Promise<void>;
}
