/**
 * Views of contracts that others deployed, as far as a network file, or a bundle, is checked with them. Names and types are those
 * of public sources: PufferFinance/puffer-contracts, mainnet-contracts/src (PufferVaultV5.sol, whose totalAssets() adds
 * getPendingLidoETHAmount(); PufferProtocol.sol), Layr-Labs/eigenlayer-contracts, OpenZeppelin's AccessManager.
 * @module
 */
import { parseAbi } from "viem";

export const vaultAbi = parseAbi([
  "function totalAssets() view returns (uint256)",
  "function totalSupply() view returns (uint256)",
  "function balanceOf(address account) view returns (uint256)",
  "function getPendingLidoETHAmount() view returns (uint256)",
  "function getTotalRewardMintAmount() view returns (uint256)",
  "function getTotalRewardDepositAmount() view returns (uint256)",
  "function PUFFER_ORACLE() view returns (address)",
  "function RESTAKING_REWARDS_DEPOSITOR() view returns (address)",
]);

export const oracleAbi = parseAbi([
  "function getLockedEthAmount() view returns (uint256)",
  "function authority() view returns (address)",
]);

export const depositorAbi = parseAbi(["function getPendingDistributionAmount() view returns (uint256)"]);

export const tokenAbi = parseAbi(["function balanceOf(address account) view returns (uint256)"]);

export const protocolAbi = parseAbi([
  "function PUFFER_ORACLE() view returns (address)",
  "function PUFFER_VAULT() view returns (address)",
  "function PUFFER_MODULE_MANAGER() view returns (address)",
  "struct Validator { address node; uint96 bond; address module; uint8 status; bytes pubKey; }",
  "function getValidators(bytes32 moduleName) view returns (Validator[])",
]);

export const moduleAbi = parseAbi(["function getEigenPod() view returns (address)"]);

export const authorityAbi = parseAbi([
  "function hasRole(uint64 roleId, address account) view returns (bool isMember, uint32 executionDelay)",
]);

export const allocationAbi = parseAbi([
  "function getMaxMagnitude(address operator, address strategy) view returns (uint64)",
]);
