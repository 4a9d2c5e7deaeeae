/**
 * The client of the execution node that the options name: each command makes one, and hands it down.
 * @module
 */
import { type ChainClient, createChainClient } from "../../chain/client/chain-client.ts";
import { WAITING } from "../waiting.ts";
import type { RpcOptions } from "./chain-options.ts";
import { headersOf } from "./header-options.ts";

export function chainClientOf({
  rpc,
  rpcHeader,
  rpcTimeout,
}: RpcOptions & { readonly rpc: string }): ChainClient {
  return createChainClient({
    ...WAITING,
    url: rpc,
    headers: headersOf("rpc", rpcHeader),
    timeoutMs: rpcTimeout === undefined ? undefined : rpcTimeout * 1000,
  });
}
