// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {ForkLayout} from "../src/ForkLayouts.sol";
import {IValidatorRegistry, Provision, ProvisionStatus} from "../src/interfaces/IValidatorRegistry.sol";
import {ListShape, ListTop, ListTree} from "../src/ListTree.sol";
import {PendingDeposits, PendingDepositsProof, WaitingDeposit} from "../src/PendingDeposits.sol";
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
    function verify(
        PendingDepositsProof calldata proof,
        IValidatorRegistry registry,
        ForkLayout calldata forkLayout,
        bytes32 stateRoot,
        uint64 provisioned,
        uint64 listLength
    ) external view returns (uint64 waiting, uint64 writtenOff, uint256 amountWei) {
        return PendingDeposits.verify(proof, registry, forkLayout, stateRoot, provisioned, listLength);
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
    /// @dev Provisions 16 and 17 are given up; 18 was announced after the block.
    uint64 private constant PROVISIONED = 17;

    /// @dev Entries for the key of entry 5 with 1 ETH, and for the key of entry 4 with a foreign payee.
    uint64 private constant DUST = 19;
    uint64 private constant FOREIGN = 20;

    PendingDepositsHarness private deposits = new PendingDepositsHarness();
    TestProvisions private provisions = new TestProvisions();

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
        _set(17, "given up too", 32e9, 0, ProvisionStatus.WrittenOff);
        _set(18, given[_position(18)].pubkeyRoot, 32e9, 0, ProvisionStatus.Provisioned);
    }

    // ---- what is accepted ----

    function test_verify_everyWaitingDeposit() public view {
        uint256 expectedWei = 0;
        for (uint64 number = 1; number <= PROVISIONS; ++number) {
            expectedWei += uint256(entries[_position(number)].amountGwei) * 1 gwei;
        }
        PendingDepositsProof memory proof = _proof(PROVISIONS);
        proof.writtenOff = new uint64[](2);
        (proof.writtenOff[0], proof.writtenOff[1]) = (16, 17);
        (uint64 waiting, uint64 writtenOff, uint256 amountWei) = _verify(proof);
        assertEq(waiting, PROVISIONS);
        assertEq(writtenOff, 2);
        assertEq(amountWei, expectedWei);
    }

    function testFuzz_verify_anySubsetInRisingOrder(uint256 chosen) public view {
        PendingDepositsProof memory proof = _proof(PROVISIONS);
        uint256 count = 0;
        uint256 expectedWei = 0;
        for (uint64 number = 1; number <= PROVISIONS; ++number) {
            if ((chosen >> number) & 1 == 0) continue;
            proof.waiting[count++] = _waiting(number);
            expectedWei += uint256(entries[_position(number)].amountGwei) * 1 gwei;
        }
        WaitingDeposit[] memory waiting = proof.waiting;
        assembly ("memory-safe") {
            mstore(waiting, count)
        }
        (uint64 given,, uint256 amountWei) = _verify(proof);
        assertEq(given, count);
        assertEq(amountWei, expectedWei);
    }

    /// @dev Nothing waits: neither top nor layout is read, so this holds before Electra too.
    function test_verify_nothingWaits() public {
        PendingDepositsProof memory proof;
        proof.writtenOff = new uint64[](1);
        proof.writtenOff[0] = 17;
        forkLayout.pendingDeposits = 0;
        (uint64 waiting, uint64 writtenOff, uint256 amountWei) = _verify(proof);
        assertEq(waiting, 0);
        assertEq(writtenOff, 1);
        assertEq(amountWei, 0);
    }

    /// @dev Its index is known by now, but the validator was not there at the block.
    function test_verify_registeredSince() public {
        _change(2, LIST_LENGTH, ProvisionStatus.Registered);
        (uint64 waiting,,) = _verify(_proof(PROVISIONS));
        assertEq(waiting, PROVISIONS);
    }

    // ---- what is refused ----

    function testFuzz_verify_rejectsAnyChangedWord(uint64 number, uint256 word, uint256 bit) public {
        PendingDepositsProof memory proof = _proof(PROVISIONS);
        WaitingDeposit memory deposit = proof.waiting[number % PROVISIONS];
        bytes32 flip = bytes32(1 << (bit % 256));
        word %= deposit.branch.length + 3;
        if (word == 0) deposit.signatureRoot ^= flip;
        else if (word == 1) deposit.rest ^= flip;
        else if (word == 2) proof.top.node ^= flip;
        else deposit.branch[word - 3] ^= flip;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _verify(proof);
    }

    /// @dev What is not part of the proof comes from the registry: another key or principal is another entry.
    function testFuzz_verify_rejectsAnotherKeyOrPrincipal(uint64 number, bytes32 key, uint64 principalGwei)
        public
    {
        number = 1 + number % PROVISIONS;
        Provision memory provision = provisions.provisionOf(number);
        vm.assume(key != provision.pubkeyRoot && principalGwei != provision.principalGwei);
        PendingDepositsProof memory proof = _proof(PROVISIONS);
        _set(number, key, provision.principalGwei, 0, ProvisionStatus.Provisioned);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _verify(proof);
        _set(number, provision.pubkeyRoot, principalGwei, 0, ProvisionStatus.Provisioned);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _verify(proof);
    }

    /// @dev 0x01 where the entry says 0x02, or the other pod: well-formed, but not what was deposited.
    function testFuzz_verify_rejectsOtherCredentials(uint64 number, bool isOtherPod) public {
        PendingDepositsProof memory proof = _proof(PROVISIONS);
        WaitingDeposit memory deposit = proof.waiting[number % PROVISIONS];
        bytes32 otherPod = bytes32(uint256(uint160(pods[0]) ^ uint160(pods[1])));
        deposit.withdrawalCredentials ^= isOtherPod ? otherPod : bytes32(hex"03");
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _verify(proof);
    }

    function testFuzz_verify_rejectsAnotherPosition(uint64 number, uint64 position) public {
        PendingDepositsProof memory proof = _proof(PROVISIONS);
        WaitingDeposit memory deposit = proof.waiting[number % PROVISIONS];
        vm.assume(position != deposit.position);
        bool isInQueue = position < top.length;
        deposit.position = position;
        vm.expectPartialRevert(
            isInQueue ? SSZ.SSZBranchMismatch.selector : ListTree.PositionOutOfRange.selector
        );
        _verify(proof);
    }

    function testFuzz_verify_rejectsAnotherProvisionsEntry(uint64 number, uint64 other) public {
        (number, other) = (1 + number % PROVISIONS, 1 + other % PROVISIONS);
        vm.assume(number != other);
        PendingDepositsProof memory proof = _proof(PROVISIONS);
        proof.waiting[number - 1] = _waiting(other);
        proof.waiting[number - 1].provision = number;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _verify(proof);
    }

    /// @dev The same key with another amount: neither the entry's own nor the principal's chunk leads to the top.
    function test_verify_revert_dustForTheSameKey() public {
        assertEq(entries[DUST].pubkeyRoot, entries[5].pubkeyRoot);
        PendingDepositsProof memory proof = _at(5, DUST);
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _verify(proof);
    }

    function test_verify_revert_foreignPayee() public {
        assertEq(entries[FOREIGN].pubkeyRoot, entries[4].pubkeyRoot);
        PendingDepositsProof memory proof = _at(4, FOREIGN);
        uint64 number = proof.waiting[0].provision;
        bytes32 credentials = entries[FOREIGN].withdrawalCredentials;
        vm.expectRevert(
            abi.encodeWithSelector(PendingDeposits.CredentialsNotOfPod.selector, number, credentials)
        );
        _verify(proof);
        // Another payee than the entry's: its hash is another one.
        proof.waiting[0].withdrawalCredentials = entries[4].withdrawalCredentials;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _verify(proof);
    }

    function testFuzz_verify_revert_credentialsOfAnotherForm(bytes12 form) public {
        vm.assume(form != bytes12(hex"01") && form != bytes12(hex"02"));
        PendingDepositsProof memory proof = _proof(1);
        bytes32 credentials = bytes32(form) | bytes32(uint256(uint160(pods[0])));
        proof.waiting[0].withdrawalCredentials = credentials;
        vm.expectRevert(abi.encodeWithSelector(PendingDeposits.CredentialsNotOfPod.selector, 1, credentials));
        _verify(proof);
    }

    function testFuzz_verify_revert_notRising(uint64 number, uint64 other) public {
        PendingDepositsProof memory proof = _proof(PROVISIONS);
        uint256 place = 1 + number % (PROVISIONS - 1);
        // The one before it again, or any before that; 0 is before the first.
        uint64 given = other % uint64(place + 1);
        proof.waiting[place] = _waiting(given == 0 ? 1 : given);
        proof.waiting[place].provision = given;
        vm.expectRevert(abi.encodeWithSelector(PendingDeposits.ProvisionsNotRising.selector, place, given));
        _verify(proof);
    }

    function test_verify_revert_provisionZero() public {
        PendingDepositsProof memory proof = _proof(1);
        proof.waiting[0].provision = 0;
        vm.expectRevert(abi.encodeWithSelector(PendingDeposits.ProvisionsNotRising.selector, 0, 0));
        _verify(proof);
    }

    function test_verify_revert_provisionTooNew() public {
        PendingDepositsProof memory proof = _at(_position(18), _position(18));
        proof.waiting[0].provision = 18;
        vm.expectRevert(abi.encodeWithSelector(PendingDeposits.ProvisionTooNew.selector, 18, PROVISIONED));
        _verify(proof);
    }

    function test_verify_revert_provisionWrittenOff() public {
        _change(5, 0, ProvisionStatus.WrittenOff);
        vm.expectRevert(abi.encodeWithSelector(PendingDeposits.ProvisionWrittenOff.selector, 5));
        _verify(_proof(PROVISIONS));
    }

    function test_verify_revert_provisionIsTheLastValidator() public {
        testFuzz_verify_revert_provisionExists(LIST_LENGTH - 1);
    }

    function testFuzz_verify_revert_provisionExists(uint64 validatorIndex) public {
        validatorIndex %= LIST_LENGTH;
        _change(6, validatorIndex, ProvisionStatus.Registered);
        vm.expectRevert(
            abi.encodeWithSelector(PendingDeposits.ProvisionExists.selector, 6, validatorIndex, LIST_LENGTH)
        );
        _verify(_proof(PROVISIONS));
    }

    function test_verify_revert_noDepositQueue() public {
        forkLayout.pendingDeposits = 0;
        vm.expectRevert(abi.encodeWithSelector(PendingDeposits.NoDepositQueue.selector, 3));
        _verify(_proof(3));
    }

    function test_verify_revert_anotherLengthOfTheQueue() public {
        PendingDepositsProof memory proof = _proof(1);
        proof.top.length += 1;
        vm.expectPartialRevert(ListTree.ListLengthMismatch.selector);
        _verify(proof);
    }

    function test_verify_revert_anotherState() public {
        stateRoot = ~stateRoot;
        vm.expectPartialRevert(SSZ.SSZBranchMismatch.selector);
        _verify(_proof(1));
    }

    function testFuzz_verify_revert_writtenOffNotRising(uint64 first, uint64 second) public {
        first = 16 + first % 2;
        second = second % (first + 1);
        PendingDepositsProof memory proof;
        proof.writtenOff = new uint64[](2);
        (proof.writtenOff[0], proof.writtenOff[1]) = (first, second);
        vm.expectRevert(abi.encodeWithSelector(PendingDeposits.ProvisionsNotRising.selector, first, second));
        _verify(proof);
    }

    function test_verify_revert_writtenOffTooNew() public {
        _change(18, 0, ProvisionStatus.WrittenOff);
        PendingDepositsProof memory proof;
        proof.writtenOff = new uint64[](1);
        proof.writtenOff[0] = 18;
        vm.expectRevert(abi.encodeWithSelector(PendingDeposits.ProvisionTooNew.selector, 18, PROVISIONED));
        _verify(proof);
    }

    function test_verify_revert_provisionNotWrittenOff() public {
        _change(8, 5, ProvisionStatus.Registered);
        ProvisionStatus[2] memory statuses = [ProvisionStatus.Provisioned, ProvisionStatus.Registered];
        for (uint64 i = 0; i < 2; ++i) {
            PendingDepositsProof memory proof;
            proof.writtenOff = new uint64[](1);
            proof.writtenOff[0] = 7 + i;
            vm.expectRevert(
                abi.encodeWithSelector(PendingDeposits.ProvisionNotWrittenOff.selector, 7 + i, statuses[i])
            );
            _verify(proof);
        }
    }

    // ---- mainnet ----

    /// @dev Origin Protocol's file of slot 12235962 (Electra) has the queue below the BLOCK root (gindex 738), the root
    ///      of entry 2, and the slot of entry 0 with its branch. It has no field of entry 2: which key, payee and amount
    ///      it is made of is not in the file, so `verify` as a whole cannot be run on it.
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

    function _verify(PendingDepositsProof memory proof) private view returns (uint64, uint64, uint256) {
        IValidatorRegistry registry = IValidatorRegistry(address(provisions));
        return deposits.verify(proof, registry, forkLayout, stateRoot, PROVISIONED, LIST_LENGTH);
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
        provisions.set(number, Provision(key, principalGwei, index, 0, status));
    }

    function _change(uint64 number, uint64 index, ProvisionStatus status) private {
        Provision memory provision = provisions.provisionOf(number);
        _set(number, provision.pubkeyRoot, provision.principalGwei, index, status);
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
