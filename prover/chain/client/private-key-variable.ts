/** Alone in its file: who only names it need not load what signs. */
export const PRIVATE_KEY_VARIABLE = "PUFETH_POR_PRIVATE_KEY";
