/**
 * Chains on which nothing proved with development keys may be submitted, and that no verifier of such a key is deployed
 * on: scripts/export-verifier.ts writes them into it.
 * Source: https://chainlist.org, chain ids of the networks with a public beacon chain or public EIP-4788.
 * @module
 */

export const PUBLIC_CHAIN_IDS: readonly number[] = [
  1, // Ethereum
  10, // OP Mainnet
  100, // Gnosis
  137, // Polygon
  8453, // Base
  10200, // Chiado
  17000, // Holesky
  42161, // Arbitrum One
  560048, // Hoodi
  11155111, // Sepolia
];

export function isPublicChain(chainId: number): boolean {
  return PUBLIC_CHAIN_IDS.includes(chainId);
}

/** The usual ids of private chains: of geth and of Hardhat and Anvil, and that of `npm run devnet`. */
export const DEVELOPMENT_CHAIN_IDS: readonly number[] = [1337, 31337, 32382];

export function isDevelopmentChain(chainId: number): boolean {
  return DEVELOPMENT_CHAIN_IDS.includes(chainId);
}
