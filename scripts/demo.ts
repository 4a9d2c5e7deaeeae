/**
 * `npm run demo`: from nothing to a pufETH rate on a real chain, on one machine. Compiles the small circuit, makes
 * development keys, starts an execution client and a consensus loop, deploys the contracts, registers validators, lets
 * a spurt end, proves the reserves over the Beacon API, brings them to the chain, step by step, audits the bundle and
 * writes its report. What it leaves, in build/demo, the web page opens: the last line says how.
 * @module
 */
import { createProgress } from "../prover/cli/output/progress.ts";
import type { PageSize } from "../prover/plan/page-sizes.ts";
import { deployProtocol } from "./contracts/deploy-protocol.ts";
import { createSender } from "./contracts/sender.ts";
import { BUILD_STAGE, buildAll } from "./demo/build-all.ts";
import { DEMO_PLAN, DEMO_SPURT_END_SLOT, demoGenesis } from "./demo/demo-protocol.ts";
import { formatReport } from "./demo/format-report.ts";
import { readReport } from "./demo/read-report.ts";
import { runSpurt } from "./demo/run-spurt.ts";
import { startDevnet } from "./devnet/start-devnet.ts";

const SIZE: PageSize = "small";
const FORK = "electra";

const progress = createProgress({ silent: false });
const built = await progress.stage(BUILD_STAGE, (say) => buildAll(SIZE, say));
const network = await progress.stage("Start the network", () =>
  startDevnet({ fork: FORK, ...demoGenesis() }),
);
try {
  const blocks = network.runOnDemand();
  const protocol = await progress.stage("Deploy, mint, fill the pools, announce validators", () =>
    deployProtocol(createSender(network), network, { ...DEMO_PLAN, verifierName: built.verifierName }),
  );
  const options = { size: SIZE, endSlot: DEMO_SPURT_END_SLOT };
  const spurt = await runSpurt(network, protocol, options, progress.stage);
  const onChain = await readReport(network.rpcUrl, protocol, 1n);
  await blocks.stop();
  console.log(formatReport({ built, spurt, onChain, times: progress.times }));
} finally {
  await network.stop();
}
// snarkjs keeps the threads of its curve alive.
process.exit();
