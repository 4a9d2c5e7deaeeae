/**
 * What `import … from "pufeth-proof-of-reserves"` loads: lets Node read TypeScript (there is no build step) while it loads
 * index.ts, and then leaves the process as it was. A tsconfig.json in the caller's folder has no say.
 */
import { register } from "tsx/esm/api";

const unregister = register({ tsconfig: false });
const library = await import("./index.ts").finally(unregister);

// Node needs the names before it runs anything.
export const {
  auditBundle,
  BadInputError,
  CheckFailedError,
  compareReport,
  createChainClient,
  ejectValidators,
  finalizeOpinion,
  finalizeSpurt,
  findBackend,
  followConsolidations,
  formatWeiAsEth,
  loadKeys,
  onThisMachine,
  openSpurt,
  ProverError,
  planSpurt,
  proveSpurt,
  readBundle,
  readKeysManifest,
  readOpinionStatus,
  readRate,
  readRegistry,
  readReport,
  readStatus,
  readVerificationKey,
  registerPairs,
  registerValidators,
  reportFiles,
  reportWhole,
  StateCache,
  stateFromFile,
  stateFromNodes,
  submitPages,
  summaryToReport,
  UnavailableError,
  verifyBundle,
  writeReport,
} = library;
