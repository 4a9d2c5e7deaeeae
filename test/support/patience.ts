/**
 * How long a test lets the code under test wait for an answer that does come. No test waits for it: it is there so that a
 * machine with other work to do does not look like a silent node.
 * @module
 */
export const PATIENCE_MS = 300_000;
