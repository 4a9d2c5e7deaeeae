// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {VaultOracleAdapter} from "../../src/puffer/VaultOracleAdapter.sol";
import {PairPlacement, PairRecord} from "../../src/puffer/IPufferRegistry.sol";
import {Alarm, OpinionReport} from "../../src/puffer/IPufferSecondOpinion.sol";
import {PufferSteps} from "./PufferSteps.sol";
import {Truth} from "./PufferWorld.sol";

/// @notice Everyone at once in a world that goes on: who announces, registers and settles, two reporters, and before each of
///         their calls a griefer with part of the same data, all of it, or something else. Calls of the parties must succeed
///         whatever the griefer did.
contract PufferEveryone is PufferSteps {
    /// @dev Pairs of a report, by sets.
    struct Tally {
        int256 unannounced;
        int256 missing;
        uint256 foreign;
        /// Active at the block, and nothing in the report is theirs.
        int256 omitted;
        /// That can hide as many.
        int256 hidden;
    }

    /// @dev What the two reporters can prove: each lacks some pods or modules.
    uint256 private constant FIRST_SEES = 0x7;
    uint256 private constant SECOND_SEES = 0xe;
    /// @dev A call behind another one may find slots longer, never more work.
    uint256 private constant MORE_GAS_AT_MOST = 3_000;

    VaultOracleAdapter private _adapter;
    /// @dev Reports when their day was over, hashed.
    mapping(uint64 spurt => bytes32) private _final;
    uint64 private _inEffect;

    function setUp() public override {
        super.setUp();
        _adapter = VaultOracleAdapter(
            deploy("VaultOracleAdapter.sol:VaultOracleAdapter", abi.encode(oracle, opinion))
        );
    }

    // ---- Parties

    /// @notice Somebody keeps the registry.
    function keep(uint256 seed) external {
        seed = draw(seed);
        _act(Step(seed % 4), 0, seed >> 8, seed);
    }

    /// @notice A reporter shows part of what it can see of a recent spurt, or reports.
    function report(uint256 seed) external {
        if (spurts == 0) return;
        seed = draw(seed);
        // The last one mostly.
        uint64 spurt = spurts - (spurts > 1 && seed % 4 == 0 ? 1 : 0);
        uint256 what = seed >> 8;
        _act(Step.Open, spurt, what, seed);
        uint256 sees = seed % 2 == 0 ? FIRST_SEES : SECOND_SEES;
        for (uint256 i = 0; i < 5; ++i) {
            what = draw(what);
            // Some of the five, from any of them on.
            if (what % 4 == 0) continue;
            Step step = Step(uint256(Step.Pages) + (i + seed) % 5);
            _act(step, spurt, step == Step.Sources ? (what >> 16) & sees : what >> 16, what);
        }
        _act(Step.Finalize, spurt, 0, what);
        _act(Step.Improve, spurt, what >> 32, what);
    }

    /// @notice A reporter who has everything that can still be shown.
    function reportWhole(uint64 spurt) public {
        vm.warp(now_);
        _act(Step.Open, spurt, 0, 0);
        _act(Step.RegisterProved, spurt, type(uint256).max >> 1, 0);
        _act(Step.Core, spurt, 0, 0);
        _act(Step.Pages, spurt, type(uint256).max, 0);
        _act(Step.Late, spurt, type(uint256).max, 0);
        _act(Step.Sources, spurt, type(uint256).max, 0);
        _act(Step.Waiting, spurt, type(uint256).max, 0);
        _act(Step.Finalize, spurt, 1, 0);
        _act(Step.Improve, spurt, 1, 0);
    }

    /// @dev After the griefer.
    function _act(Step step, uint64 spurt, uint256 what, uint256 seed) private {
        vm.warp(now_);
        _observe();
        uint256 grief = uint256(keccak256(abi.encode("grief", seed, step)));
        if (seed % 8 == 7) return _actMeasured(step, spurt, what, grief);
        if (seed != 0) _grief(step, spurt, what, grief);
        this.act(step, spurt, what);
    }

    /// @dev Nobody pays for what others did before: the same call costs as much.
    function _actMeasured(Step step, uint64 spurt, uint256 what, uint256 grief) private {
        // Once before, so that everything is as warm in both.
        uint256 state = vm.snapshotState();
        this.act(step, spurt, what);
        vm.revertToState(state);
        state = vm.snapshotState();
        this.act(step, spurt, what);
        (uint256 alone, bytes32 arguments) = (gasOfStep, argumentsOfStep);
        vm.revertToState(state);
        _grief(step, spurt, what, grief);
        this.act(step, spurt, what);
        if (alone == 0 || argumentsOfStep != arguments) return;
        assertTrue(gasOfStep <= alone + MORE_GAS_AT_MOST, "costs no more than without the griefer");
    }

    /// @dev Part of the same call, or of another one; it may fail.
    function _grief(Step step, uint64 spurt, uint256 what, uint256 seed) private {
        if (seed % 4 == 0) step = Step((seed >> 8) % 12);
        if (spurt == 0) spurt = spurts;
        if (seed % 2 == 0) what &= seed >> 16;
        if (seed % 3 == 0) what |= 1 << 255;
        vm.prank(address(0x971ef));
        try this.act(step, spurt, what) {} catch {}
    }

    /// @dev Remembers what may not change.
    function _observe() private {
        _inEffect = opinion.spurtInEffect();
        for (uint64 spurt = spurts; spurt > 0; --spurt) {
            if (_final[spurt] != 0 || !opinion.progressOf(spurt).finalized) continue;
            OpinionReport memory said = opinion.reportOf(spurt);
            if (now_ >= said.firstReportedAt + 1 days) _final[spurt] = keccak256(abi.encode(said));
        }
    }

    // ---- Laws

    /// @dev Of a report as it is written: what was shown and nothing else, and which pairs are accounted for.
    function reported(uint64 spurt) internal override {
        Truth memory truth = truthOf(spurt);
        OpinionReport memory said = opinion.reportOf(spurt);
        uint64 entries = opinion.progressOf(spurt).count;
        assertTrue(truth.isKnown, "no report by an unknown implementation");
        assertEq(said.totalAssetsWei, truth.totalAssetsWei);
        assertTrue(said.backingWei <= said.totalAssetsWei, "not above what the vault says");
        assertEq(said.backingWei, backingOf(spurt, truth, entries));
        bool isShort = said.shortfallWei > truth.lockedWei / 1000;
        assertEq(said.effectiveAt, isShort ? said.firstReportedAt + 1 days : now_);
        Tally memory tally = _tally(spurt, truth, entries);
        assertEq(uint256(int256(said.unannounced)), uint256(tally.unannounced));
        assertEq(uint256(int256(said.missing)), uint256(tally.missing));
        int256 shows = (tally.unannounced > 0 ? tally.unannounced : int256(0))
            + (tally.missing > 0 ? tally.missing : int256(0));
        assertTrue(tally.omitted <= shows + tally.hidden, "an omitted pair shows");
        bool isComplete = tally.unannounced == 0 && tally.missing <= 0;
        assertTrue(opinion.hasAlarm(spurt, Alarm.Incomplete) != isComplete, "complete or not");
        bool isForeign = opinion.hasAlarm(spurt, Alarm.ForeignCredentials);
        assertTrue(isForeign == (tally.foreign != 0), "foreign or not");
    }

    function _tally(uint64 spurt, Truth memory truth, uint64 entries)
        private
        view
        returns (Tally memory tally)
    {
        (uint64[] memory indices,) = registry.entries(0, entries);
        for (uint256 pair = 0; pair < pairs.length; ++pair) {
            bool foreign = _record(pair).placement == PairPlacement.Foreign;
            bool exists = _existsIn(truth, pair, indices);
            if (foreign) ++tally.foreign;
            int256 one = _unannounced(spurt, truth, pair);
            tally.unannounced += one;
            if (one < 0) ++tally.hidden;
            one = _missing(spurt, truth, pair, foreign, exists);
            tally.missing += one;
            if (one < 0) tally.hidden -= one;
            bool isShown = foreign || exists || shownWaiting[spurt] >> pair & 1 == 1;
            if (_wasActive(truth, pair) && !isShown) ++tally.omitted;
        }
    }

    /// @notice The protocol counts exactly its active pairs; what the registry took in is never lost.
    function requireCounts() external view {
        (uint256 active, uint256 announced, uint256 settled) = (0, 0, 0);
        for (uint256 pair = 0; pair < pairs.length; ++pair) {
            if (isActive(pair)) ++active;
            PairRecord memory record = _record(pair);
            assertTrue(record.settledNumber == 0 || !isActive(pair), "settled is over");
            assertTrue(record.number == 0 || !isSkipped(pair), "announced was active");
            assertTrue((record.number != 0) == (announcedAt[pair] != 0), "announced");
            assertTrue((record.settledNumber != 0) == (settledAt[pair] != 0), "settled");
            assertTrue((record.placement != PairPlacement.Unknown) == (placedAt[pair] != 0), "placed");
            if (record.number != 0) ++announced;
            if (record.settledNumber != 0) ++settled;
        }
        assertEq(oracle.getNumberOfActiveValidators(), active);
        assertEq(registry.counts().announced, announced);
        assertEq(registry.counts().settled, settled);
    }

    /// @notice What was shown of a spurt stays, each once.
    function requireShown() external view {
        for (uint64 spurt = 1; spurt <= spurts; ++spurt) {
            Truth memory truth = truthOf(spurt);
            uint256 podsWei = 0;
            for (uint64 place = 0; place < truth.sourcesWei.length; ++place) {
                bool isShown = shownPlaces[spurt] >> place & 1 == 1;
                assertTrue(assets.isShown(spurt, place) == isShown, "shown");
                if (isShown) podsWei += truth.sourcesWei[place];
            }
            assertEq(assets.amountsOf(spurt).podsWei, podsWei);
        }
    }

    /// @notice Reports are final after their day; the one in effect is the last one that does not wait.
    function requireEffect() external {
        vm.warp(now_);
        uint64 current = opinion.spurtInEffect();
        assertTrue(current >= _inEffect, "never back");
        bool isWaiting = false;
        for (uint64 spurt = spurts; spurt > 0; --spurt) {
            if (!opinion.progressOf(spurt).finalized) continue;
            OpinionReport memory said = opinion.reportOf(spurt);
            bool waits = said.effectiveAt > now_;
            if (spurt == current) assertTrue(!waits, "in effect");
            if (spurt > current) assertTrue(waits || isWaiting, "a later one waits");
            isWaiting = isWaiting || waits;
            if (_final[spurt] != 0) assertEq(_final[spurt], keccak256(abi.encode(said)));
        }
    }

    /// @notice No rate is above either of both, and whoever asks gets an answer.
    function requireAnswers() external {
        vm.warp(now_);
        uint256 oldWei = oracle.getLockedEthAmount();
        uint256 shortWei = opinion.shortfallInEffect();
        assertEq(_adapter.getLockedEthAmount(), oldWei > shortWei ? oldWei - shortWei : 0);
        assertEq(_adapter.getNumberOfActiveValidators(), oracle.getNumberOfActiveValidators());
        assertEq(_adapter.getTotalNumberOfValidators(), oracle.getTotalNumberOfValidators());
        assertEq(_adapter.getValidatorTicketPrice(), oracle.getValidatorTicketPrice());
        assertTrue(_adapter.isOverBurstThreshold() == oracle.isOverBurstThreshold(), "burst");
        if (opinion.spurtInEffect() == 0) {
            assertTrue(opinion.isStale() && shortWei == 0, "nothing yet");
            return;
        }
        OpinionReport memory said = opinion.reportOf(opinion.spurtInEffect());
        uint256 provedRate = uint256(said.backingWei) * 1e18 / said.supplyWei;
        uint256 ownRate = vault.totalAssets() * 1e18 / vault.totalSupply();
        assertEq(opinion.getRate(), provedRate);
        assertEq(opinion.getLowerRate(), provedRate < ownRate ? provedRate : ownRate);
    }

    /// @notice Whoever has all proofs gets the report that they carry, wherever the others have brought the spurt.
    function requireFinishable(uint64 spurt) external {
        reportWhole(spurt);
        if (opinion.progressOf(spurt).openedAt == 0 || !truthOf(spurt).isKnown) return;
        OpinionReport memory said = opinion.reportOf(spurt);
        if (now_ >= said.firstReportedAt + 1 days) return;
        Truth memory truth = truthOf(spurt);
        assertEq(shownPlaces[spurt], (1 << truth.sourcesWei.length) - 1);
        assertEq(said.backingWei, backingOf(spurt, truth, registry.count()));
    }

    function _record(uint256 pair) private view returns (PairRecord memory) {
        return registry.pairOf(pairs[pair].name, pairs[pair].index);
    }

    function _existsIn(Truth memory truth, uint256 pair, uint64[] memory indices)
        private
        view
        returns (bool)
    {
        (bool found, uint64 index) = findValidator(pair, truth.beacon.length);
        for (uint256 i = 0; found && i < indices.length; ++i) {
            if (indices[i] == index) return true;
        }
        return false;
    }

    /// @dev What a pair adds to `unannounced`: 1 if the protocol counted it and nobody said so, -1 if nobody said that it left.
    function _unannounced(uint64 spurt, Truth memory truth, uint256 pair) private view returns (int256) {
        if (shownLate[spurt] >> pair & 1 == 1) return 0;
        bool wasActive = _wasActive(truth, pair);
        if (!_isBy(announcedAt[pair], truth.time)) return wasActive ? int256(1) : int256(0);
        return wasActive || _isBy(settledAt[pair], truth.time) ? int256(0) : -1;
    }

    /// @dev What a pair adds to `missing`.
    function _missing(uint64 spurt, Truth memory truth, uint256 pair, bool foreign, bool exists)
        private
        view
        returns (int256 missing)
    {
        bool wasAnnounced = _isBy(announcedAt[pair], truth.time);
        if (wasAnnounced || shownLate[spurt] >> pair & 1 == 1) ++missing;
        if (exists) --missing;
        if (foreign) --missing;
        if (countedWaiting[spurt] >> pair & 1 == 1) --missing;
        if (lateUnplaced[spurt] >> pair & 1 == 1) --missing;
        if (_isBy(settledAt[pair], truth.time) && !_isBy(placedAt[pair], truth.time)) --missing;
    }

    function _wasActive(Truth memory truth, uint256 pair) private pure returns (bool) {
        return pair < truth.isActive.length && truth.isActive[pair];
    }

    function _isBy(uint256 happenedAt, uint256 time) private pure returns (bool) {
        return happenedAt != 0 && happenedAt <= time;
    }
}
