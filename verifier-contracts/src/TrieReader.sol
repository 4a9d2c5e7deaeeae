// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

/// @notice The nodes of a call, hashed and placed once for all keys that are read.
struct TrieNodes {
    bytes32[] hashes;
    /// Where each stands in calldata: its start, then (high 128 bits) its end.
    uint256[] places;
}

/// @title  TrieReader
/// @notice Reads what a Merkle-Patricia trie holds at a 32-byte key, or that it holds nothing there, from calldata.
/// @dev    https://ethereum.org/en/developers/docs/data-structures-and-encoding/patricia-merkle-trie
///
///         Nodes that several keys share are sent once: all nodes of a call stand in one list, and a PATH names those on
///         the way to a key, root first, by their positions (two bytes each, big-endian).
///
///         A node is an RLP list. A branch has 16 children and a value, a leaf or extension a path of nibbles and what
///         follows it. A child is the hash of its node, or the node itself where that is shorter than 32 bytes (an INLINE
///         node, read where it stands and never listed), or the empty string. A key leads to one of four ends:
///
///             leaf        its nibbles are the rest of the key          the value
///             leaf        it has another nibble than the key           nothing is there
///             extension   it has another nibble than the key           nothing is there
///             branch      its child for the key is the empty string    nothing is there
///
///         Every node is hashed once, and of its RLP only the item on the way is read. Nearly all nodes are branches of
///         sixteen hashes, whose length and header leave no other shape: no leaf or extension of a state is that long, and
///         a branch above 32-byte keys has no value.
///
///         Nothing is checked for overflow: offsets of calldata are small, lengths in RLP are below 2^64, and what is
///         subtracted was compared before.
///
///         Verified here: every node hashes to what its parent (or the root) says, so no node can be changed, left out or
///         taken from another place; the way ends at this key and nothing comes after its end.
///         Trusted, not verified: the root, and that its trie is one of 32-byte keys, as state and storage tries are.
library TrieReader {
    /// @notice keccak256(rlp("")): the root of a trie that holds nothing. No node is read under it.
    bytes32 internal constant EMPTY_TRIE_ROOT =
        0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421;

    /// @dev RLP: first bytes of the empty string, of a 32-byte string, and of lists.
    uint256 private constant EMPTY_STRING = 0x80;
    uint256 private constant HASH_STRING = 0xa0;
    uint256 private constant SHORT_LIST = 0xc0;
    /// @dev RLP: the longest payload whose length is part of the first byte.
    uint256 private constant SHORT_LIMIT = 55;
    /// @dev A hash with its first byte.
    uint256 private constant HASH_ITEM_BYTES = 33;

    uint256 private constant BRANCH_ITEMS = 17;
    uint256 private constant KEY_NIBBLES = 64;

    /// @dev A branch of sixteen hashes without a value: three bytes of header, sixteen items of 33, the empty string. A
    ///      literal: the compiler would add it up again at every node.
    uint256 private constant FULL_BRANCH_BYTES = 532;
    uint256 private constant FULL_BRANCH_HEADER = 0xf90211;

    /// @dev Where the key goes from a node.
    enum Way {
        /// Down to a child.
        Down,
        /// To an end: the trie holds nothing at the key.
        Nowhere,
        /// To the value.
        Found
    }

    /// @dev How far a key has been followed.
    struct Walk {
        /// The rest of the key from its next nibble on, and how many nibbles that is.
        uint256 rest;
        uint256 left;
        /// The RLP item that is next, or the value: calldata offsets.
        uint256 start;
        uint256 end;
        /// Hash of the listed node that it stands in.
        bytes32 nodeHash;
    }

    /// @notice The path does not name the node that comes next: it is wrong, cut short, or of another block.
    /// @param key      Hashed key that was to be read.
    /// @param depth    Nodes before it on the path.
    /// @param expected Hash of the node.
    error NodeMissing(bytes32 key, uint256 depth, bytes32 expected);

    /// @notice The way to the key is over before its path is.
    /// @param key   Hashed key that was read.
    /// @param used  Nodes that show what is there.
    /// @param given Nodes on the path.
    error NodesAfterEnd(bytes32 key, uint256 used, uint256 given);

    /// @notice A node, account or number with the right hash is none.
    /// @param nodeHash Hash of the node that holds it.
    error NodeMalformed(bytes32 nodeHash);

    /// @notice Hashes all nodes of a call.
    /// @param nodes   The nodes.
    /// @return listed What keys are read from.
    function list(bytes[] calldata nodes) internal pure returns (TrieNodes memory listed) {
        (bytes32[] memory hashes, uint256[] memory places) =
            (new bytes32[](nodes.length), new uint256[](nodes.length));
        // Memory-safe: behind the free pointer, as scratch; `keccak256(nodes[i])` would keep every copy. The arrays have
        // a word for each node behind their length. Like `nodes[i]`, but for a third of its gas: a head names its node
        // relative to the first head, and a node has its length before it.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let size := shl(5, nodes.length)
            for { let at := 0 } lt(at, size) { at := add(at, 32) } {
                let head := add(nodes.offset, calldataload(add(nodes.offset, at)))
                let start := add(head, 32)
                let length := calldataload(head)
                let end := add(start, length)
                if or(gt(end, calldatasize()), lt(end, start)) { revert(0, 0) }
                calldatacopy(free, start, length)
                mstore(add(add(hashes, 32), at), keccak256(free, length))
                mstore(add(add(places, 32), at), or(start, shl(128, end)))
            }
        }
        return TrieNodes(hashes, places);
    }

    /// @notice What a trie holds at a key.
    /// @param root   Root of the trie.
    /// @param key    Key, hashed already.
    /// @param nodes  Nodes of this and other keys, by `list`.
    /// @param path   Positions of the nodes on the way, two bytes each, root first. Not read if the trie is empty.
    /// @return value RLP that the trie holds; empty if it holds nothing.
    function find(bytes32 root, bytes32 key, TrieNodes memory nodes, bytes calldata path)
        internal
        pure
        returns (bytes calldata value)
    {
        assembly ("memory-safe") {
            value.offset := 0
            value.length := 0
        }
        if (root == EMPTY_TRIE_ROOT) return value;
        Walk memory walk = Walk(uint256(key), KEY_NIBBLES, 0, 0, root);
        uint256 depths = path.length / 2;
        uint256 depth = 0;
        while (true) {
            depth = _passFullBranches(walk, nodes, path, depth);
            if (depth == depths) break;
            uint256 position;
            // The path has two bytes for this depth.
            assembly ("memory-safe") {
                position := shr(240, calldataload(add(path.offset, shl(1, depth))))
            }
            if (!_enter(walk, nodes, position)) revert NodeMissing(key, depth, walk.nodeHash);
            Way way = _follow(walk);
            unchecked {
                ++depth;
            }
            if (way == Way.Down) continue;
            if (depth != depths) revert NodesAfterEnd(key, depth, depths);
            if (way == Way.Found) {
                (uint256 start, uint256 end) = (walk.start, walk.end);
                assembly ("memory-safe") {
                    value.offset := start
                    value.length := sub(end, start)
                }
            }
            return value;
        }
        revert NodeMissing(key, depths, walk.nodeHash);
    }

    /// @notice Balance and storage root of an account: RLP of nonce, balance, storage root and code hash.
    /// @param encoded      What the state trie holds, not empty.
    /// @return balanceWei  Its balance, wei.
    /// @return storageRoot Root of its storage trie.
    function readAccount(bytes calldata encoded)
        internal
        pure
        returns (uint256 balanceWei, bytes32 storageRoot)
    {
        unchecked {
            Walk memory walk = _inside(encoded);
            (uint256 nonce, uint256 end) = _item(walk, walk.start);
            if (end != walk.end || _byteAt(walk.start) < SHORT_LIST) _refuse(walk);
            (, uint256 balance) = _item(walk, nonce);
            uint256 roots;
            (balanceWei, roots) = _integer(walk, balance);
            uint256 codeHash = roots + HASH_ITEM_BYTES;
            if (
                codeHash + HASH_ITEM_BYTES != walk.end || _byteAt(roots) != HASH_STRING
                    || _byteAt(codeHash) != HASH_STRING
            ) _refuse(walk);
            storageRoot = bytes32(_wordAt(roots + 1));
        }
    }

    /// @notice The number that a storage slot holds.
    /// @param encoded What the storage trie holds, not empty.
    /// @return number The number.
    function readNumber(bytes calldata encoded) internal pure returns (uint256 number) {
        Walk memory walk = _inside(encoded);
        uint256 end;
        (number, end) = _integer(walk, walk.start);
        if (end != walk.end) _refuse(walk);
    }

    /// @dev Goes into the node at a position of the list; false if there is none, or another one than expected.
    function _enter(Walk memory walk, TrieNodes memory nodes, uint256 position) private pure returns (bool) {
        bytes32[] memory hashes = nodes.hashes;
        if (position >= hashes.length || hashes[position] != walk.nodeHash) return false;
        uint256 place = nodes.places[position];
        (walk.start, walk.end) = (uint128(place), place >> 128);
        return true;
    }

    /// @dev Follows the key down through branches of sixteen hashes, on the stack: what `_enter` and `_follow` do, for a
    ///      fifth of their gas. Stops at anything else, which is left to them.
    /// @return next Depth of the node that is no such branch, or not the one expected; at most that of the path's end.
    function _passFullBranches(Walk memory walk, TrieNodes memory nodes, bytes calldata path, uint256 depth)
        private
        pure
        returns (uint256 next)
    {
        next = depth;
        // Memory-safe: reads the two arrays below their length, and writes members of the walk.
        assembly ("memory-safe") {
            let hashes := mload(nodes)
            let rest := mload(walk)
            let left := mload(add(walk, 0x20))
            let nodeHash := mload(add(walk, 0x80))
            for {} lt(next, shr(1, path.length)) { next := add(next, 1) } {
                let at := shr(240, calldataload(add(path.offset, shl(1, next))))
                if iszero(lt(at, mload(hashes))) { break }
                at := shl(5, add(at, 1))
                if iszero(eq(mload(add(hashes, at)), nodeHash)) { break }
                at := mload(add(mload(add(nodes, 0x20)), at))
                let start := and(at, 0xffffffffffffffffffffffffffffffff)
                if iszero(eq(sub(shr(128, at), start), FULL_BRANCH_BYTES)) { break }
                if iszero(eq(shr(232, calldataload(start)), FULL_BRANCH_HEADER)) { break }
                let child := add(add(start, 3), mul(HASH_ITEM_BYTES, shr(252, rest)))
                if iszero(eq(shr(248, calldataload(child)), HASH_STRING)) { break }
                if iszero(left) { break }
                nodeHash := calldataload(add(child, 1))
                rest := shl(4, rest)
                left := sub(left, 1)
            }
            mstore(walk, rest)
            mstore(add(walk, 0x20), left)
            mstore(add(walk, 0x80), nodeHash)
        }
    }

    /// @dev From a node of any kind through its inline children to the next hash or to an end.
    function _follow(Walk memory walk) private pure returns (Way way) {
        unchecked {
            while (true) {
                way = _step(walk);
                if (way != Way.Down) return way;
                uint256 length = walk.end - walk.start;
                uint256 prefix = _byteAt(walk.start);
                if (length == HASH_ITEM_BYTES && prefix == HASH_STRING) {
                    walk.nodeHash = bytes32(_wordAt(walk.start + 1));
                    return way;
                }
                // An inline node is a list shorter than a hash.
                if (length >= 32 || prefix < SHORT_LIST) _refuse(walk);
            }
        }
    }

    /// @dev One step from a node to its child or value.
    function _step(Walk memory walk) private pure returns (Way way) {
        (uint256 first, uint256 end) = _item(walk, walk.start);
        if (end != walk.end || _byteAt(walk.start) < SHORT_LIST) _refuse(walk);
        (uint256 pathStart, uint256 pathEnd) = _item(walk, first);
        (uint256 value, uint256 valueEnd) = _item(walk, pathEnd);
        if (valueEnd != walk.end) return _takeBranch(walk, first);
        way = _comparePath(walk, pathStart, pathEnd);
        walk.start = pathEnd;
        if (way == Way.Found) {
            // RLP that is wrapped in a string, which is not empty.
            if (_byteAt(pathEnd) >= SHORT_LIST || value == valueEnd) _refuse(walk);
            walk.start = value;
        }
    }

    /// @dev Down from a branch of any kind; all of its items are counted.
    function _takeBranch(Walk memory walk, uint256 offset) private pure returns (Way) {
        unchecked {
            if (walk.left == 0) _refuse(walk);
            uint256 nibble = walk.rest >> 252;
            uint256 end = walk.end;
            uint256 items = 0;
            uint256 child = 0;
            uint256 childEnd = 0;
            for (; offset < end; ++items) {
                uint256 prefix = _byteAt(offset);
                uint256 next = offset;
                // Hashes and empty strings are nearly all that stands in a branch.
                if (prefix == HASH_STRING) next += HASH_ITEM_BYTES;
                else if (prefix == EMPTY_STRING) ++next;
                else (, next) = _item(walk, offset);
                if (items == nibble) (child, childEnd) = (offset, next);
                offset = next;
            }
            if (items != BRANCH_ITEMS || offset != end) _refuse(walk);
            (walk.start, walk.end) = (child, childEnd);
            walk.rest <<= 4;
            --walk.left;
            return _byteAt(child) == EMPTY_STRING ? Way.Nowhere : Way.Down;
        }
    }

    /// @dev Whether the key takes the path of a leaf or extension. It is hex-prefix encoded: a nibble that says leaf (2)
    ///      and odd (1), another one of zeros if it is even, then its nibbles.
    function _comparePath(Walk memory walk, uint256 start, uint256 end) private pure returns (Way way) {
        unchecked {
            uint256 flags = _byteAt(start) >> 4;
            if (start == end || flags > 3) _refuse(walk);
            bool isOdd = flags & 1 != 0;
            way = flags & 2 != 0 ? Way.Found : Way.Down;
            uint256 nibbles = 2 * (end - start) - (isOdd ? 1 : 2);
            // A leaf holds the rest of a key, an extension leaves some of it to the branch below.
            if (way == Way.Found ? nibbles != walk.left : nibbles == 0 || nibbles >= walk.left) {
                _refuse(walk);
            }
            uint256 path = isOdd ? _wordAt(start) << 4 : _wordAt(start + 1);
            // Only the nibbles of the path: the key goes on behind them.
            if ((path ^ walk.rest) >> (256 - 4 * nibbles) != 0) return Way.Nowhere;
            walk.rest <<= 4 * nibbles;
            walk.left -= nibbles;
        }
    }

    /// @dev The number whose RLP starts at an offset.
    function _integer(Walk memory walk, uint256 offset) private pure returns (uint256 number, uint256 end) {
        unchecked {
            uint256 start;
            (start, end) = _item(walk, offset);
            uint256 length = end - start;
            if (length > 32 || _byteAt(offset) >= SHORT_LIST) _refuse(walk);
            number = _wordAt(start) >> (256 - 8 * length);
        }
    }

    /// @dev Where the payload of the RLP item at an offset starts, and where the item ends: inside `walk`.
    function _item(Walk memory walk, uint256 offset) private pure returns (uint256 start, uint256 end) {
        unchecked {
            if (offset >= walk.end) _refuse(walk);
            uint256 prefix = _byteAt(offset);
            // A byte below 0x80 is its own encoding.
            if (prefix < EMPTY_STRING) return (offset, offset + 1);
            start = offset + 1;
            uint256 length = prefix - (prefix < SHORT_LIST ? EMPTY_STRING : SHORT_LIST);
            if (length > SHORT_LIMIT) {
                // The length of the length, one to eight bytes; then the length, big-endian.
                uint256 width = length - SHORT_LIMIT;
                length = _wordAt(start) >> (256 - 8 * width);
                start += width;
            }
            end = start + length;
            if (end > walk.end) _refuse(walk);
        }
    }

    /// @dev A value on its own; what is wrong with it is named by its own hash.
    function _inside(bytes calldata encoded) private pure returns (Walk memory walk) {
        uint256 start;
        assembly ("memory-safe") {
            start := encoded.offset
        }
        (walk.start, walk.end, walk.nodeHash) = (start, start + encoded.length, keccak256(encoded));
    }

    function _refuse(Walk memory walk) private pure {
        revert NodeMalformed(walk.nodeHash);
    }

    function _byteAt(uint256 offset) private pure returns (uint256) {
        return _wordAt(offset) >> 248;
    }

    /// @dev Behind the end of calldata stand zeros; nothing is used that ends behind its item.
    function _wordAt(uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(offset)
        }
    }
}
