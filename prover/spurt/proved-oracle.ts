/**
 * The oracle for which a state is proved: it names sources, liabilities, token and registry.
 * @module
 */
import type { Address } from "viem";
import type { ChainClient } from "../chain/client/chain-client.ts";

export interface ProvedOracle {
  readonly chain: ChainClient;
  /** Of the ReservesOracle contract. */
  readonly oracle: Address;
  /** The open spurt whose last block is proved; undefined: a block of any time. */
  readonly spurt?: ProvedSpurt | undefined;
}

export interface ProvedSpurt {
  readonly number: bigint;
  /** Only the validators that the oracle has not accepted yet are proved. Default: all. */
  readonly continued?: boolean | undefined;
}
