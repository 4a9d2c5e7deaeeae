/** The contract that maps a block's timestamp to its parent's beacon root, on every chain. Source: EIP-4788. */
export const BEACON_ROOTS_ADDRESS = "0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02";
