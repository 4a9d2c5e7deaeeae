// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {DemoPool} from "../demo/DemoPool.sol";
import {DemoPufETH} from "../demo/DemoPufETH.sol";
import {DemoRewards} from "../demo/DemoRewards.sol";
import {Test} from "./Test.sol";

contract DemoTest is Test {
    function testFuzz_demoPufETH_keepsItsSupplyInSlotTwo(uint128 first, uint128 second) public {
        DemoPufETH token = new DemoPufETH(address(this));
        token.mint(address(1), first);
        token.mint(address(2), second);
        assertEq(uint256(vm.load(address(token), bytes32(uint256(2)))), uint256(first) + second);
        assertEq(token.totalSupply(), uint256(first) + second);
    }

    function testFuzz_demoPool_takesEther(uint128 amountWei) public {
        DemoPool pool = new DemoPool();
        vm.deal(address(this), amountWei);
        (bool ok,) = address(pool).call{value: amountWei}("");
        assertTrue(ok, "accepted");
        assertEq(address(pool).balance, amountWei);
    }

    function testFuzz_demoRewards_keepsItsNumbersInSlotsOneAndTwo(uint256 owedWei, uint256 promisedWei)
        public
    {
        DemoRewards rewards = new DemoRewards(address(this));
        rewards.set(owedWei, promisedWei);
        assertEq(uint256(vm.load(address(rewards), bytes32(uint256(1)))), owedWei);
        assertEq(uint256(vm.load(address(rewards), bytes32(uint256(2)))), promisedWei);
    }
}
