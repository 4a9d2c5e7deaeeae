// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Page, PageRun, SpurtProgress} from "../../src/interfaces/ISpurtPages.sol";
import {ListTop} from "../../src/ListTree.sol";
import {IPufferAssets, WaitingPair} from "../../src/puffer/IPufferAssets.sol";
import {IPufferSecondOpinion, OpinionReport} from "../../src/puffer/IPufferSecondOpinion.sol";
import {BeaconValidator, Taken} from "./PufferFixture.sol";
import {PufferWorld, Truth} from "./PufferWorld.sol";
import {BuiltList} from "./StateBuilder.sol";

/// @notice What anybody can do, one call to the contracts each, where it is due; then it must succeed.
/// @dev    What was accepted is kept here, by pair and by place, so that laws are checked against sets, not against counters.
abstract contract PufferSteps is PufferWorld {
    enum Step {
        Announce,
        Register,
        RegisterProved,
        Settle,
        Open,
        Pages,
        Core,
        Sources,
        Late,
        Waiting,
        Finalize,
        Improve
    }

    /// @dev When each pair was announced, settled, and shown to have a validator, seconds.
    mapping(uint256 pair => uint256) public announcedAt;
    mapping(uint256 pair => uint256) public settledAt;
    mapping(uint256 pair => uint256) public placedAt;
    /// @dev Of each spurt, a bit for each place or pair that some call showed.
    mapping(uint64 spurt => uint256) public shownPlaces;
    mapping(uint64 spurt => uint256) public shownLate;
    mapping(uint64 spurt => uint256) public shownWaiting;
    /// @dev Of these, those that counted as pairs without a validator, and as waiting pairs.
    mapping(uint64 spurt => uint256) public lateUnplaced;
    mapping(uint64 spurt => uint256) public countedWaiting;
    /// @dev Where calls that registered ended: pages may end there.
    uint64[] public borders;
    /// @dev Of the last call to the contracts; 0 where nothing was due, or what it does depends on what others proved.
    uint256 internal gasOfStep;
    bytes32 internal argumentsOfStep;

    function bordersCount() external view returns (uint256) {
        return borders.length;
    }

    /// @dev One call to the contracts, where it is due.
    function act(Step step, uint64 spurt, uint256 what) external {
        (gasOfStep, argumentsOfStep) = (0, 0);
        if (step == Step.Announce) return _announce(what);
        if (step == Step.Settle) return _settle(what);
        if (spurts == 0 || spurt > spurts) return;
        if (step == Step.Register) return _register(spurts, what, false);
        if (spurt == 0) return;
        if (step == Step.RegisterProved) return _register(spurt, what, true);
        Truth memory truth = truthOf(spurt);
        if (step == Step.Open) return _open(spurt, truth.taken);
        if (opinion.progressOf(spurt).openedAt == 0) return;
        if (step == Step.Pages) return _pages(spurt, truth, what);
        if (step == Step.Core) return _core(spurt, truth);
        if (step == Step.Finalize) return _finalize(spurt);
        if (step == Step.Improve) return _improve(spurt, truth, what);
        if (assets.amountsOf(spurt).timestamp == 0) return;
        if (step == Step.Sources) return _sources(spurt, truth.taken, what);
        if (step == Step.Late) return _late(spurt, truth, what);
        _waiting(spurt, truth, what);
    }

    // ---- The registry

    function _announce(uint256 what) private {
        uint256[] memory which = _isCareless(what) ? some(what % pairs.length) : _picked(what, pairs.length);
        uint256 count;
        for (uint256 i = 0; i < which.length; ++i) {
            bool isDue = announcedAt[which[i]] != 0 || isActive(which[i]);
            if (isDue || _isCareless(what)) which[count++] = which[i];
        }
        _shorten(which, count);
        argumentsOfStep = keccak256(abi.encode(which));
        uint256 before = gasleft();
        announce(which);
        gasOfStep = before - gasleft();
        for (uint256 i = 0; i < count; ++i) {
            if (announcedAt[which[i]] == 0) announcedAt[which[i]] = block.timestamp;
        }
    }

    function _settle(uint256 what) private {
        uint256[] memory which = _isCareless(what) ? some(what % pairs.length) : _picked(what, pairs.length);
        uint256 count;
        for (uint256 i = 0; i < which.length; ++i) {
            bool isDue = announcedAt[which[i]] != 0 && !isActive(which[i]);
            if (isDue || _isCareless(what)) which[count++] = which[i];
        }
        _shorten(which, count);
        argumentsOfStep = keccak256(abi.encode(which));
        uint256 before = gasleft();
        settle(which);
        gasOfStep = before - gasleft();
        for (uint256 i = 0; i < count; ++i) {
            if (settledAt[which[i]] == 0) settledAt[which[i]] = block.timestamp;
        }
    }

    /// @dev While EIP-4788 remembers the block.
    function _register(uint64 spurt, uint256 what, bool proved) private {
        Truth memory truth = truthOf(spurt);
        if (block.timestamp > truth.time + 26 hours) return;
        uint256[] memory which = _picked(what, truth.isActive.length);
        uint256 count;
        for (uint256 i = 0; i < which.length; ++i) {
            uint256 pair = which[i];
            (bool found,) = findValidator(pair, truth.beacon.length);
            bool isShown = proved ? truth.isActive[pair] : isActive(pair) || placedAt[pair] != 0;
            if (found && isShown) which[count++] = pair;
        }
        _shorten(which, count);
        uint64 entries = registry.count();
        argumentsOfStep = keccak256(abi.encode(which));
        uint256 before = gasleft();
        if (proved) registerProved(truth.taken, which);
        else register(truth.taken, which);
        gasOfStep = before - gasleft();
        for (uint256 i = 0; i < count; ++i) {
            if (announcedAt[which[i]] == 0) announcedAt[which[i]] = block.timestamp;
            if (placedAt[which[i]] == 0) placedAt[which[i]] = block.timestamp;
        }
        if (registry.count() != entries) borders.push(registry.count());
    }

    // ---- A spurt

    function _open(uint64 spurt, Taken memory taken) private {
        bool isLate = block.timestamp > taken.nextTimestamp + 26 hours;
        if (opinion.progressOf(spurt).openedAt == 0 && isLate) return;
        argumentsOfStep = keccak256(abi.encode(spurt));
        uint256 before = gasleft();
        open(spurt, taken);
        gasOfStep = before - gasleft();
    }

    /// @dev From any border that is proved to any further one.
    function _pages(uint64 spurt, Truth memory truth, uint256 what) private {
        if (borders.length == 0 || opinion.progressOf(spurt).finalized) return;
        // All of them mostly, or nothing would ever be reported.
        uint256 to = what % 4 != 0 ? borders.length - 1 : (what >> 2) % borders.length;
        uint256 from = (what >> 8) % (to + 1);
        uint64 start = from == 0 ? 0 : borders[from - 1];
        if (!opinion.isProved(spurt, start)) start = 0;
        PageRun memory run = _run(truth, start, borders[to], uint128(what >> 16) / 2);
        ListTop memory top = balancesTop(truth.taken);
        argumentsOfStep = keccak256(abi.encode(run));
        uint256 before = gasleft();
        opinion.submitPages(spurt, top, run);
        gasOfStep = before - gasleft();
    }

    function _core(uint64 spurt, Truth memory truth) private {
        argumentsOfStep = keccak256(abi.encode(spurt));
        uint256 before = gasleft();
        if (truth.isKnown) {
            proveCore(spurt, truth.taken);
        } else {
            try this.tryCore(spurt, truth.taken) {
                assertTrue(false, "an unknown implementation stops");
            } catch (bytes memory reason) {
                assertEq(bytes4(reason), IPufferAssets.ImplementationMismatch.selector);
            }
        }
        gasOfStep = before - gasleft();
    }

    function tryCore(uint64 spurt, Taken calldata taken) external {
        proveCore(spurt, taken);
    }

    function _sources(uint64 spurt, Taken memory taken, uint256 what) private {
        uint256[] memory picked = _picked(what, 2 * registry.modules().length);
        uint64[] memory places = new uint64[](picked.length);
        for (uint256 i = 0; i < picked.length; ++i) {
            places[i] = uint64(picked[i]);
            shownPlaces[spurt] |= 1 << picked[i];
        }
        argumentsOfStep = keccak256(abi.encode(places));
        uint256 before = gasleft();
        showSources(spurt, taken, places);
        gasOfStep = before - gasleft();
    }

    function _late(uint64 spurt, Truth memory truth, uint256 what) private {
        uint256[] memory which = _picked(what, truth.isActive.length);
        uint256 count;
        for (uint256 i = 0; i < which.length; ++i) {
            if (announcedAt[which[i]] != 0) which[count++] = which[i];
        }
        _shorten(which, count);
        argumentsOfStep = keccak256(abi.encode(which));
        uint256 before = gasleft();
        showLate(spurt, truth.taken, which);
        gasOfStep = before - gasleft();
        for (uint256 i = 0; i < count; ++i) {
            _noteLate(spurt, truth, which[i]);
        }
    }

    function _noteLate(uint64 spurt, Truth memory truth, uint256 pair) private {
        if (shownLate[spurt] >> pair & 1 != 0) return;
        bool wasAnnounced = announcedAt[pair] <= truth.time;
        bool wasSettled = settledAt[pair] != 0 && settledAt[pair] <= truth.time;
        if (wasAnnounced ? truth.isActive[pair] || wasSettled : !truth.isActive[pair]) return;
        shownLate[spurt] |= 1 << pair;
        if (wasAnnounced && placedAt[pair] == 0) lateUnplaced[spurt] |= 1 << pair;
        if (!wasAnnounced) countedWaiting[spurt] |= shownWaiting[spurt] & 1 << pair;
    }

    /// @dev Deposits of pairs that still can be asked for.
    function _waiting(uint64 spurt, Truth memory truth, uint256 what) private {
        if (truth.queue.length == 0) return;
        WaitingPair[] memory waiting = new WaitingPair[](truth.queue.length);
        uint256[] memory which = new uint256[](truth.queue.length);
        uint256 count;
        for (uint64 place = 0; place < truth.queue.length; ++place) {
            uint256 pair = _pairOf(truth.queue[place].pubkeyRoot);
            if (what >> place & 1 == 0 || announcedAt[pair] == 0 || !isActive(pair)) continue;
            waiting[count] = _waitingPair(truth.taken.deposits, place, pair, truth.queue[place].credentials);
            which[count++] = pair;
        }
        _shorten(which, count);
        assembly ("memory-safe") {
            mstore(waiting, count)
        }
        ListTop memory top = depositsTop(truth.taken);
        argumentsOfStep = keccak256(abi.encode(which));
        uint256 before = gasleft();
        assets.showWaiting(spurt, top, waiting);
        gasOfStep = before - gasleft();
        for (uint256 i = 0; i < count; ++i) {
            if (shownWaiting[spurt] >> which[i] & 1 != 0) continue;
            shownWaiting[spurt] |= 1 << which[i];
            bool isKnown = announcedAt[which[i]] <= truth.time || shownLate[spurt] >> which[i] & 1 != 0;
            if (isKnown) countedWaiting[spurt] |= 1 << which[i];
        }
    }

    function _finalize(uint64 spurt) private {
        SpurtProgress memory progress = opinion.progressOf(spurt);
        bool isDue = !progress.finalized && progress.count >= progress.requiredCount;
        if (!isDue || assets.amountsOf(spurt).timestamp == 0) return;
        opinion.finalize(spurt);
        reported(spurt);
    }

    /// @dev With what was shown meanwhile, and more pages. Only what is no more than was reported is refused.
    function _improve(uint64 spurt, Truth memory truth, uint256 what) private {
        SpurtProgress memory progress = opinion.progressOf(spurt);
        if (!progress.finalized) return;
        OpinionReport memory before = opinion.reportOf(spurt);
        bool isOver = block.timestamp >= before.firstReportedAt + 1 days;
        PageRun memory run;
        uint64 to = progress.count;
        if (what % 2 == 1 && borders.length != 0 && borders[borders.length - 1] > to) {
            to = borders[borders.length - 1];
            run = _run(truth, progress.count, to, 0);
        }
        ListTop memory top = balancesTop(truth.taken);
        try opinion.improve(spurt, top, run) {
            assertTrue(!isOver, "final after its day");
            assertTrue(opinion.reportOf(spurt).backingWei >= before.backingWei, "reports only rise");
            reported(spurt);
        } catch (bytes memory reason) {
            if (isOver) return assertEq(bytes4(reason), IPufferSecondOpinion.ImprovementOver.selector);
            assertEq(bytes4(reason), IPufferSecondOpinion.NotHigher.selector);
            assertTrue(backingOf(spurt, truth, to) <= before.backingWei, "what is higher is taken");
        }
    }

    /// @dev A report was written.
    function reported(uint64 spurt) internal virtual;

    /// @dev By what was shown, and the first entries of the chain.
    function backingOf(uint64 spurt, Truth memory truth, uint64 entries)
        internal
        view
        returns (uint256 backingWei)
    {
        (uint64[] memory indices,) = registry.entries(0, entries);
        for (uint256 i = 0; i < indices.length; ++i) {
            if (indices[i] < truth.beacon.length) backingWei += _principalWei(truth.beacon[indices[i]]);
        }
        for (uint256 place = 0; place < truth.sourcesWei.length; ++place) {
            if (shownPlaces[spurt] >> place & 1 == 1) backingWei += truth.sourcesWei[place];
        }
        for (uint256 pair = 0; pair < pairs.length; ++pair) {
            if (shownWaiting[spurt] >> pair & 1 == 1) backingWei += 32 ether;
        }
        uint256 capWei = uint256(truth.capWei);
        backingWei = truth.totalAssetsWei - capWei + (backingWei < capWei ? backingWei : capWei);
    }

    // ---- Parts

    function _picked(uint256 what, uint256 length) private pure returns (uint256[] memory which) {
        which = new uint256[](length);
        uint256 count;
        for (uint256 i = 0; i < length; ++i) {
            if (what >> i & 1 == 1) which[count++] = i;
        }
        _shorten(which, count);
    }

    /// @dev Whether a call with any pair is sent, which should fail mostly.
    function _isCareless(uint256 what) private pure returns (bool) {
        return what >> 255 == 1;
    }

    function _shorten(uint256[] memory which, uint256 count) private pure {
        assembly ("memory-safe") {
            mstore(which, count)
        }
    }

    function _pairOf(bytes32 pubkeyRoot) private view returns (uint256 pair) {
        while (rootOf(keys[pair]) != pubkeyRoot) ++pair;
    }

    function _waitingPair(BuiltList memory deposits, uint64 place, uint256 pair, bytes32 credentials)
        private
        view
        returns (WaitingPair memory)
    {
        bytes32[] memory branch = branchOf(deposits, place, new bytes32[](0));
        return WaitingPair(pairs[pair], place, credentials, keccak256("signature"), keccak256("rest"), branch);
    }

    /// @dev One page, with the sums that the circuit would prove.
    function _run(Truth memory truth, uint64 from, uint64 to, uint256 startWei)
        private
        view
        returns (PageRun memory run)
    {
        (uint64[] memory indices,) = registry.entries(0, to);
        (run.count, run.principalWei, run.rawWei) = (from, startWei, startWei);
        Page memory page;
        (page.countOut, page.principalOutWei, page.rawOutWei) = (to, startWei, startWei);
        for (uint256 i = 0; i < to; ++i) {
            if (indices[i] >= truth.beacon.length) continue;
            ++page.existingOut;
            if (i < from) continue;
            page.rawOutWei += uint256(truth.beacon[indices[i]].balanceGwei) * 1 gwei;
            page.principalOutWei += _principalWei(truth.beacon[indices[i]]);
        }
        page.commitmentOut = registry.commitmentAt(to);
        page.linkNode = balancesTop(truth.taken).node;
        page.linkDepth = uint64(_depthOf((truth.beacon.length + 3) / 4));
        run.pages = new Page[](1);
        run.pages[0] = page;
    }

    function _principalWei(BeaconValidator memory validator) private pure returns (uint256) {
        return uint256(validator.balanceGwei < FULL ? validator.balanceGwei : FULL) * 1 gwei;
    }
}
