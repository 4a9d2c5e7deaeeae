// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @dev Places in storage of the deployed Puffer protocol, as structs of our own: `test/support/puffer-world.exhaustive.test.ts`
///      compares them with the formulas that a network file and the contracts of `src/puffer` use.

/// @dev Behind the vault's base.
struct VaultStorage {
    uint256 lidoLockedEth;
    uint256[10] unused;
    uint256 exitFeeBasisPoints;
    uint256 totalRewardDepositAmount;
    uint256 totalRewardMintAmount;
    uint96 treasuryFeeBasisPoints;
    address treasury;
}

/// @dev Behind the base of OpenZeppelin's upgradeable ERC-20.
struct TokenStorage {
    mapping(address account => uint256) balances;
    mapping(address account => mapping(address spender => uint256)) allowances;
    uint256 totalSupply;
}

/// @dev Of a validator of the protocol; the order is the one of the contract.
enum PairStatus {
    UNINITIALIZED,
    PENDING,
    SKIPPED,
    ACTIVE,
    FROZEN
}

/// @dev One validator of a module, as the getter returns it and the storage keeps it.
struct ShapeValidator {
    address node;
    uint96 bond;
    address module;
    PairStatus status;
    bytes pubKey;
}

struct ModuleLimit {
    uint128 allowedLimit;
    uint128 numberOfRegisteredValidators;
}

/// @dev Behind the protocol's base.
struct ProtocolStorage {
    bytes32[] moduleWeights;
    uint256 moduleSelectIndex;
    mapping(bytes32 name => uint256) pendingValidatorIndices;
    mapping(bytes32 name => uint256) nextToBeProvisioned;
    mapping(bytes32 name => mapping(uint256 index => ShapeValidator)) validators;
    mapping(bytes32 name => address) modules;
    mapping(bytes32 name => ModuleLimit) moduleLimits;
    mapping(address node => uint256) nodeOperatorInfo;
    uint256 minimumVtAmount;
    uint256 vtPenalty;
}

/// @dev At the depositor's literal base: one slot.
struct DepositorStorage {
    uint48 lastDepositTimestamp;
    uint104 rewardsDistributionWindow;
    uint104 lastDepositAmount;
}

/// @dev ERC-1967 calls it so.
bytes32 constant IMPLEMENTATION_SLOT = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;

bytes32 constant VAULT_BASE = 0x611ea165ca9257827fc43d2954fdae7d825e82c825d9037db9337fa1bfa93100;
bytes32 constant TOKEN_BASE = 0x52c63247e1f47db19d5ce0460030c497f067ca4cebf71ba98eeadabe20bace00;
bytes32 constant PROTOCOL_BASE = 0xb8d3716136db480afe9a80da6be84f994509ecf9515ed14d03024589b5f2bd00;
/// @dev A literal; it is not the ERC-7201 hash of the name that stands beside it.
bytes32 constant DEPOSITOR_BASE = 0x4a89cef1c30d36c0ff2c9fb23c831a9c153cf25feb747c6591cde6a5261b4000;

/// @dev Never deployed: the compiler's `storageLayout` of it has the offsets of all members.
contract ShapeLayouts {
    VaultStorage internal vault;
    TokenStorage internal token;
    ProtocolStorage internal protocol;
    DepositorStorage internal depositor;
}
