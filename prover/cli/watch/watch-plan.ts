/**
 * Which of the options of `prove --watch` may stand together, and what they mean.
 * @module
 */
import type { Address } from "viem";
import type { ChainClient } from "../../chain/client/chain-client.ts";
import { DAILY_STEP, WATCH_STEPS, type WatchStep } from "../../watch/constants.ts";
import { chainClientOf } from "../options/chain-client-of.ts";
import { parseAddress } from "../options/parse-address.ts";
import { UsageError } from "../options/usage-error.ts";
import type { RawWatchOptions } from "./options.ts";

export interface WatchPlan {
  readonly chain: ChainClient;
  readonly oracle: Address;
  readonly steps: readonly WatchStep[];
  readonly followsConsolidations: boolean;
  readonly sends: boolean;
}

/** @throws UsageError */
export function watchPlanOf({
  beacon,
  rpc,
  rpcHeader,
  rpcTimeout,
  oracle,
  do: steps = ["prove"],
}: RawWatchOptions): WatchPlan {
  if (beacon === undefined) throw new UsageError("--watch needs --beacon: each spurt has another block.");
  if (rpc === undefined || oracle === undefined)
    throw new UsageError("--watch needs --rpc and --oracle, to find the next spurt.");
  return {
    chain: chainClientOf({ rpc, rpcHeader, rpcTimeout }),
    oracle: parseAddress("--oracle", oracle),
    steps: WATCH_STEPS.filter((step) => steps.includes(step)),
    followsConsolidations: steps.includes(DAILY_STEP),
    sends: steps.some((step) => step !== "prove"),
  };
}
