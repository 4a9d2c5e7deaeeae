// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {IPufferProtocol, PairStatus} from "../../src/puffer/IPufferProtocol.sol";
import {BeaconValidator, PufferFixture, Taken} from "./PufferFixture.sol";
import {ShapeModule} from "./ShapeModule.sol";

/// @dev What a block held, whoever shows how much of it.
struct Truth {
    Taken taken;
    BeaconValidator[] beacon;
    BeaconValidator[] queue;
    /// By pair: whether the protocol counted it.
    bool[] isActive;
    /// By place: pods and modules.
    uint256[] sourcesWei;
    /// What the vault said of itself.
    uint256 totalAssetsWei;
    /// 32 N, and 32 N + M.
    uint256 lockedWei;
    int256 capWei;
    uint64 time;
    /// Whether a layout knows the code that the vault ran.
    bool isKnown;
}

/// @notice The protocol's own life: validators come and go, rewards are minted and paid, ETH is lost or given away. Keeps the
///         truth of each block that somebody may report on.
abstract contract PufferWorld is PufferFixture {
    /// @dev More would make long tries, and nothing new.
    uint256 internal constant PAIRS_AT_MOST = 12;
    uint64 internal constant FULL = 32_000_000_000;
    uint160 private constant TRUTHS = 0x7a4e0000;

    /// @notice Time of the next call, seconds.
    uint256 public now_;
    /// @notice Blocks that were taken, the first one of spurt 1.
    uint64 public spurts;
    address private _unknownCode;
    uint256 private _draws;

    function setUp() public virtual override {
        super.setUp();
        _unknownCode = newVaultCode(address(oracle));
        depositor.setRewardsDistributionWindow(7 days);
        now_ = block.timestamp;
        // Lists of the beacon state are never empty.
        beacon.push(BeaconValidator(keccak256("somebody"), credentialsOf(address(1)), FULL));
    }

    /// @notice Something happens in the protocol or to its validators.
    function live(uint256 seed) public {
        vm.warp(now_);
        seed = draw(seed);
        for (uint256 moves = seed % 4; moves > 0; --moves) {
            seed = draw(seed);
            _move(seed % 16, seed >> 8);
        }
    }

    /// @dev What forge draws is small or known mostly, and would be the same again.
    function draw(uint256 seed) internal returns (uint256) {
        return uint256(keccak256(abi.encode(seed, ++_draws)));
    }

    /// @notice The next week's block, and an hour after it.
    function week(uint256 seed) public {
        live(seed);
        // Seldom, so that more happens in a week.
        if (draw(seed) % 4 != 0 && spurts != 0) return;
        uint64 spurt = ++spurts;
        vm.warp(blockTime(spurt));
        Truth memory truth;
        truth.totalAssetsWei = vault.totalAssets();
        truth.lockedWei = oracle.getLockedEthAmount();
        truth.capWei = int256(truth.lockedWei + vault.getTotalRewardMintAmount())
            - int256(vault.getTotalRewardDepositAmount());
        truth.isKnown = _isKnownCode();
        truth.time = blockTime(spurt);
        truth.taken = take(spurt);
        (truth.beacon, truth.queue) = (beacon, queue);
        truth.isActive = new bool[](pairs.length);
        for (uint256 i = 0; i < pairs.length; ++i) {
            truth.isActive[i] = isActive(i);
        }
        address[] memory modules = registry.modules();
        truth.sourcesWei = new uint256[](2 * modules.length);
        for (uint256 k = 0; k < modules.length; ++k) {
            truth.sourcesWei[2 * k] = registry.podOf(modules[k]).balance;
            truth.sourcesWei[2 * k + 1] = modules[k].balance;
        }
        // As code, since memory structs with lists cannot be copied to storage.
        vm.etch(address(TRUTHS + spurt), abi.encode(truth));
        if (!truth.isKnown) vault.upgradeToAndCall(address(vaultCode), "");
        now_ = block.timestamp;
    }

    /// @notice Hours pass.
    function timePasses(uint256 seconds_) public {
        now_ += seconds_ % 5 hours;
    }

    function truthOf(uint64 spurt) public view returns (Truth memory) {
        return abi.decode(address(TRUTHS + spurt).code, (Truth));
    }

    function isActive(uint256 pair) internal view returns (bool) {
        return _statusOf(pair) == PairStatus.Active;
    }

    function isSkipped(uint256 pair) internal view returns (bool) {
        return _statusOf(pair) == PairStatus.Skipped;
    }

    function _statusOf(uint256 pair) private view returns (PairStatus) {
        IPufferProtocol asked = IPufferProtocol(address(protocol));
        return asked.getValidatorInfo(pairs[pair].name, pairs[pair].index).status;
    }

    function _isKnownCode() private view returns (bool) {
        return vm.load(address(vault), 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc)
            == bytes32(uint256(uint160(address(vaultCode))));
    }

    function _move(uint256 kind, uint256 seed) private {
        bytes32 name = seed % 2 == 0 ? FIRST : SECOND;
        if (kind < 5) return _join(seed % 4 == 3 ? kind : 0, name);
        if (kind == 5) return _depositArrives();
        if (kind == 6) return _sweep(seed);
        if (kind < 9) return _handleExit(seed);
        if (kind == 9) {
            if (pairs.length == PAIRS_AT_MOST) return;
            enlist(name);
            return protocol.skip(name);
        }
        if (kind == 10) return give(seed % 4 < 2 ? podOf(name) : moduleOf(name), seed % 200 ether);
        if (kind == 11) return _changeBalance(seed);
        if (kind == 12) return vault.mintRewards(address(this), seed % 1 ether);
        if (kind == 13) return _payRewards(name, seed);
        if (kind == 14) return _moveFree(seed);
        // Until the next block: nothing of that week can be proved.
        if (seed % 4 == 0) vault.upgradeToAndCall(_unknownCode, "");
    }

    /// @dev A validator, a deposit that waits, a validator of somebody who was faster, or nothing yet.
    function _join(uint256 kind, bytes32 name) private {
        if (pairs.length == PAIRS_AT_MOST) return;
        uint256 pair = provision(name);
        bytes32 credentials = credentialsOf(podOf(name));
        if (kind < 2) join(pair, credentials, FULL);
        else if (kind == 2) queue.push(BeaconValidator(rootOf(keys[pair]), credentials, FULL));
        else if (kind == 3) join(pair, credentialsOf(address(0xbad)), FULL);
    }

    function _depositArrives() private {
        if (queue.length == 0) return;
        beacon.push(queue[queue.length - 1]);
        queue.pop();
    }

    /// @dev Out of the beacon chain into the pod.
    function _sweep(uint256 seed) private {
        (bool found, uint256 pair, uint64 index) = _validator(seed);
        if (!found) return;
        give(podOf(pairs[pair].name), uint256(beacon[index].balanceGwei) * 1 gwei);
        beacon[index].balanceGwei = 0;
    }

    /// @dev Pod, module, vault; or with nothing to show for it.
    function _handleExit(uint256 seed) private {
        if (pairs.length == 0) return;
        uint256 pair = seed % pairs.length;
        if (!isActive(pair)) return;
        (bool found,, uint64 index) = _validator(pair);
        if (found && beacon[index].balanceGwei != 0 && seed % 4 != 0) return;
        address pod = podOf(pairs[pair].name);
        ShapeModule module = ShapeModule(payable(moduleOf(pairs[pair].name)));
        module.completeQueuedWithdrawals(pod.balance < 32 ether ? pod.balance : 32 ether);
        exit(pair, address(module).balance < 32 ether ? address(module).balance : 32 ether);
    }

    /// @dev Rewards, a loss, or a consolidation.
    function _changeBalance(uint256 seed) private {
        (bool found,, uint64 index) = _validator(seed);
        if (!found) return;
        uint64 balanceGwei = beacon[index].balanceGwei;
        uint64 partGwei = uint64(seed % 3) * balanceGwei / 3;
        if (seed % 8 < 3) {
            beacon[index].balanceGwei += 1 gwei;
        } else {
            beacon[index].balanceGwei -= partGwei;
            if (seed % 8 < 5) beacon[seed % beacon.length].balanceGwei += partGwei;
        }
    }

    /// @dev No more than was minted: what is staked is never owed to the vault's own ETH.
    function _payRewards(bytes32 name, uint256 seed) private {
        uint256 owedWei = vault.getTotalRewardMintAmount() - vault.getTotalRewardDepositAmount();
        uint256 paidWei = seed % (owedWei + 1);
        ShapeModule module = ShapeModule(payable(moduleOf(name)));
        if (address(module).balance < paidWei) module.completeQueuedWithdrawals(podOf(name).balance);
        if (address(module).balance >= paidWei) protocol.transferRewardsToTheVault(name, paidWei);
    }

    /// @dev The vault's own ETH changes its form, or grows.
    function _moveFree(uint256 seed) private {
        uint256 partWei = seed % (address(vault).balance / 4 + 1);
        if (seed % 4 == 0) vault.wrap(partWei);
        else if (seed % 4 == 1) vault.stake(partWei);
        else if (seed % 4 == 2) give(address(vault), seed % 1 ether);
        else depositor.depositRevenue{value: seed % 9 ether}();
    }

    /// @dev A validator of a pair, which pays out to its pod.
    function _validator(uint256 seed) private view returns (bool found, uint256 pair, uint64 index) {
        if (pairs.length == 0) return (false, 0, 0);
        pair = seed % pairs.length;
        (found, index) = findValidator(pair, beacon.length);
        if (found) found = beacon[index].credentials == credentialsOf(podOf(pairs[pair].name));
    }

    /// @dev Among the first `length` of the beacon chain.
    function findValidator(uint256 pair, uint256 length) internal view returns (bool, uint64) {
        bytes32 root = rootOf(keys[pair]);
        for (uint64 i = 0; i < length; ++i) {
            if (beacon[i].pubkeyRoot == root) return (true, i);
        }
        return (false, 0);
    }
}
