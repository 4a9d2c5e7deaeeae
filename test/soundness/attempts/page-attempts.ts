/** Everything that is tried on a page, by the honest page that it begins with. @module */
import { PAGE_SIZES } from "../../../prover/plan/page-sizes.ts";
import type { CircuitInput } from "../../../prover/witness/circuit-input.ts";
import { fullPage, fullPageWithoutClaims, pageExample, pageOfOneChunk } from "../../support/page-example.ts";
import type { Forger } from "../forger.ts";
import { type Attempt, range } from "./attempt.ts";
import { examples, falseBalances } from "./example-page.ts";
import { laneClaims } from "./lane-claims.ts";
import { rootOutOfUse } from "./one-chunk.ts";
import { pagesWithoutClaims } from "./pages-without-claims.ts";
import { slotClaims } from "./slot-claims.ts";

export interface AttemptsOverPage {
  readonly name: string;
  readonly page: () => Promise<CircuitInput>;
  readonly attempts: (forger: Forger) => Attempt[];
}

export const PAGE_ATTEMPTS: readonly AttemptsOverPage[] = [
  {
    name: "the example",
    page: pageExample,
    attempts: (forger) => [...falseBalances(forger), ...examples(forger)],
  },
  ...range(PAGE_SIZES.test.slots).map((unused) => ({
    name: `a full page, slot ${unused} unused`,
    page: () => fullPage(unused),
    attempts: (forger: Forger) => [...laneClaims(forger, unused), ...slotClaims(forger, unused)],
  })),
  { name: "a page of one chunk", page: pageOfOneChunk, attempts: rootOutOfUse },
  { name: "a full page without claims", page: fullPageWithoutClaims, attempts: pagesWithoutClaims },
];
