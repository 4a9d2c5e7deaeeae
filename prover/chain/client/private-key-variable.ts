/** In its own file, so that help pages need not load the signing code. */
export const PRIVATE_KEY_VARIABLE = "PUFETH_POR_PRIVATE_KEY";
