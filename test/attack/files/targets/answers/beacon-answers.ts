/** A state that is fetched whole or in parts: whatever the node says, it is that of the block that was named by its root. @module */
import { balanceGweiAt } from "../../../../../prover/state/balances.ts";
import { fetchState } from "../../../../../prover/state/fetch-state.ts";
import { headerRoot } from "../../../../../prover/state/ssz-branch.ts";
import { withBalances } from "../../../../../prover/state/with-balances.ts";
import { syntheticState } from "../../../../../scripts/synthetic-state/synthetic-state.ts";
import { serveProofs } from "../../../../state/serve-proofs.ts";
import { PATIENCE_MS } from "../../../../support/patience.ts";
import type { AttackedFile } from "../../target.ts";
import { answersAttack } from "./answers-attack.ts";

const BALANCES_GWEI = Array.from({ length: 44 }, (_, i) => 32_000_000_000n + BigInt(i));
const REGISTRY = [3, 17, 43].map((index) => ({ index, principalGwei: 32_000_000_000n }));

async function attackOn(kind: string, stateRoute: "debug" | "proofs"): Promise<AttackedFile> {
  const { stateBytes, header } = await syntheticState(BALANCES_GWEI, "electra");
  const blockRoot = headerRoot(header);
  return answersAttack({
    kind,
    async start() {
      const node = await serveProofs({ stateBytes, fork: "electra", header });
      return {
        url: node.url,
        async run(url) {
          const access = { beaconUrls: [url], inactivityTimeoutMs: PATIENCE_MS, stateRoute };
          const state = await withBalances(await fetchState({ ...access, blockId: blockRoot }), REGISTRY);
          const changed = REGISTRY.find(({ index }) => balanceGweiAt(state, index) !== BALANCES_GWEI[index]);
          return changed && `another balance of ${changed.index}`;
        },
        close: () => node.close(),
      };
    },
  });
}

export const stateAnswers = (): Promise<AttackedFile> => attackOn("answers-state", "debug");
export const partsAnswers = (): Promise<AttackedFile> => attackOn("answers-parts", "proofs");
