/**
 * The structs that ReservesOracle takes, ABI-encoded one by one, so that a forge test decodes, changes and sends them.
 * Written down here a second time (verifier-contracts/src): a fixture must not depend on what it tests.
 * @module
 */
import { type AbiParameterToPrimitiveType, encodeAbiParameters, type Hex, parseAbiParameters } from "viem";

const HEADER = parseAbiParameters([
  "BeaconHeader header",
  "struct BeaconHeader { uint64 slot; uint64 proposerIndex; bytes32 parentRoot; bytes32 stateRoot; bytes32 bodyRoot; }",
]);
const LIST_TOP_STRUCT = "struct ListTop { bytes32 node; uint64 length; bytes32[] branch; bytes32[] levels; }";
const LIST_TOP = parseAbiParameters(["ListTop top", LIST_TOP_STRUCT]);
const PAGE_RUN = parseAbiParameters([
  "PageRun run",
  "struct PageRun { uint64 count; uint256 principalWei; uint256 rawWei; Page[] pages; }",
  "struct Page { bytes32 linkNode; uint64 linkDepth; uint64 firstChunk; bytes32[] branch; uint256 commitmentOut; uint256 principalOutWei; uint256 rawOutWei; uint64 countOut; uint64 existingOut; uint256[8] proof; }",
]);
const EXECUTION_PROOF = parseAbiParameters([
  "ExecutionProof execution",
  "struct ExecutionProof { bytes32 stateRoot; bytes32[] branch; bytes header; bytes[] nodes; uint64[] places; SourceProof[] sources; SourceProof[] liabilities; SourceProof supply; ExpectedWithdrawalsProof withdrawals; }",
  "struct SourceProof { bytes account; bytes slot; }",
  "struct ExpectedWithdrawalsProof { ExpectedWithdrawal[] entries; bytes32[] branch; }",
  "struct ExpectedWithdrawal { uint64 index; uint64 validatorIndex; address recipient; uint64 amountGwei; }",
]);
const PENDING_DEPOSITS_PROOF = parseAbiParameters([
  "PendingDepositsProof deposits",
  "struct PendingDepositsProof { ListTop top; WaitingDeposit[] waiting; uint64[] writtenOff; }",
  "struct WaitingDeposit { uint64 provision; uint64 position; bytes32 withdrawalCredentials; bytes32 signatureRoot; bytes32 rest; bytes32[] branch; }",
  LIST_TOP_STRUCT,
]);

export type HeaderPiece = AbiParameterToPrimitiveType<(typeof HEADER)[0]>;
export type ListTopPiece = AbiParameterToPrimitiveType<(typeof LIST_TOP)[0]>;
export type PageRunPiece = AbiParameterToPrimitiveType<(typeof PAGE_RUN)[0]>;
export type PagePiece = PageRunPiece["pages"][number];
export type ExecutionProofPiece = AbiParameterToPrimitiveType<(typeof EXECUTION_PROOF)[0]>;
export type ExpectedWithdrawalsPiece = ExecutionProofPiece["withdrawals"];
export type SourceProofPiece = ExecutionProofPiece["supply"];
export type PendingDepositsPiece = AbiParameterToPrimitiveType<(typeof PENDING_DEPOSITS_PROOF)[0]>;

export const encodeHeader = (header: HeaderPiece): Hex => encodeAbiParameters(HEADER, [header]);
export const encodeListTop = (top: ListTopPiece): Hex => encodeAbiParameters(LIST_TOP, [top]);
export const encodePageRun = (run: PageRunPiece): Hex => encodeAbiParameters(PAGE_RUN, [run]);
export const encodeExecutionProof = (proof: ExecutionProofPiece): Hex =>
  encodeAbiParameters(EXECUTION_PROOF, [proof]);
export const encodePendingDeposits = (proof: PendingDepositsPiece): Hex =>
  encodeAbiParameters(PENDING_DEPOSITS_PROOF, [proof]);
