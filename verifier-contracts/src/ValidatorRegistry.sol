// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IPoseidon3} from "./interfaces/IPoseidon3.sol";
import {IValidatorRegistry} from "./interfaces/IValidatorRegistry.sol";

/// @title  ValidatorRegistry
/// @notice The ordered list of validators that back pufETH, as one Poseidon chain that the circuit recomputes.
/// @dev    Verified here: indices are unique and below 2^40, principals are not zero, and Poseidon is circomlib's
///         (one known answer).
///         Trusted, not verified: the owner's list. Whether an index exists, is the protocol's and holds that principal
///         is not checked; a registry fed by beacon proofs takes this one's place behind IValidatorRegistry.
contract ValidatorRegistry is IValidatorRegistry, Ownable {
    /// @notice VALIDATOR_REGISTRY_LIMIT, consensus-specs phase0/beacon-chain.md; the circuit's range check too.
    uint64 public constant INDEX_LIMIT = 2 ** 40;

    /// @dev Poseidon(1, 2, 3), from circomlibjs `buildPoseidon`; a test recomputes it.
    uint256 private constant POSEIDON_OF_1_2_3 =
        6542985608222806190361240322586112750744169038454362455181422643027100751666;

    /// @notice The Poseidon contract that circomlibjs generates for three inputs.
    IPoseidon3 public immutable poseidon;

    /// @inheritdoc IValidatorRegistry
    uint256 public commitment;

    /// @inheritdoc IValidatorRegistry
    uint64 public count;

    /// @notice Whether a validator index is in the list.
    mapping(uint64 validatorIndex => bool) public isRegistered;

    /// @notice One entry was added: the whole list can be rebuilt from these.
    /// @param position       Place in the list, from 0.
    /// @param validatorIndex Beacon chain index.
    /// @param principalGwei  ETH that the pool provided, gwei.
    /// @param commitment     Chain after this entry.
    event ValidatorAppended(
        uint64 indexed position, uint64 indexed validatorIndex, uint64 principalGwei, uint256 commitment
    );

    /// @notice The contract at this address does not compute circomlib's Poseidon of three inputs.
    /// @param poseidon Its address.
    /// @param expected Poseidon(1, 2, 3).
    /// @param given    What it returned; 0 if there is no code.
    error PoseidonMismatch(address poseidon, uint256 expected, uint256 given);

    /// @notice The two lists do not pair up.
    /// @param indices    Number of indices.
    /// @param principals Number of principals.
    error LengthMismatch(uint256 indices, uint256 principals);

    /// @notice A validator is already in the list.
    /// @param validatorIndex Its index.
    error ValidatorAlreadyRegistered(uint64 validatorIndex);

    /// @notice No beacon state can hold this index.
    /// @param validatorIndex The index.
    /// @param limit          First index that is too large.
    error ValidatorIndexTooLarge(uint64 validatorIndex, uint64 limit);

    /// @notice A validator without principal backs nothing.
    /// @param validatorIndex Its index.
    error PrincipalZero(uint64 validatorIndex);

    /// @param owner_    Who may append.
    /// @param poseidon_ The Poseidon contract.
    constructor(address owner_, IPoseidon3 poseidon_) Ownable(owner_) {
        uint256 answer = address(poseidon_).code.length == 0 ? 0 : poseidon_.poseidon([uint256(1), 2, 3]);
        if (answer != POSEIDON_OF_1_2_3) {
            revert PoseidonMismatch(address(poseidon_), POSEIDON_OF_1_2_3, answer);
        }
        poseidon = poseidon_;
    }

    /// @notice Appends validators in the order given. Owner only.
    /// @param indices        Beacon chain indices, none of them in the list yet.
    /// @param principalsGwei What the pool provided for each, gwei, not zero.
    function append(uint64[] calldata indices, uint64[] calldata principalsGwei) external onlyOwner {
        if (indices.length != principalsGwei.length) {
            revert LengthMismatch(indices.length, principalsGwei.length);
        }
        uint256 chain = commitment;
        uint64 position = count;
        for (uint256 i = 0; i < indices.length; ++i) {
            (uint64 validatorIndex, uint64 principalGwei) = (indices[i], principalsGwei[i]);
            if (validatorIndex >= INDEX_LIMIT) revert ValidatorIndexTooLarge(validatorIndex, INDEX_LIMIT);
            if (principalGwei == 0) revert PrincipalZero(validatorIndex);
            if (isRegistered[validatorIndex]) revert ValidatorAlreadyRegistered(validatorIndex);
            isRegistered[validatorIndex] = true;
            chain = poseidon.poseidon([chain, validatorIndex, principalGwei]);
            emit ValidatorAppended(position, validatorIndex, principalGwei, chain);
            ++position;
        }
        commitment = chain;
        count = position;
    }
}
