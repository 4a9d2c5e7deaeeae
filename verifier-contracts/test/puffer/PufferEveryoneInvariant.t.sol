// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {Test} from "../Test.sol";
import {PufferEveryone} from "./PufferEveryone.sol";

/// @notice What holds of the deployed protocol's second opinion, whatever everybody does.
abstract contract PufferEveryoneInvariant is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    PufferEveryone private handler;

    function setUp() public {
        handler = PufferEveryone(payable(deploy("PufferEveryone.sol:PufferEveryone", "")));
        handler.setUp();
        // Something to talk about: a sequence is short.
        for (uint256 i = 0; i < 12; ++i) {
            handler.live(i);
        }
        handler.week(0);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(handler), new bytes4[](5));
        targets[0].selectors[0] = handler.live.selector;
        targets[0].selectors[1] = handler.week.selector;
        targets[0].selectors[2] = handler.timePasses.selector;
        targets[0].selectors[3] = handler.keep.selector;
        targets[0].selectors[4] = handler.report.selector;
    }

    function invariant_allLaws() public {
        handler.requireCounts();
        handler.requireShown();
        handler.requireEffect();
        handler.requireAnswers();
    }

    /// @dev At the end of each sequence: it takes all proofs.
    function afterInvariant() public {
        uint64 last = handler.spurts();
        if (last > 1) handler.requireFinishable(last - 1);
        if (last > 0) handler.requireFinishable(last);
    }
}

/// forge-config: default.invariant.runs = 2
/// forge-config: default.invariant.depth = 40
/// forge-config: default.invariant.shrink-run-limit = 20
/// forge-config: default.invariant.fail-on-revert = true
contract PufferEveryoneInvariantTest is PufferEveryoneInvariant {}

/// @notice The same in many more sequences, and longer ones; not in `npm test`.
/// forge-config: default.invariant.runs = 12
/// forge-config: default.invariant.depth = 80
/// forge-config: default.invariant.shrink-run-limit = 20
/// forge-config: default.invariant.fail-on-revert = true
contract DeepPufferEveryoneInvariantTest is PufferEveryoneInvariant {}
