/**
 * The funded account of the development network.
 *
 * PUBLIC KEY MATERIAL: this is the first account of the mnemonic "test test … junk" that Hardhat and anvil print on
 * every start. Everybody knows the private key, so anything sent to it on a public chain is taken at once.
 * @module
 */
import type { Hex } from "../../prover/hex.ts";

export const DEV_ACCOUNT_ADDRESS: Hex = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
export const DEV_ACCOUNT_PRIVATE_KEY: Hex =
  "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
/** Balance in the execution genesis, wei: 16,000 ETH. */
export const DEV_ACCOUNT_BALANCE_WEI = 16_000n * 10n ** 18n;
