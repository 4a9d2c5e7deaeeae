/**
 * Chains on which nothing proved with development keys may be submitted.
 * Source: https://chainlist.org, chain ids of the networks with a public beacon chain or public EIP-4788.
 * @module
 */

const PUBLIC_CHAIN_IDS: ReadonlySet<number> = new Set([
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
]);

export function isPublicChain(chainId: number): boolean {
  return PUBLIC_CHAIN_IDS.has(chainId);
}
