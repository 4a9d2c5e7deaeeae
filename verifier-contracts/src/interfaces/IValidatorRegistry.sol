// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ListTop} from "../ListTree.sol";
import {BeaconHeader} from "../SSZ.sol";
import {IEntryChain} from "./IEntryChain.sol";

/// @notice Where a provision stands.
enum ProvisionStatus {
    None,
    /// Announced: its deposit is on its way, or nobody has shown its index yet.
    Provisioned,
    /// Its index is known and it is part of the chain.
    Registered,
    /// Given up by the registrar: it counts 0 ETH.
    WrittenOff
}

/// @notice A validator funded by the pool.
struct Provision {
    /// hash_tree_root of its public key: SHA-256 of the 48 bytes and 16 zeros.
    bytes32 pubkeyRoot;
    /// What the pool provided, gwei.
    uint64 principalGwei;
    /// Beacon chain index; 0 until it is registered.
    uint64 validatorIndex;
    /// When it was announced, seconds.
    uint48 provisionedAt;
    /// When it was written off, or when its principal came back to the pool, seconds; 0 before.
    uint48 settledAt;
    ProvisionStatus status;
}

/// @notice Sums over all provisions, as they were at some time.
struct RegistryTotals {
    /// Announced; of these, written off.
    uint64 provisioned;
    uint64 writtenOff;
    /// What the pool has provided, without those written off and what came back to it, gwei.
    uint80 outstandingGwei;
}

/// @notice The proof that a provisioned public key has this index and pays out to one of the pods.
struct Registration {
    /// Number of the provision, from 1.
    uint64 provision;
    uint64 validatorIndex;
    /// 0x01 or 0x02, eleven zero bytes, the pod.
    bytes32 withdrawalCredentials;
    /// Siblings from the parent of public key and credentials up to the top of the validators list, or up to where they meet
    /// those of the validator that the call has proved before (NeighbourBranch). One that is skipped proves nothing.
    bytes32[] branch;
}

/// @title  IValidatorRegistry
/// @notice The ordered list of validators that back pufETH.
interface IValidatorRegistry is IEntryChain {
    /// @notice A public key was announced.
    /// @param number        Its number, from 1.
    /// @param pubkeyRoot    hash_tree_root of the key.
    /// @param pubkey        The key, 48 bytes.
    /// @param principalGwei What the pool provided, gwei.
    event Provisioned(uint64 indexed number, bytes32 indexed pubkeyRoot, bytes pubkey, uint64 principalGwei);

    /// @notice A validator joined the chain: the whole list can be rebuilt from these.
    /// @param position       Place in the list, from 0.
    /// @param number         Number of its provision.
    /// @param validatorIndex Beacon chain index.
    /// @param principalGwei  What the pool provided, gwei.
    event Registered(
        uint64 indexed position,
        uint64 indexed number,
        uint64 indexed validatorIndex,
        uint64 principalGwei
    );

    /// @notice A provision was given up.
    /// @param number Its number.
    /// @param reason Why.
    event WrittenOff(uint64 indexed number, string reason);

    /// @notice What the pool had provided for a validator came back to it.
    /// @param number        Number of its provision.
    /// @param principalGwei What had been provided, gwei.
    event PrincipalReturned(uint64 indexed number, uint64 principalGwei);

    /// @notice A pod was added: validators may pay out to it, and its balance counts as reserves from now on.
    /// @param position Place in the list of pods, from 0.
    /// @param pod      Its address.
    event PodAdded(uint256 indexed position, address indexed pod);

    /// @notice Every validator that existed before is announced: blocks from now on can be proved.
    /// @param provisions Provisions there were.
    event Sealed(uint64 provisions);

    /// @notice Nothing of this registry changes any more.
    event RegistryRetired();

    /// @notice Announces a public key that the pool pays for in the same transaction. Registrar only.
    /// @param pubkey        BLS public key, 48 bytes; no deposit for it may exist yet.
    /// @param principalGwei What the pool provides, gwei, not zero: the amount of ONE deposit.
    /// @return number       Number of the provision, from 1.
    function provision(bytes calldata pubkey, uint64 principalGwei) external returns (uint64 number);

    /// @notice Adds validators to the chain. Anyone may call once the registry is sealed, before that the registrar alone;
    ///         those that are in it already are skipped.
    /// @param nextTimestamp Timestamp of the block AFTER the one proved: the key into EIP-4788, seconds.
    /// @param header        Header of the block proved.
    /// @param validators    Top of the validators list of its state.
    /// @param registrations The validators, in the order in which they join.
    function register(
        uint64 nextTimestamp,
        BeaconHeader calldata header,
        ListTop calldata validators,
        Registration[] calldata registrations
    ) external;

    /// @notice Gives up a provision that cannot become a validator of the protocol. Registrar only.
    /// @param number Its number; not registered.
    /// @param reason Why.
    function writeOff(uint64 number, string calldata reason) external;

    /// @notice Says that the principal of a validator is no longer out: whatever is left of it was moved from its pod to the pool
    ///         in this transaction. Registrar only, once for each.
    /// @param number Number of the provision, registered.
    function returnPrincipal(uint64 number) external;

    /// @notice Says that every validator of the protocol is announced. Registrar only, once.
    /// @param expected Provisions that there are: a seal that overtakes one of them is refused.
    function seal(uint64 expected) external;

    /// @notice Ends this registry, so that another one can continue it. What it says stays as it is. Administrator only.
    function retire() external;

    /// @notice Adds a module's pod. Administrator only.
    /// @param pod A contract with code of its own, not in the list.
    function addPod(address pod) external;

    /// @notice When the registry was sealed: no block before it can be proved.
    /// @return Seconds; 0 before the seal.
    function sealedAt() external view returns (uint48);

    /// @notice When the registry was retired.
    /// @return Seconds; 0 while it is in use.
    function retiredAt() external view returns (uint48);

    /// @notice The registry that this one continues: its provisions, entries and pods come first in this one.
    /// @return Its address; 0 if this one began empty.
    function earlier() external view returns (IValidatorRegistry);

    /// @notice Entries that were taken over; those from here on were registered here.
    /// @return Position of the first own entry.
    function firstOwnEntry() external view returns (uint64);

    /// @notice Number of provisions.
    /// @return The number of the newest one.
    function provisionCount() external view returns (uint64);

    /// @notice Sums over all provisions as they stood at a time: what happened later changes nothing of it.
    /// @param timestamp Seconds, not in the future.
    /// @return The sums. `provisioned` is the number of the newest one then.
    function totalsBy(uint48 timestamp) external view returns (RegistryTotals memory);

    /// @notice One provision. Reverts for a number that was never given.
    /// @param number From 1.
    /// @return The provision.
    function provisionOf(uint64 number) external view returns (Provision memory);

    /// @notice Provisions by number, to read many at once. Reverts for the number 0, which is never given.
    /// @param from First number, from 1.
    /// @param to   End, exclusive; at most `provisionCount()` counts.
    /// @return The provisions.
    function provisions(uint64 from, uint64 to) external view returns (Provision[] memory);

    /// @notice Number of a public key's provision.
    /// @param pubkeyRoot hash_tree_root of the key.
    /// @return The number; 0 if the key is unknown.
    function numberOf(bytes32 pubkeyRoot) external view returns (uint64);

    /// @notice Whether validators may pay out to an address.
    /// @param pod The address.
    /// @return True if it is a pod.
    function isPod(address pod) external view returns (bool);

    /// @notice All pods, in the order in which they were added.
    /// @return Their addresses.
    function pods() external view returns (address[] memory);

    /// @notice Number of pods added at or before a time.
    /// @param timestamp Seconds, not in the future.
    /// @return The number: the first so many of `pods()`.
    function podsBy(uint48 timestamp) external view returns (uint256);
}
