/**
 * The client of the execution node that the options name: each command makes one, and hands it down.
 * @module
 */
import {
  type ChainClient,
  type ChainClientOptions,
  createChainClient,
} from "../../chain/client/chain-client.ts";
import { WAITING } from "../waiting.ts";
import type { RpcOptions } from "./chain-options.ts";
import { headersOf } from "./header-options.ts";

/** @param around  see `ChainClientOptions`. */
export function chainClientOf(
  { rpc, rpcHeader, rpcTimeout }: RpcOptions & { readonly rpc: string },
  around?: ChainClientOptions["around"],
): ChainClient {
  return createChainClient({
    ...WAITING,
    around,
    url: rpc,
    headers: headersOf("rpc", rpcHeader),
    timeoutMs: rpcTimeout === undefined ? undefined : rpcTimeout * 1000,
  });
}
