// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BalancesTop} from "../src/BalancesTree.sol";
import {ForkLayout} from "../src/ForkLayouts.sol";
import {ExecutionProof, IReservesOracle, OracleConfig, Page} from "../src/interfaces/IReservesOracle.sol";
import {ReservesOracle} from "../src/ReservesOracle.sol";
import {BeaconHeader, SSZ} from "../src/SSZ.sol";
import {BeaconRootsContract} from "./BeaconRootsContract.sol";

/// @notice Amounts that no real chain holds, on a chain built in the test: every trie is one leaf, the beacon state is
///         [balances, execution state root]. The oracle must refuse them before it looks at a page.
contract ReservesOracleAmountsTest is BeaconRootsContract {
    address private constant TOKEN = address(0x70);
    uint64 private constant NEXT_TIMESTAMP = 1012;

    /// @dev A real trie has no leaf for zero, so this is the only way to a supply of zero.
    function test_report_revert_supplyZero() public {
        bytes[] memory storageProof = _leaf(keccak256(abi.encode(uint256(2))), hex"80");
        _report(_account(TOKEN, hex"80", keccak256(storageProof[0])), storageProof, new address[](0));
        _expect(abi.encodeWithSelector(IReservesOracle.SupplyZero.selector));
    }

    function testFuzz_report_revert_supplyAbove128Bits(uint128 high) public {
        vm.assume(high != 0);
        uint256 supplyWei = uint256(high) << 128;
        bytes memory rlp = abi.encodePacked(hex"a0", supplyWei);
        bytes[] memory storageProof = _leaf(keccak256(abi.encode(uint256(2))), rlp);
        _report(_account(TOKEN, hex"80", keccak256(storageProof[0])), storageProof, new address[](0));
        _expect(abi.encodeWithSelector(IReservesOracle.AmountTooLarge.selector, supplyWei));
    }

    function testFuzz_report_revert_poolAbove128Bits(uint128 high) public {
        vm.assume(high != 0);
        uint256 balanceWei = uint256(high) << 128;
        address[] memory pools = new address[](1);
        pools[0] = address(0x71);
        _report(_account(pools[0], abi.encodePacked(hex"a0", balanceWei), "root"), new bytes[](0), pools);
        _expect(abi.encodeWithSelector(IReservesOracle.AmountTooLarge.selector, balanceWei));
    }

    bool private _ok;
    bytes private _answer;

    function _expect(bytes memory reason) private view {
        assertTrue(!_ok, "reverted");
        assertEq(keccak256(_answer), keccak256(reason));
    }

    function _report(bytes[] memory accountProof, bytes[] memory storageProof, address[] memory pools)
        private
    {
        OracleConfig memory config;
        (config.token, config.supplySlot, config.pools) = (TOKEN, 2, pools);
        (config.genesisTime, config.secondsPerSlot) = (0, 12);
        config.layouts = new ForkLayout[](1);
        config.layouts[0] = ForkLayout(0, 2, 3);
        ReservesOracle oracle = new ReservesOracle(config);

        ExecutionProof memory execution;
        execution.stateRoot = keccak256(accountProof[0]);
        execution.supplyAccountProof = accountProof;
        execution.supplyStorageProof = storageProof;
        execution.poolProofs = new bytes[][](pools.length);
        if (pools.length > 0) execution.poolProofs[0] = accountProof;
        (BalancesTop memory top, bytes32 balancesRoot) = _balances();
        BeaconHeader memory header;
        header.slot = 1;
        header.stateRoot = SSZ.hashPair(balancesRoot, execution.stateRoot);
        execution.branch = new bytes32[](1);
        execution.branch[0] = balancesRoot;
        top.branch[38] = execution.stateRoot;

        deployBeaconRoots();
        storeBeaconRoot(NEXT_TIMESTAMP, SSZ.hashTreeRoot(header));
        (_ok, _answer) = address(oracle)
            .call(abi.encodeCall(oracle.report, (NEXT_TIMESTAMP, header, top, new Page[](0), execution)));
    }

    /// @dev One balance: the top is one level above chunk 0, 37 siblings below the data root, then the length.
    function _balances() private pure returns (BalancesTop memory top, bytes32 listRoot) {
        top.node = "top";
        top.listLength = 1;
        top.branch = new bytes32[](39);
        top.branch[37] = SSZ.toChunk(1);
        listRoot = top.node;
        for (uint256 i = 0; i < 38; ++i) {
            listRoot = SSZ.hashPair(listRoot, top.branch[i]);
        }
    }

    function _account(address account, bytes memory rlpBalance, bytes32 storageRoot)
        private
        pure
        returns (bytes[] memory)
    {
        bytes memory fields =
            abi.encodePacked(hex"01", rlpBalance, hex"a0", storageRoot, hex"a0", keccak256("code"));
        return
            _leaf(
                keccak256(abi.encodePacked(account)), abi.encodePacked(hex"f8", uint8(fields.length), fields)
            );
    }

    /// @dev A trie of one leaf: [0x20 and the whole key, value].
    function _leaf(bytes32 key, bytes memory value) private pure returns (bytes[] memory proof) {
        bytes memory path = abi.encodePacked(hex"a120", key);
        bytes memory item = value.length > 55
            ? abi.encodePacked(hex"b8", uint8(value.length), value)
            : value.length == 1 && uint8(value[0]) < 0x80
                ? value
                : abi.encodePacked(uint8(0x80 + value.length), value);
        bytes memory body = abi.encodePacked(path, item);
        proof = new bytes[](1);
        proof[0] = body.length > 55
            ? abi.encodePacked(hex"f8", uint8(body.length), body)
            : abi.encodePacked(uint8(0xc0 + body.length), body);
    }
}
