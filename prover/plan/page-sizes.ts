/**
 * The sizes of the circuit `reserves-page`: M hash slots and L lanes (circuits/mains/<name>.circom).
 * M is the most that fits the domain with room for lanes, L the most that fits beside M slots: circuits/README.md.
 * @module
 */

export interface PageLimits {
  /** M: SHA-256 pair hashes of one page. */
  readonly slots: number;
  /** L: validators of one page. */
  readonly lanes: number;
}

export const PAGE_SIZES = {
  /** 2^17 constraints: for tests. */
  test: { slots: 4, lanes: 8 },
  /** 2^18 constraints: for the demo and for small registries. */
  small: { slots: 8, lanes: 17 },
  /** 2^20 constraints: for production. */
  standard: { slots: 33, lanes: 31 },
  /** 2^21 constraints: half as many pages on chain, for provers with enough memory. */
  large: { slots: 66, lanes: 48 },
  /** 2^22 constraints: half as many again, for the native prover. */
  huge: { slots: 131, lanes: 78 },
} as const satisfies Record<string, PageLimits>;

export type PageSize = keyof typeof PAGE_SIZES;

/** log2 of the constraint domain, which determines proving time, memory and key size. */
export const DOMAIN_POWERS = {
  test: 17,
  small: 18,
  standard: 20,
  large: 21,
  huge: 22,
} as const satisfies Record<PageSize, number>;

export const PAGE_SIZE_NAMES = Object.keys(PAGE_SIZES) as PageSize[];
