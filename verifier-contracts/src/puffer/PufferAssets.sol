// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {Amounts} from "../Amounts.sol";
import {ExpectedWithdrawal, ExpectedWithdrawals} from "../ExpectedWithdrawals.sol";
import {CanonicalBlock, IBeaconRoots} from "../interfaces/IBeaconRoots.sol";
import {ForkLayout} from "../interfaces/IForkLayouts.sol";
import {ListShape, ListTop, ListTree} from "../ListTree.sol";
import {PendingDeposits} from "../PendingDeposits.sol";
import {WithdrawalCredentials} from "../WithdrawalCredentials.sol";
import {
    CoreProof,
    CoreTerms,
    IPufferAssets,
    PufferAmounts,
    VaultAccounts,
    VaultLayout,
    WaitingPair
} from "./IPufferAssets.sol";
import {PairStatus} from "./IPufferProtocol.sol";
import {
    IPufferRegistry,
    Pair,
    PairCounts,
    PairPlacement,
    PairRecord,
    ProtocolProof
} from "./IPufferRegistry.sol";
import {PufferSource} from "./PufferSource.sol";
import {AccountProof, OpenState, ProvedAccount, PufferState, StateProof} from "./PufferState.sol";
import {StakedEth} from "./StakedEth.sol";

/// @title  PufferAssets
/// @notice The deployed vault's accounting at a spurt's block, pods and modules, pairs by the protocol's storage, and deposits
///         that wait: everything that backs pufETH beside the validators' balances.
/// @dev    Verified here: the execution state is that of the spurt's beacon block; every number, by its place in that state;
///         which places those are, by the implementation slots of vault, depositor and protocol and by the version of the
///         staked token at the block. Each pod, module, late pair and waiting deposit counts once.
///         Trusted, not verified: the layouts given at deployment; `lidoLockedETH` and the staked token's accounting, as they
///         are; that a pair's deposit that waits is not also a validator (it counts under the cap).
///
///         An implementation that is not in the list stops everything of that spurt.
contract PufferAssets is IPufferAssets {
    using BitMaps for BitMaps.BitMap;
    using PufferState for StateProof;
    using PufferState for OpenState;

    uint256 private constant WEI_PER_GWEI = 1e9;
    uint64 private constant PRINCIPAL_GWEI = 32_000_000_000;
    /// @dev There are fewer.
    uint256 private constant NUMBERS = 2 ** 32;
    uint256 private constant REWARDS_DEPOSITED = 12;
    uint256 private constant REWARDS_MINTED = 13;

    /// @inheritdoc IPufferAssets
    IPufferRegistry public immutable registry;

    /// @inheritdoc IPufferAssets
    IBeaconRoots public immutable beaconRoots;

    /// @inheritdoc IPufferAssets
    address public immutable vault;

    address private immutable _weth;
    uint256 private immutable _wethBalanceSlot;
    address private immutable _stEth;

    VaultLayout[] private _layouts;
    mapping(uint64 spurt => PufferAmounts) private _amounts;
    mapping(uint64 spurt => BitMaps.BitMap) private _shownSources;
    /// @dev By the number of the announcement.
    mapping(uint64 spurt => BitMaps.BitMap) private _shownLate;
    /// @dev By that number too, and behind all numbers by the place in the queue: the protocol lets two pairs have one key, and so
    ///      one deposit.
    mapping(uint64 spurt => BitMaps.BitMap) private _shownWaiting;

    /// @param registry_ Names the pairs.
    /// @param accounts  Accounts that no upgrade changes.
    /// @param layouts_  By implementations.
    constructor(IPufferRegistry registry_, VaultAccounts memory accounts, VaultLayout[] memory layouts_) {
        (registry, beaconRoots) = (registry_, registry_.beaconRoots());
        (vault, _weth, _stEth) = (accounts.vault, accounts.weth, accounts.stEth);
        _wethBalanceSlot = uint256(keccak256(abi.encode(accounts.vault, accounts.wethBalancesSlot)));
        for (uint256 i = 0; i < layouts_.length; ++i) {
            _layouts.push(layouts_[i]);
        }
    }

    /// @inheritdoc IPufferAssets
    function proveCore(uint64 spurt, StateProof calldata state, CoreProof calldata core) external {
        PufferAmounts memory amounts = _amounts[spurt];
        if (amounts.timestamp != 0) return;
        (CanonicalBlock memory canonical, ForkLayout memory fork) = _blockOf(spurt);
        OpenState memory opened;
        (amounts.timestamp, opened) = state.open(fork, canonical.stateRoot, canonical.timestamp);
        VaultLayout memory places = _layoutAt(core.layoutNumber);
        CoreTerms memory terms;
        _readVault(terms, places, opened, core.vault);
        _readCount(terms, places, opened, core.oracle);
        _readPending(terms, places, opened, core.depositor, amounts.timestamp);
        terms.wethWei = _readOne(opened, _weth, core.weth, _wethBalanceSlot);
        terms.stEthWei = _readStaked(opened, core);
        amounts.freeWei = Amounts.bounded(
            Math.saturatingSub(
                terms.ethWei + terms.lidoLockedWei + terms.wethWei + terms.stEthWei, terms.pendingWei
            )
        );
        amounts.supplyWei = Amounts.bounded(terms.supplyWei);
        amounts.mintedWei = int128(
            int256(uint256(Amounts.balance(terms.rewardsMintedWei)))
                - int256(uint256(Amounts.balance(terms.rewardsDepositedWei)))
        );
        amounts.activeCount = SafeCast.toUint64(terms.activeCount);
        amounts.countOffset = places.countOffset;
        ExpectedWithdrawals.verify(core.withdrawals, fork, canonical.stateRoot);
        amounts.podsWei = _underWay(core.withdrawals.entries);
        _amounts[spurt] = amounts;
        emit CoreProved(spurt, terms);
    }

    /// @inheritdoc IPufferAssets
    function showSources(
        uint64 spurt,
        StateProof calldata state,
        uint64[] calldata places,
        bytes[] calldata paths
    ) external {
        if (places.length != paths.length) {
            revert PathCount(places.length, paths.length);
        }
        uint128 podsWei = _requireCore(spurt).podsWei;
        OpenState memory opened = _open(spurt, state);
        for (uint256 i = 0; i < places.length; ++i) {
            uint64 place = places[i];
            if (_shownSources[spurt].get(place)) continue;
            address account = registry.moduleAt(place / 2);
            if (place % 2 == 0) account = registry.podOf(account);
            uint256 balanceWei = opened.read(account, paths[i]).balanceWei;
            _shownSources[spurt].set(place);
            podsWei = Amounts.bounded(podsWei + balanceWei);
        }
        _amounts[spurt].podsWei = podsWei;
        emit SourcesShown(spurt, podsWei);
    }

    /// @inheritdoc IPufferAssets
    function showLate(
        uint64 spurt,
        StateProof calldata state,
        ProtocolProof calldata protocolProof,
        Pair[] calldata pairs,
        bytes[] calldata paths
    ) external {
        if (pairs.length != paths.length) {
            revert PathCount(pairs.length, paths.length);
        }
        PufferAmounts memory amounts = _requireCore(spurt);
        Late memory late;
        late.counts = registry.countsBy(amounts.timestamp);
        late.source = registry.source();
        late.state = _open(spurt, state);
        late.protocol = late.state.read(address(late.source.protocol()), protocolProof.account);
        late.implementation = _implementation(late.state, late.protocol, protocolProof.implementation);
        for (uint256 i = 0; i < pairs.length; ++i) {
            PairRecord memory record = _announced(pairs[i]);
            uint32 number = record.number;
            if (_shownLate[spurt].get(number)) continue;
            if (!_countLate(amounts, late, record, _isActive(late, pairs[i], paths[i]))) continue;
            _shownLate[spurt].set(number);
            // Shown to wait before it was known to be one of the block's pairs. One that had exited by then cannot be.
            if (_shownWaiting[spurt].get(number)) ++amounts.waiting;
        }
        _amounts[spurt] = amounts;
        emit LateShown(spurt, amounts.lateIn, amounts.lateOut);
    }

    /// @inheritdoc IPufferAssets
    function showWaiting(uint64 spurt, ListTop calldata top, WaitingPair[] calldata waiting) external {
        PufferAmounts memory amounts = _requireCore(spurt);
        uint32 announced = registry.countsBy(amounts.timestamp).announced;
        (CanonicalBlock memory canonical, ForkLayout memory fork) = _blockOf(spurt);
        if (fork.pendingDeposits == 0) revert NoDepositQueue();
        ListShape memory queue =
            ListShape(fork.pendingDeposits, ListTree.PENDING_DEPOSITS_DEPTH, 1, fork.progressiveLists);
        ListTree.verifyTop(top, queue, canonical.stateRoot);
        for (uint256 i = 0; i < waiting.length; ++i) {
            uint32 number = _announced(waiting[i].pair).number;
            if (!_isNewWaiting(_shownWaiting[spurt], number, waiting[i].position)) continue;
            _requireWaiting(waiting[i], top, queue);
            amounts.waitingWei += uint128(PRINCIPAL_GWEI * WEI_PER_GWEI);
            if (number <= announced || _shownLate[spurt].get(number)) ++amounts.waiting;
        }
        _amounts[spurt] = amounts;
        emit WaitingShown(spurt, amounts.waitingWei);
    }

    /// @inheritdoc IPufferAssets
    function amountsOf(uint64 spurt) external view returns (PufferAmounts memory) {
        return _amounts[spurt];
    }

    /// @inheritdoc IPufferAssets
    function isShown(uint64 spurt, uint64 place) external view returns (bool) {
        return _shownSources[spurt].get(place);
    }

    /// @inheritdoc IPufferAssets
    function layouts() external view returns (VaultLayout[] memory) {
        return _layouts;
    }

    /// @dev The protocol's storage at the block, and what was announced and settled by then.
    struct Late {
        PairCounts counts;
        PufferSource source;
        OpenState state;
        ProvedAccount protocol;
        address implementation;
    }

    /// @dev Takes pair and entry, unless one of them is taken.
    function _isNewWaiting(BitMaps.BitMap storage shown, uint256 number, uint256 position)
        private
        returns (bool)
    {
        uint256 entry = NUMBERS + position;
        if (shown.get(number) || shown.get(entry)) return false;
        shown.set(number);
        shown.set(entry);
        return true;
    }

    /// @dev Whether a pair was active at the block.
    function _isActive(Late memory late, Pair calldata pair, bytes calldata path)
        private
        view
        returns (bool)
    {
        uint256 slot = late.source.statusSlot(late.implementation, pair.name, pair.index);
        uint256 word = late.state.read(late.protocol, slot, path);
        return word >> 160 == uint256(PairStatus.Active);
    }

    /// @dev Whether the pair was late.
    function _countLate(
        PufferAmounts memory amounts,
        Late memory late,
        PairRecord memory record,
        bool isActive
    ) private pure returns (bool) {
        if (record.number > late.counts.announced) {
            if (isActive) ++amounts.lateIn;
            return isActive;
        }
        bool isSettled = record.settledNumber != 0 && record.settledNumber <= late.counts.settled;
        if (isActive || isSettled) return false;
        ++amounts.lateOut;
        if (record.placement == PairPlacement.Unknown) ++amounts.lateOutUnplaced;
        return true;
    }

    function _readVault(
        CoreTerms memory terms,
        VaultLayout memory places,
        OpenState memory state,
        AccountProof calldata proof
    ) private view {
        uint256[] memory slots = new uint256[](5);
        (slots[0], slots[1]) = (PufferState.IMPLEMENTATION_SLOT, places.vaultBase);
        slots[2] = places.vaultBase + REWARDS_DEPOSITED;
        slots[3] = places.vaultBase + REWARDS_MINTED;
        slots[4] = places.supplySlot;
        uint256[] memory values;
        (terms.ethWei, values) = state.read(vault, proof, slots);
        _requireImplementation(vault, places.vaultImplementation, values[0]);
        (terms.lidoLockedWei, terms.rewardsDepositedWei) = (values[1], values[2]);
        (terms.rewardsMintedWei, terms.supplyWei) = (values[3], values[4]);
        if (terms.supplyWei == 0) revert SupplyZero();
    }

    function _readCount(
        CoreTerms memory terms,
        VaultLayout memory places,
        OpenState memory state,
        AccountProof calldata proof
    ) private pure {
        terms.activeCount = _readOne(state, places.oracle, proof, places.countSlot);
    }

    /// @dev Revenue that counts little by little; rounded up, like the vault does.
    function _readPending(
        CoreTerms memory terms,
        VaultLayout memory places,
        OpenState memory state,
        AccountProof calldata proof,
        uint256 timestamp
    ) private pure {
        uint256[] memory slots = new uint256[](2);
        (slots[0], slots[1]) = (PufferState.IMPLEMENTATION_SLOT, places.depositorSlot);
        (, uint256[] memory values) = state.read(places.depositor, proof, slots);
        _requireImplementation(places.depositor, places.depositorImplementation, values[0]);
        (uint256 last, uint256 window, uint256 amountWei) =
            (uint48(values[1]), uint104(values[1] >> 48), values[1] >> 152);
        if (window == 0) return;
        uint256 passed = Math.min(Math.saturatingSub(timestamp, last), window);
        terms.pendingWei = Math.mulDiv(amountWei, window - passed, window, Math.Rounding.Ceil);
    }

    function _readStaked(OpenState memory state, CoreProof calldata core) private view returns (uint256) {
        uint256[] memory slots = StakedEth.slotsOf(vault, core.stEthVersion);
        (, uint256[] memory values) = state.read(_stEth, core.stEth, slots);
        if (values[0] != core.stEthVersion) revert StakedEthVersionMismatch(core.stEthVersion, values[0]);
        return StakedEth.balance(values);
    }

    function _readOne(OpenState memory state, address account, AccountProof calldata proof, uint256 slot)
        private
        pure
        returns (uint256)
    {
        uint256[] memory slots = new uint256[](1);
        slots[0] = slot;
        (, uint256[] memory values) = state.read(account, proof, slots);
        return values[0];
    }

    function _implementation(OpenState memory state, ProvedAccount memory account, bytes calldata path)
        private
        pure
        returns (address)
    {
        return address(uint160(state.read(account, PufferState.IMPLEMENTATION_SLOT, path)));
    }

    function _requireImplementation(address account, address expected, uint256 given) private pure {
        if (given != uint160(expected)) {
            revert ImplementationMismatch(account, expected, address(uint160(given)));
        }
    }

    /// @dev Withdrawals that have left the validators and reach pods with the next payload.
    function _underWay(ExpectedWithdrawal[] calldata entries) private view returns (uint128 amountWei) {
        for (uint256 i = 0; i < entries.length; ++i) {
            if (registry.isPod(entries[i].recipient)) {
                amountWei += uint128(entries[i].amountGwei * WEI_PER_GWEI);
            }
        }
    }

    function _announced(Pair calldata pair) private view returns (PairRecord memory record) {
        record = registry.pairOf(pair.name, pair.index);
        if (record.number == 0) revert PairNotAnnounced(pair.name, pair.index);
    }

    /// @dev An entry of the queue that holds 32 ETH for the pair's key, which is read now, and pays out to its pod.
    function _requireWaiting(WaitingPair calldata waiting, ListTop calldata top, ListShape memory queue)
        private
        view
    {
        (bytes32 name, uint64 index) = (waiting.pair.name, waiting.pair.index);
        (bool isActive, address module, bytes32 pubkeyRoot,) = registry.source().validatorOf(name, index);
        if (!isActive) revert IPufferRegistry.PairNotActive(name, index);
        bytes32 credentials = waiting.withdrawalCredentials;
        if (WithdrawalCredentials.payeeOf(credentials) != registry.podOf(module)) {
            revert CredentialsNotOfPod(name, index, credentials);
        }
        bytes32 entry = PendingDeposits.entryRoot(
            pubkeyRoot, credentials, PRINCIPAL_GWEI, waiting.signatureRoot, waiting.rest
        );
        ListTree.verifyElement(entry, 1, waiting.position, waiting.branch, top, queue);
    }

    function _layoutAt(uint256 position) private view returns (VaultLayout memory) {
        if (position >= _layouts.length) revert LayoutOutOfRange(position, _layouts.length);
        return _layouts[position];
    }

    function _open(uint64 spurt, StateProof calldata state) private view returns (OpenState memory opened) {
        (CanonicalBlock memory canonical, ForkLayout memory fork) = _blockOf(spurt);
        (, opened) = state.open(fork, canonical.stateRoot, canonical.timestamp);
    }

    function _blockOf(uint64 spurt)
        private
        view
        returns (CanonicalBlock memory canonical, ForkLayout memory fork)
    {
        canonical = beaconRoots.blockOf(spurt);
        fork = beaconRoots.layoutAt(canonical.slot);
    }

    function _requireCore(uint64 spurt) private view returns (PufferAmounts memory amounts) {
        amounts = _amounts[spurt];
        if (amounts.timestamp == 0) revert CoreMissing(spurt);
    }
}
