/**
 * `npm run demo`: from nothing to a pufETH rate on a real chain, on one machine. Compiles the small circuit, makes
 * development keys, starts an execution client and a consensus loop, deploys the contracts, moves ETH into the pools,
 * proves the reserves over the Beacon API and reports them.
 * @module
 */
import { createProgress } from "../prover/cli/progress.ts";
import type { PageSize } from "../prover/plan/page-sizes.ts";
import { deployProtocol } from "./contracts/deploy-protocol.ts";
import { forgeBuild } from "./contracts/forge.ts";
import { writePageVerifier } from "./contracts/write-page-verifier.ts";
import { DEMO_POOL_DEPOSITS_WEI, DEMO_REGISTRY, DEMO_SUPPLY_WEI } from "./demo/demo-registry.ts";
import { formatReport } from "./demo/format-report.ts";
import { runSpurt } from "./demo/run-spurt.ts";
import { startDevnet } from "./devnet/start-devnet.ts";
import { setUpSize } from "./set-up-size.ts";

const SIZE: PageSize = "small";
const FORK = "electra";
/** Real time between blocks; on the network's own clock it is 12 s. */
const SLOT_INTERVAL_MS = 1000;

const progress = createProgress({ silent: false });
await progress.stage(`Circuit and development keys (${SIZE})`, (say) => setUpSize(SIZE, say));
const verifierName = await progress.stage("Contracts", async (say) => {
  const name = await writePageVerifier(SIZE);
  say("compiling with solc");
  await forgeBuild();
  return name;
});
const network = await progress.stage("Start the network", () => startDevnet({ fork: FORK }));
try {
  const blocks = network.run(SLOT_INTERVAL_MS);
  const protocol = await progress.stage("Deploy, mint, fill the pools", () =>
    deployProtocol(network, {
      verifierName,
      registry: DEMO_REGISTRY,
      supplyWei: DEMO_SUPPLY_WEI,
      poolDepositsWei: DEMO_POOL_DEPOSITS_WEI,
    }),
  );
  const spurt = await runSpurt(network, protocol, DEMO_REGISTRY, SIZE, progress.stage);
  await blocks.stop();
  console.log(formatReport({ spurt, poolsWei: DEMO_POOL_DEPOSITS_WEI, times: progress.times }));
} finally {
  await network.stop();
}
// snarkjs keeps the threads of its curve alive.
process.exit();
