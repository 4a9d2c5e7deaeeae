/**
 * Stores finished pages while others are being proved, so that none is proved twice.
 * @module
 */
import type { PlannedPage } from "../plan/plan-pages.ts";
import type { PageProof } from "./check-page-proof.ts";

export interface PageStore {
  /**
   * @returns the stored page, not verified yet; undefined if there is none.
   * @throws StoredPageError if the stored page cannot be read.
   */
  read(page: PlannedPage): Promise<unknown>;
  /** Atomic; flushed to the disk when it returns. */
  write(proof: PageProof): Promise<void>;
}
