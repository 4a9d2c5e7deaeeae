/**
 * The client of the execution node that the options name: each command makes one, and hands it down.
 * @module
 */
import { type ChainClient, createChainClient } from "../../chain/client/chain-client.ts";
import { WAITING } from "../waiting.ts";
import type { RpcOptions } from "./chain-options.ts";

export function chainClientOf({ rpc, rpcTimeout }: RpcOptions & { readonly rpc: string }): ChainClient {
  return createChainClient({
    ...WAITING,
    url: rpc,
    timeoutMs: rpcTimeout === undefined ? undefined : rpcTimeout * 1000,
  });
}
