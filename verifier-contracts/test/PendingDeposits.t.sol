// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {ForkLayout} from "../src/ForkLayouts.sol";
import {IValidatorRegistry, Provision, ProvisionStatus} from "../src/interfaces/IValidatorRegistry.sol";
import {ListShape, ListTop, ListTree} from "../src/ListTree.sol";
import {
    DepositBlock,
    DepositSums,
    PendingDeposits,
    PendingDepositsProof,
    WaitingDeposit
} from "../src/PendingDeposits.sol";
import {SSZ} from "../src/SSZ.sol";
import {Test} from "./Test.sol";

/// @dev The views of IValidatorRegistry that PendingDeposits reads, with provisions as a test wants them.
contract TestProvisions {
    mapping(uint64 number => Provision) private _provisions;
    mapping(address pod => bool) public isPod;

    function set(uint64 number, Provision calldata provision) external {
        _provisions[number] = provision;
    }

    function addPod(address pod) external {
        isPod[pod] = true;
    }

    function provisionOf(uint64 number) external view returns (Provision memory) {
        return _provisions[number];
    }
}

contract PendingDepositsHarness {
    using BitMaps for BitMaps.BitMap;

    BitMaps.BitMap private _shown;

    function add(
        PendingDepositsProof calldata proof,
        IValidatorRegistry registry,
        ForkLayout calldata forkLayout,
        DepositBlock calldata at
    ) external returns (DepositSums memory) {
        return PendingDeposits.add(proof, registry, forkLayout, at, _shown);
    }

    function isShown(uint64 number) external view returns (bool) {
        return _shown.get(number);
    }

    function verifyTop(ListTop calldata top, uint256 gindex, bytes32 root) external view returns (uint256) {
        ListShape memory queue = ListShape(gindex, ListTree.PENDING_DEPOSITS_DEPTH, 1, false);
        ListTree.verifyTop(top, queue, root);
        return ListTree.windowOf(top, queue, 0).depth;
    }

    function verifyElement(
        bytes32 node,
        uint256 gindex,
        uint64 position,
        bytes32[] calldata branch,
        ListTop calldata top
    ) external view {
        ListTree.verifyElement(node, gindex, position, branch, top, ListShape(0, 0, 1, false));
    }
}

/// @dev An entry of the made queue (test/contract-fixtures/pending-deposits.ts).
struct Entry {
    bytes32 pubkeyRoot;
    uint64 amountGwei;
    bytes32 withdrawalCredentials;
    bytes32 signatureRoot;
    bytes32 rest;
    bytes32[] branch;
}

/// @dev A queue of 21 deposits in an Electra state by Lodestar, and a real one of mainnet.
contract PendingDepositsTest is Test {
    /// @dev Validators of the state.
    uint64 private constant LIST_LENGTH = 1000;
    /// @dev Provision n waits at position 8(n - 1) mod 19: neither in order nor in a row.
    uint64 private constant PROVISIONS = 15;
    /// @dev Provisions 16 and 17 were given up after the block; 18 was announced after it.
    uint64 private constant PROVISIONED = 17;
    uint48 private constant BLOCK_TIME = 1_900_000_000;

    /// @dev Entries for the key of entry 5 with 1 ETH, and for the key of entry 4 with a foreign payee.
    uint64 private constant DUST = 19;
    uint64 private constant FOREIGN = 20;

    PendingDepositsHarness private deposits = new PendingDepositsHarness();
    TestProvisions private provisions = new TestProvisions();

    uint64 private listLength = LIST_LENGTH;
    mapping(uint64 number => bool) private seen;
    bytes32 private stateRoot;
    ForkLayout private forkLayout;
    address[] private pods;
    ListTop private top;
    Entry[] private entries;

    function setUp() public {
        bytes memory queue =
            vm.parseJsonBytes(readOrSkip(string.concat(FIXTURES, "pending-deposits.json")), ".queue");
        Entry[] memory given;
        (stateRoot, forkLayout.pendingDeposits, pods, top, given) =
            abi.decode(queue, (bytes32, uint64, address[], ListTop, Entry[]));
        for (uint256 i = 0; i < given.length; ++i) {
            entries.push(given[i]);
        }
        for (uint256 i = 0; i < pods.length; ++i) {
            provisions.addPod(pods[i]);
        }
        for (uint64 number = 1; number <= PROVISIONS; ++number) {
            Entry memory entry = given[_position(number)];
            _set(number, entry.pubkeyRoot, entry.amountGwei, 0, ProvisionStatus.Provisioned);
        }
        _set(16, "given up", 32e9, 0, ProvisionStatus.WrittenOff);
        _set(17, "given up too", 33e9, 0, ProvisionStatus.WrittenOff);
        for (uint64 number = 16; number <= 17; ++number) {
            _change(number, 0, ProvisionStatus.WrittenOff, BLOCK_TIME + uint48(number));
        }
        _set(18, given[_position(18)].pubkeyRoot, 32e9, 0, ProvisionStatus.Provisioned);
    }

    // ---- what is accepted ----

    function test_add_everyWaitingDeposit() public {
        uint80 expectedGwei = 0;
        for (uint64 number = 1; number <= PROVISIONS; ++number) {
            expectedGwei += entries[_position(number)].amountGwei;
        }
        PendingDepositsProof memory proof = _proof(PROVISIONS);
        proof.writtenOff = new uint64[](2);
        (proof.writtenOff[0], proof.writtenOff[1]) = (17, 16);
        _assertSums(_add(proof), DepositSums(uint48(PROVISIONS), expectedGwei, 2, 65e9));
    }

    /// @dev In any order, in as many calls, with repetitions: each counts once.
    function testFuzz_add_anyOrderInManyCalls(uint256 seed) public {
        uint80 expectedGwei = 0;
        uint64 count = 0;
        uint64 counted = 0;
        uint80 countedGwei = 0;
        for (uint256 call = 0; call < 3; ++call) {
            PendingDepositsProof memory proof = _proof(6);
            for (uint256 i = 0; i < 6; ++i) {
                uint64 number = uint64(1 + seed % PROVISIONS);
                seed = uint256(keccak256(abi.encode(seed)));
                proof.waiting[i] = _waiting(number);
                if (seen[number]) continue;
                seen[number] = true;
                count += 1;
                expectedGwei += entries[_position(number)].amountGwei;
            }
            DepositSums memory sums = _add(proof);
            counted += sums.waiting;
            countedGwei += sums.waitingGwei;
        }
        assertEq(counted, count);
        assertEq(countedGwei, expectedGwei);
    }

    function test_add_writtenOffCountsOnce() public {
        PendingDepositsProof memory proof;
        proof.writtenOff = new uint64[](2);
        (proof.writtenOff[0], proof.writtenOff[1]) = (17, 17);
        _assertSums(_add(proof), DepositSums(0, 0, 1, 33e9));
        assertTrue(deposits.isShown(17) && !deposits.isShown(16), "shown");
        proof.writtenOff[0] = 16;
        _assertSums(_add(proof), DepositSums(0, 0, 1, 32e9));
    }

    /// @dev The registry's totals at the block have it already.
    function test_add_passesOverWhatWasWrittenOffByTheBlock() public {
        _change(16, 0, ProvisionStatus.WrittenOff, BLOCK_TIME);
        PendingDepositsProof memory proof;
        proof.writtenOff = new uint64[](1);
        proof.writtenOff[0] = 16;
        _assertSums(_add(proof), DepositSums(0, 0, 0, 0));
        _change(16, 0, ProvisionStatus.WrittenOff, BLOCK_TIME + 1);
        _assertSums(_add(proof), DepositSums(0, 0, 1, 32e9));
    }

    /// @dev Given up between the making of a proof and its transaction: the rest of it counts.
    function test_add_passesOverAWrittenOffProvisionThatWaits() public {
        _change(5, 0, ProvisionStatus.WrittenOff, BLOCK_TIME + 1);
        DepositSums memory sums = _add(_proof(PROVISIONS));
        assertEq(sums.waiting, PROVISIONS - 1);
        assertTrue(!deposits.isShown(5), "it can be shown to be given up");
    }

    function test_add_passesOverTheLastValidator() public {
        testFuzz_add_passesOverAValidatorOfTheBlock(LIST_LENGTH - 1);
    }

    /// @dev The pages count it. Its key has a deposit that waits besides: somebody's gift.
    function testFuzz_add_passesOverAValidatorOfTheBlock(uint64 validatorIndex) public {
        _change(6, validatorIndex % LIST_LENGTH, ProvisionStatus.Registered, 0);
        assertEq(_add(_proof(PROVISIONS)).waiting, PROVISIONS - 1);
    }

    /// @dev As long as no page says how many validators there are, none of those registered is taken to wait.
    function test_add_passesOverRegisteredOnesWithoutALength() public {
        _change(2, LIST_LENGTH, ProvisionStatus.Registered, 0);
        listLength = 0;
        assertEq(_add(_proof(PROVISIONS)).waiting, PROVISIONS - 1);
        listLength = LIST_LENGTH;
        assertEq(_add(_proof(PROVISIONS)).waiting, 1);
    }

    /// @dev Nothing waits: neither top nor layout is read, so this holds before Electra too.
    function test_add_nothingWaits() public {
        PendingDepositsProof memory proof;
        proof.writtenOff = new uint64[](1);
        proof.writtenOff[0] = 17;
        forkLayout.pendingDeposits = 0;
        _assertSums(_add(proof), DepositSums(0, 0, 1, 33e9));
    }

    /// @dev Its index is known by now, but the validator was not there at the block.
    function test_add_registeredSince() public {
        _change(2, LIST_LENGTH, ProvisionStatus.Registered, 0);
        assertEq(_add(_proof(PROVISIONS)).waiting, PROVISIONS);
    }

    // ---- what is refused ----

    function testFuzz_add_rejectsAnyChangedWord(uint64 number, uint256 word, uint256 bit) public {
        PendingDepositsProof memory proof = _proof(PROVISIONS);
        WaitingDeposit memory deposit = proof.waiting[number % PROVISIONS];
        bytes32 flip = bytes32(1 << (bit % 256));
        word %= deposit.branch.length + 3;
        if (word == 0) deposit.signatureRoot ^= flip;
        else if (word == 1) deposit.rest ^= flip;
        else if (word == 2) proof.top.node ^= flip;
        else deposit.branch[word - 3] ^= flip;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _add(proof);
    }

    /// @dev What is not part of the proof comes from the registry: another key or principal is another entry.
    function testFuzz_add_rejectsAnotherKeyOrPrincipal(uint64 number, bytes32 key, uint64 principalGwei)
        public
    {
        number = 1 + number % PROVISIONS;
        Provision memory provision = provisions.provisionOf(number);
        vm.assume(key != provision.pubkeyRoot && principalGwei != provision.principalGwei);
        PendingDepositsProof memory proof = _proof(PROVISIONS);
        _set(number, key, provision.principalGwei, 0, ProvisionStatus.Provisioned);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _add(proof);
        _set(number, provision.pubkeyRoot, principalGwei, 0, ProvisionStatus.Provisioned);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _add(proof);
    }

    /// @dev 0x01 where the entry says 0x02, or the other pod: well-formed, but not what was deposited.
    function testFuzz_add_rejectsOtherCredentials(uint64 number, bool isOtherPod) public {
        PendingDepositsProof memory proof = _proof(PROVISIONS);
        WaitingDeposit memory deposit = proof.waiting[number % PROVISIONS];
        bytes32 otherPod = bytes32(uint256(uint160(pods[0]) ^ uint160(pods[1])));
        deposit.withdrawalCredentials ^= isOtherPod ? otherPod : bytes32(hex"03");
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _add(proof);
    }

    function testFuzz_add_rejectsAnotherPosition(uint64 number, uint64 position) public {
        PendingDepositsProof memory proof = _proof(PROVISIONS);
        WaitingDeposit memory deposit = proof.waiting[number % PROVISIONS];
        vm.assume(position != deposit.position);
        bool isInQueue = position < top.length;
        deposit.position = position;
        vm.expectPartialRevert(
            isInQueue ? SSZ.SSZBranchMismatch.selector : ListTree.PositionOutOfRange.selector
        );
        _add(proof);
    }

    function testFuzz_add_rejectsAnotherProvisionsEntry(uint64 number, uint64 other) public {
        (number, other) = (1 + number % PROVISIONS, 1 + other % PROVISIONS);
        vm.assume(number != other);
        PendingDepositsProof memory proof = _proof(PROVISIONS);
        proof.waiting[number - 1] = _waiting(other);
        proof.waiting[number - 1].provision = number;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _add(proof);
    }

    /// @dev The same key with another amount: neither the entry's own nor the principal's chunk leads to the top.
    function test_add_revert_dustForTheSameKey() public {
        assertEq(entries[DUST].pubkeyRoot, entries[5].pubkeyRoot);
        PendingDepositsProof memory proof = _at(5, DUST);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _add(proof);
    }

    function test_add_revert_foreignPayee() public {
        assertEq(entries[FOREIGN].pubkeyRoot, entries[4].pubkeyRoot);
        PendingDepositsProof memory proof = _at(4, FOREIGN);
        uint64 number = proof.waiting[0].provision;
        bytes32 credentials = entries[FOREIGN].withdrawalCredentials;
        vm.expectRevert(
            abi.encodeWithSelector(PendingDeposits.CredentialsNotOfPod.selector, number, credentials)
        );
        _add(proof);
        // Another payee than the entry's: its hash is another one.
        proof.waiting[0].withdrawalCredentials = entries[4].withdrawalCredentials;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _add(proof);
    }

    function testFuzz_add_revert_credentialsOfAnotherForm(bytes12 form) public {
        vm.assume(form != bytes12(hex"01") && form != bytes12(hex"02"));
        PendingDepositsProof memory proof = _proof(1);
        bytes32 credentials = bytes32(form) | bytes32(uint256(uint160(pods[0])));
        proof.waiting[0].withdrawalCredentials = credentials;
        vm.expectRevert(abi.encodeWithSelector(PendingDeposits.CredentialsNotOfPod.selector, 1, credentials));
        _add(proof);
    }

    function test_add_revert_provisionTooNew() public {
        PendingDepositsProof memory proof = _at(_position(18), _position(18));
        proof.waiting[0].provision = 18;
        vm.expectRevert(abi.encodeWithSelector(PendingDeposits.ProvisionTooNew.selector, 18, PROVISIONED));
        _add(proof);
    }

    function test_add_revert_noDepositQueue() public {
        forkLayout.pendingDeposits = 0;
        vm.expectRevert(abi.encodeWithSelector(PendingDeposits.NoDepositQueue.selector, 3));
        _add(_proof(3));
    }

    function test_add_revert_anotherLengthOfTheQueue() public {
        PendingDepositsProof memory proof = _proof(1);
        proof.top.length += 1;
        vm.expectPartialRevert(ListTree.ListLengthMismatch.selector);
        _add(proof);
    }

    function test_add_revert_anotherState() public {
        stateRoot = ~stateRoot;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _add(_proof(1));
    }

    function test_add_revert_writtenOffTooNew() public {
        _change(18, 0, ProvisionStatus.WrittenOff, BLOCK_TIME + 1);
        PendingDepositsProof memory proof;
        proof.writtenOff = new uint64[](1);
        proof.writtenOff[0] = 18;
        vm.expectRevert(abi.encodeWithSelector(PendingDeposits.ProvisionTooNew.selector, 18, PROVISIONED));
        _add(proof);
    }

    function test_add_revert_provisionNotWrittenOff() public {
        _change(8, 5, ProvisionStatus.Registered, 0);
        ProvisionStatus[2] memory statuses = [ProvisionStatus.Provisioned, ProvisionStatus.Registered];
        for (uint64 i = 0; i < 2; ++i) {
            PendingDepositsProof memory proof;
            proof.writtenOff = new uint64[](1);
            proof.writtenOff[0] = 7 + i;
            vm.expectRevert(
                abi.encodeWithSelector(PendingDeposits.ProvisionNotWrittenOff.selector, 7 + i, statuses[i])
            );
            _add(proof);
        }
    }

    // ---- mainnet ----

    /// @dev Origin Protocol's file of slot 12235962 (Electra) has the queue below the BLOCK root (gindex 738), the root
    ///      of entry 2, and the slot of entry 0 with its branch. It has no field of entry 2: which key, payee and amount
    ///      it is made of is not in the file, so `add` as a whole cannot be run on it.
    function test_mainnetQueue_entriesBelowTheirTop() public {
        string memory json = readOrSkip(string.concat(REAL_DATA, "origin/slot_12235962.json"));
        bytes32 blockRoot = vm.parseJsonBytes32(json, ".beaconBlockRoot");
        bytes32 entry = vm.parseJsonBytes32(json, ".pendingDeposit.leaf");
        uint64 position = uint64(vm.parseJsonUint(json, ".pendingDeposit.depositIndex"));
        bytes32[] memory toList = _words(vm.parseJsonBytes(json, ".pendingDeposit.proof"));
        assertEq(toList.length, ListTree.PENDING_DEPOSITS_DEPTH + 1);

        ListTop memory queue;
        uint256 depth;
        (queue, depth) = _mainnetTop(json, entry, position, toList);
        assertEq(deposits.verifyTop(queue, 738, blockRoot), depth);
        deposits.verifyElement(entry, 1, position, _slice(toList, 0, depth), queue);

        // Slot of the first entry: field 4 of 5, so gindex 12 below it.
        bytes32[] memory toBlock = _words(vm.parseJsonBytes(json, ".firstPendingDeposit.proof"));
        bytes32 slot = SSZ.toChunk(uint64(vm.parseJsonUint(json, ".firstPendingDeposit.slot")));
        assertEq(slot, vm.parseJsonBytes32(json, ".firstPendingDeposit.leaf"));
        deposits.verifyElement(slot, 12, 0, _slice(toBlock, 0, depth + 3), queue);

        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        deposits.verifyElement(entry, 1, position + 1, _slice(toList, 0, depth), queue);
    }

    function _mainnetTop(string memory json, bytes32 entry, uint64 position, bytes32[] memory toList)
        private
        pure
        returns (ListTop memory queue, uint256 depth)
    {
        bytes32[] memory above = _words(vm.parseJsonBytes(json, ".pendingDepositsContainer.proof"));
        // The length chunk, little-endian, is the last sibling below the list root.
        bytes32 lengthChunk = toList[toList.length - 1];
        for (uint256 i = 8; i > 0; --i) {
            queue.length = (queue.length << 8) | uint8(lengthChunk[i - 1]);
        }
        while (uint256(queue.length - 1) >> depth != 0) ++depth;
        queue.node = entry;
        for (uint256 i = 0; i < depth; ++i) {
            queue.node = (position >> i) & 1 == 1
                ? sha256(abi.encodePacked(toList[i], queue.node))
                : sha256(abi.encodePacked(queue.node, toList[i]));
        }
        uint256 below = toList.length - depth;
        queue.branch = new bytes32[](below + above.length);
        for (uint256 i = 0; i < queue.branch.length; ++i) {
            queue.branch[i] = i < below ? toList[depth + i] : above[i - below];
        }
    }

    // ---- helpers ----

    function _add(PendingDepositsProof memory proof) private returns (DepositSums memory) {
        IValidatorRegistry registry = IValidatorRegistry(address(provisions));
        DepositBlock memory at = DepositBlock(stateRoot, BLOCK_TIME, PROVISIONED, listLength);
        return deposits.add(proof, registry, forkLayout, at);
    }

    function _assertSums(DepositSums memory given, DepositSums memory expected) private pure {
        assertEq(keccak256(abi.encode(given)), keccak256(abi.encode(expected)));
    }

    /// @dev The first provisions, each with its entry.
    function _proof(uint64 count) private view returns (PendingDepositsProof memory proof) {
        proof.top = top;
        proof.waiting = new WaitingDeposit[](count);
        for (uint64 i = 0; i < count; ++i) {
            proof.waiting[i] = _waiting(i + 1);
        }
    }

    /// @dev The provision that waits at `owner`, with the entry at `position`.
    function _at(uint64 owner, uint64 position) private view returns (PendingDepositsProof memory proof) {
        proof = _proof(1);
        uint64 number = 1;
        while (_position(number) != owner) ++number;
        proof.waiting[0] = _entryAt(number, position);
    }

    function _waiting(uint64 number) private view returns (WaitingDeposit memory) {
        return _entryAt(number, _position(number));
    }

    function _entryAt(uint64 number, uint64 position) private view returns (WaitingDeposit memory) {
        Entry memory entry = entries[position];
        return WaitingDeposit(
            number, position, entry.withdrawalCredentials, entry.signatureRoot, entry.rest, entry.branch
        );
    }

    function _position(uint64 number) private pure returns (uint64) {
        return (8 * (number - 1)) % 19;
    }

    function _set(uint64 number, bytes32 key, uint64 principalGwei, uint64 index, ProvisionStatus status)
        private
    {
        provisions.set(number, Provision(key, principalGwei, index, 0, 0, status));
    }

    function _change(uint64 number, uint64 index, ProvisionStatus status, uint48 settledAt) private {
        Provision memory provision = provisions.provisionOf(number);
        (provision.validatorIndex, provision.status, provision.settledAt) = (index, status, settledAt);
        provisions.set(number, provision);
    }

    function _slice(bytes32[] memory words, uint256 from, uint256 to)
        private
        pure
        returns (bytes32[] memory part)
    {
        part = new bytes32[](to - from);
        for (uint256 i = 0; i < part.length; ++i) {
            part[i] = words[from + i];
        }
    }

    function _words(bytes memory packed) private pure returns (bytes32[] memory) {
        // bytes32[] in ABI form: where it starts, its length, its words.
        return abi.decode(abi.encodePacked(uint256(32), packed.length / 32, packed), (bytes32[]));
    }
}
