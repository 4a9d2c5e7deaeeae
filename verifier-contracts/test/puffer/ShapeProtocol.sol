// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ShapeModule} from "./ShapeModule.sol";
import {ShapeModuleManager} from "./ShapeModuleManager.sol";
import {ShapeOracle} from "./ShapeOracle.sol";
import {ShapeUpgradeable} from "./ShapeProxy.sol";
import {ModuleLimit, PROTOCOL_BASE, PairStatus, ProtocolStorage, ShapeValidator} from "./ShapeStorage.sol";
import {ShapeVault} from "./ShapeVault.sol";

/// @dev Modules and their validators. Indices are never used twice: an exit deletes the fields, a skip keeps them.
contract ShapeProtocol is ShapeUpgradeable {
    ShapeVault public immutable PUFFER_VAULT;
    ShapeOracle public immutable PUFFER_ORACLE;
    ShapeModuleManager public immutable PUFFER_MODULE_MANAGER;
    address public immutable BEACON_DEPOSIT_CONTRACT;

    uint256 private constant PRINCIPAL_WEI = 32 ether;

    event NewPufferModuleCreated(address module, bytes32 indexed moduleName, bytes32 withdrawalCredentials);
    event ValidatorKeyRegistered(bytes pubKey, uint256 indexed index, bytes32 indexed moduleName);
    event SuccessfullyProvisioned(bytes pubKey, uint256 indexed index, bytes32 indexed moduleName);
    event ValidatorSkipped(bytes pubKey, uint256 indexed index, bytes32 indexed moduleName);
    event ValidatorExited(bytes pubKey, uint256 indexed index, bytes32 indexed moduleName);

    constructor(
        ShapeVault vault,
        ShapeOracle oracle,
        ShapeModuleManager moduleManager,
        address depositContract
    ) {
        (PUFFER_VAULT, PUFFER_ORACLE) = (vault, oracle);
        (PUFFER_MODULE_MANAGER, BEACON_DEPOSIT_CONTRACT) = (moduleManager, depositContract);
    }

    function createPufferModule(bytes32 name) external returns (address) {
        ProtocolStorage storage kept = _storage();
        require(kept.modules[name] == address(0), "module exists");
        ShapeModule module = PUFFER_MODULE_MANAGER.createNewPufferModule(name);
        kept.modules[name] = address(module);
        kept.moduleWeights.push(name);
        kept.moduleLimits[name].allowedLimit = 500;
        emit NewPufferModuleCreated(address(module), name, bytes32(module.getWithdrawalCredentials()));
        return address(module);
    }

    /// @dev A key waits to be provisioned.
    function enlist(bytes32 name, address node, uint96 bond, bytes calldata pubKey) public {
        ProtocolStorage storage kept = _storage();
        uint256 index = kept.pendingValidatorIndices[name]++;
        kept.validators[name][index] =
            ShapeValidator(node, bond, kept.modules[name], PairStatus.PENDING, pubKey);
        ++kept.moduleLimits[name].numberOfRegisteredValidators;
        emit ValidatorKeyRegistered(pubKey, index, name);
    }

    /// @dev Pays for the next key of a module.
    function provision(bytes32 name) public {
        (ShapeValidator storage validator, uint256 index) = _takeNext(name);
        validator.status = PairStatus.ACTIVE;
        PUFFER_ORACLE.provisionNode();
        PUFFER_VAULT.transferETH(validator.module, PRINCIPAL_WEI);
        ShapeModule(payable(validator.module)).pay(BEACON_DEPOSIT_CONTRACT, PRINCIPAL_WEI);
        emit SuccessfullyProvisioned(validator.pubKey, index, name);
    }

    function skip(bytes32 name) external {
        (ShapeValidator storage validator, uint256 index) = _takeNext(name);
        validator.status = PairStatus.SKIPPED;
        --_storage().moduleLimits[name].numberOfRegisteredValidators;
        emit ValidatorSkipped(validator.pubKey, index, name);
    }

    /// @dev A validator has left: what came back of it, 32 ETH at most, goes from the module to the vault.
    function exit(bytes32 name, uint256 index, uint256 withdrawnWei) external {
        ProtocolStorage storage kept = _storage();
        ShapeValidator memory validator = kept.validators[name][index];
        require(validator.status == PairStatus.ACTIVE, "not active");
        delete kept.validators[name][index];
        --kept.moduleLimits[name].numberOfRegisteredValidators;
        PUFFER_ORACLE.exitValidators(1);
        ShapeModule(payable(validator.module))
            .pay(address(PUFFER_VAULT), Math.min(withdrawnWei, PRINCIPAL_WEI));
        emit ValidatorExited(validator.pubKey, index, name);
    }

    /// @dev Rewards that a module holds, in place of what was minted for them.
    function transferRewardsToTheVault(bytes32 name, uint256 amountWei) external {
        ShapeModule(payable(_storage().modules[name])).pay(address(this), amountWei);
        PUFFER_VAULT.depositRewards{value: amountWei}();
    }

    /// @dev Enlists and provisions in turn: many validators in one transaction.
    function enlistAndProvision(bytes32 name, address node, bytes[] calldata pubKeys) external {
        for (uint256 i = 0; i < pubKeys.length; ++i) {
            enlist(name, node, 1 ether, pubKeys[i]);
            provision(name);
        }
    }

    receive() external payable {}

    function getValidatorInfo(bytes32 name, uint256 index) external view returns (ShapeValidator memory) {
        return _storage().validators[name][index];
    }

    function getModuleAddress(bytes32 name) external view returns (address) {
        return _storage().modules[name];
    }

    function getModuleWeights() external view returns (bytes32[] memory) {
        return _storage().moduleWeights;
    }

    function getPendingValidatorIndex(bytes32 name) external view returns (uint256) {
        return _storage().pendingValidatorIndices[name];
    }

    function getNextValidatorToBeProvisionedIndex(bytes32 name) external view returns (uint256) {
        return _storage().nextToBeProvisioned[name];
    }

    function getModuleLimitInformation(bytes32 name) external view returns (ModuleLimit memory) {
        return _storage().moduleLimits[name];
    }

    function getValidators(bytes32 name) external view returns (ShapeValidator[] memory validators) {
        validators = new ShapeValidator[](_storage().pendingValidatorIndices[name]);
        for (uint256 i = 0; i < validators.length; ++i) {
            validators[i] = _storage().validators[name][i];
        }
    }

    function _takeNext(bytes32 name) private returns (ShapeValidator storage validator, uint256 index) {
        ProtocolStorage storage kept = _storage();
        index = kept.nextToBeProvisioned[name]++;
        validator = kept.validators[name][index];
        require(validator.status == PairStatus.PENDING, "not pending");
    }

    function _storage() private pure returns (ProtocolStorage storage kept) {
        assembly {
            kept.slot := PROTOCOL_BASE
        }
    }
}
