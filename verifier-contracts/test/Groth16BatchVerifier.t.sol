// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.8.26;

import {BN254} from "../src/BN254.sol";
import {DevelopmentKey} from "../src/DevelopmentKey.sol";
import {Groth16BatchVerifier} from "../src/Groth16BatchVerifier.sol";
import {PoseidonDeployer} from "./PoseidonDeployer.sol";

contract VerifierOfNoFurtherChain is DevelopmentKey {}

/// @dev A verifier as scripts/export-verifier writes it, with five real proofs of a toy circuit that proves ANY inputs
///      (test/contract-fixtures): the subject is the verifier.
/// forge-config: default.fuzz.runs = 64
contract Groth16BatchVerifierTest is PoseidonDeployer {
    string private constant ARTIFACT = "ToyVerifier.sol:ToyVerifier";
    uint256 private constant ALL = 5;

    Groth16BatchVerifier private verifier;
    uint256[8][] private allProofs;
    uint256[16][] private allInputs;

    function setUp() public {
        bytes memory batch =
            vm.parseJsonBytes(readOrSkip(string.concat(FIXTURES, "toy-batch.json")), ".batch");
        (uint256[8][] memory proofs, uint256[16][] memory inputs) =
            abi.decode(batch, (uint256[8][], uint256[16][]));
        for (uint256 i = 0; i < ALL; ++i) {
            allProofs.push(proofs[i]);
            allInputs.push(inputs[i]);
        }
        verifier = Groth16BatchVerifier(create(vm.getCode(ARTIFACT)));
    }

    function test_verify_acceptsBatchesOfOneTwoAndFive() public view {
        assertTrue(_verifyFirst(1), "one");
        assertTrue(_verifyFirst(2), "two");
        assertTrue(_verifyFirst(5), "five");
    }

    function test_verify_acceptsEachProofAlone() public view {
        for (uint256 i = 0; i < ALL; ++i) {
            (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(1);
            (proofs[0], inputs[0]) = (allProofs[i], allInputs[i]);
            assertTrue(verifier.verify(proofs, inputs), "alone");
        }
    }

    function testFuzz_verify_rejectsAnyChangedPublicInput(
        uint256 size,
        uint256 proof,
        uint256 input,
        uint256 value
    ) public view {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(1 + size % ALL);
        (proof, input, value) = (proof % proofs.length, input % 16, value % BN254.R);
        vm.assume(inputs[proof][input] != value);
        inputs[proof][input] = value;
        assertTrue(!verifier.verify(proofs, inputs), "rejected");
    }

    function testFuzz_verify_rejectsAnyFlippedProofBit(uint256 size, uint256 proof, uint256 bit) public view {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(1 + size % ALL);
        proof %= proofs.length;
        proofs[proof][bit / 256 % 8] ^= 1 << (bit % 256);
        try verifier.verify(proofs, inputs) returns (bool valid) {
            assertTrue(!valid, "rejected");
        } catch (bytes memory reason) {
            bytes4 selector = bytes4(reason);
            assertTrue(
                selector == Groth16BatchVerifier.ProofPointInvalid.selector
                    || selector == BN254.PrecompileFailed.selector,
                "typed"
            );
        }
    }

    /// @dev Valid points that are not the proof's: the equation itself must fail.
    function testFuzz_verify_rejectsMovedPoints(uint256 proof, uint256 scalar, bool moveC) public view {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(ALL);
        uint256[8] memory moved = proofs[proof % ALL];
        uint256 x = moveC ? 6 : 0;
        _move(moved, x, 1 + scalar % (BN254.R - 1));
        assertTrue(!verifier.verify(proofs, inputs), "rejected");
    }

    function test_verify_rejectsSwappedInputs() public view {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(2);
        (inputs[0], inputs[1]) = (inputs[1], inputs[0]);
        assertTrue(!verifier.verify(proofs, inputs), "rejected");
    }

    /// @dev Two wrong proofs whose errors cancel when proofs are simply added up: only random coefficients see them.
    function test_verify_rejectsErrorsThatCancel() public view {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(2);
        _move(proofs[0], 6, 1);
        _move(proofs[1], 6, BN254.R - 1);
        assertTrue(!verifier.verify(proofs, inputs), "rejected");
    }

    /// @dev Errors that cancel under the challenge of the unchanged batch: the changed one must draw another.
    function testFuzz_verify_challengeCoversProofs(uint256 offset) public view {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(2);
        offset = 1 + offset % (BN254.R - 1);
        uint256 challenge = _challenge(proofs, inputs);
        _move(proofs[0], 6, mulmod(challenge, offset, BN254.R));
        _move(proofs[1], 6, BN254.R - offset);
        assertTrue(!verifier.verify(proofs, inputs), "rejected");
    }

    function testFuzz_verify_challengeCoversInputs(uint256 offset, uint256 input) public view {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(2);
        (offset, input) = (1 + offset % (BN254.R - 1), input % 16);
        uint256 challenge = _challenge(proofs, inputs);
        inputs[0][input] = addmod(inputs[0][input], mulmod(challenge, offset, BN254.R), BN254.R);
        inputs[1][input] = addmod(inputs[1][input], BN254.R - offset, BN254.R);
        assertTrue(!verifier.verify(proofs, inputs), "rejected");
    }

    /// @dev What the two tests above presume: the coefficient of the second proof is the hash of key and whole call.
    function test_verify_drawsTheChallengeFromKeyAndCall() public {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(2);
        uint256 challenge = _challenge(proofs, inputs);
        vm.expectCall(address(7), abi.encode(proofs[1][0], proofs[1][1], challenge));
        vm.expectCall(address(7), abi.encode(proofs[1][6], proofs[1][7], challenge));
        verifier.verify(proofs, inputs);
    }

    /// @dev A chain without a precompile answers its calls with success and no data.
    function test_verify_revert_chainWithoutPrecompiles() public {
        uint8[3] memory words = [4, 3, 30];
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(2);
        for (uint160 i = 3; i > 0; --i) {
            address precompile = address(5 + i);
            vm.mockCall(precompile, "", "");
            vm.expectRevert(abi.encodeWithSelector(BN254.PrecompileFailed.selector, precompile, words[i - 1]));
            verifier.verify(proofs, inputs);
        }
    }

    /// @dev EIP-1108: 34,000 the pairing, 6,000 a multiplication, 150 an addition; 100 each call of the last three.
    function test_verify_oneMoreProofCostsLittleMoreThanItsPrecompiles() public view {
        uint256 more = _gasOf(ALL) - _gasOf(ALL - 1);
        assertTrue(more < 34_000 + 2 * 6100 + 250 + 3400, "gas of one more proof");
    }

    /// @dev x and x + R are the same field element, so they would be two statements with one proof.
    function testFuzz_verify_revert_inputNotBelowTheFieldOrder(uint256 proof, uint256 input, uint256 value)
        public
    {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(ALL);
        (proof, input) = (proof % ALL, input % 16);
        value = inputs[proof][input] + BN254.R * (1 + value % 4);
        inputs[proof][input] = value;
        vm.expectRevert(
            abi.encodeWithSelector(Groth16BatchVerifier.PublicInputTooLarge.selector, proof, input, value)
        );
        verifier.verify(proofs, inputs);
    }

    function test_verify_revert_coordinateNotBelowTheFieldOrder() public {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(2);
        for (uint256 coordinate = 0; coordinate < 2; ++coordinate) {
            proofs[1][coordinate] += BN254.P;
            vm.expectRevert(
                abi.encodeWithSelector(
                    Groth16BatchVerifier.ProofPointInvalid.selector, 1, proofs[1][0], proofs[1][1]
                )
            );
            verifier.verify(proofs, inputs);
            proofs[1][coordinate] -= BN254.P;
        }
    }

    function test_verify_revert_pointAtInfinity() public {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(1);
        (proofs[0][6], proofs[0][7]) = (0, 0);
        vm.expectRevert(abi.encodeWithSelector(Groth16BatchVerifier.ProofPointInvalid.selector, 0, 0, 0));
        verifier.verify(proofs, inputs);
    }

    function test_verify_revert_bOffTheTwist() public {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(2);
        proofs[1][2] ^= 1;
        vm.expectRevert(abi.encodeWithSelector(BN254.PrecompileFailed.selector, address(8), 30));
        verifier.verify(proofs, inputs);
    }

    /// @dev x = 1: y^2 = 1 + 3 / (9 + u), but R times the point is not zero.
    function test_verify_revert_bOnTheTwistOutsideTheSubgroup() public {
        uint256 y0 = 18278151005453108793778860132295291098363647455926340152056652516292830556603;
        uint256 y1 = 5912654199736721486680175016176231956195085055698687135131307249486702594212;
        // y^2, then times 9 + u: 12 + u.
        uint256 square0 = addmod(mulmod(y0, y0, BN254.P), BN254.P - mulmod(y1, y1, BN254.P), BN254.P);
        uint256 square1 = mulmod(2, mulmod(y0, y1, BN254.P), BN254.P);
        assertEq(addmod(mulmod(9, square0, BN254.P), BN254.P - square1, BN254.P), 12);
        assertEq(addmod(square0, mulmod(9, square1, BN254.P), BN254.P), 1);
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(2);
        (proofs[1][2], proofs[1][3], proofs[1][4], proofs[1][5]) = (0, 1, y1, y0);
        vm.expectRevert(abi.encodeWithSelector(BN254.PrecompileFailed.selector, address(8), 30));
        verifier.verify(proofs, inputs);
    }

    function test_verify_revert_emptyBatch() public {
        vm.expectRevert(abi.encodeWithSelector(Groth16BatchVerifier.EmptyBatch.selector));
        verifier.verify(new uint256[8][](0), new uint256[16][](0));
    }

    function test_verify_revert_lengths() public {
        (uint256[8][] memory proofs,) = _first(2);
        (, uint256[16][] memory inputs) = _first(1);
        vm.expectRevert(abi.encodeWithSelector(Groth16BatchVerifier.BatchLengthMismatch.selector, 2, 1));
        verifier.verify(proofs, inputs);
    }

    /// @dev `false` at too little gas would mislead eth_estimateGas (a bare snarkjs verifier does that).
    function testFuzz_verify_neverReturnsFalseForLackOfGas(uint256 gasLimit) public view {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(1);
        try verifier.verify{gas: gasLimit % 400_000}(proofs, inputs) returns (bool valid) {
            assertTrue(valid, "true or revert");
        } catch {}
    }

    function test_constructor_revert_developmentKeyOnPublicChains() public {
        bytes memory code = vm.getCode(ARTIFACT);
        // The four of DevelopmentKey, and the two that toy-fixtures.ts names besides.
        uint256[6] memory publicChains = [uint256(1), 17000, 560048, 11155111, 100, 8453];
        for (uint256 i = 0; i < publicChains.length; ++i) {
            vm.chainId(publicChains[i]);
            vm.expectRevert(
                abi.encodeWithSelector(DevelopmentKey.DevelopmentKeyOnPublicChain.selector, publicChains[i])
            );
            this.deploy(code);
        }
        uint256[3] memory privateChains = [uint256(1337), 31337, 101];
        for (uint256 i = 0; i < privateChains.length; ++i) {
            vm.chainId(privateChains[i]);
            this.deploy(code);
        }
    }

    function test_constructor_noPublicChainBesidesTheFour() public {
        vm.chainId(8453);
        new VerifierOfNoFurtherChain();
        vm.chainId(1);
        vm.expectRevert(abi.encodeWithSelector(DevelopmentKey.DevelopmentKeyOnPublicChain.selector, 1));
        new VerifierOfNoFurtherChain();
    }

    function deploy(bytes calldata creationCode) external {
        bytes memory code = creationCode;
        assembly ("memory-safe") {
            if iszero(create(0, add(code, 32), mload(code))) {
                let free := mload(0x40)
                returndatacopy(free, 0, returndatasize())
                revert(free, returndatasize())
            }
        }
    }

    /// @dev Adds `scalar` times the generator to the point at word `x` of a proof.
    function _move(uint256[8] memory proof, uint256 x, uint256 scalar) private view {
        BN254.G1Point memory point = BN254.G1Point(proof[x], proof[x + 1]);
        BN254.G1Point memory shift = BN254.G1Point(1, 2);
        BN254.mulBy(shift, scalar);
        BN254.addTo(point, shift);
        (proof[x], proof[x + 1]) = (point.x, point.y);
    }

    /// @dev The coefficient of the second proof of a batch.
    function _challenge(uint256[8][] memory proofs, uint256[16][] memory inputs)
        private
        view
        returns (uint256)
    {
        bytes memory data = abi.encodeCall(verifier.verify, (proofs, inputs));
        return uint256(keccak256(bytes.concat(verifier.verificationKeyHash(), data))) % BN254.R;
    }

    /// @dev The call alone, without what the test does to encode it.
    function _gasOf(uint256 size) private view returns (uint256 used) {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(size);
        bytes memory data = abi.encodeCall(verifier.verify, (proofs, inputs));
        address target = address(verifier);
        bool valid;
        assembly ("memory-safe") {
            let before := gas()
            valid := and(staticcall(gas(), target, add(data, 32), mload(data), 0, 32), 1)
            used := sub(before, gas())
            valid := and(valid, mload(0))
        }
        assertTrue(valid, "verified");
    }

    function _verifyFirst(uint256 size) private view returns (bool) {
        (uint256[8][] memory proofs, uint256[16][] memory inputs) = _first(size);
        return verifier.verify(proofs, inputs);
    }

    function _first(uint256 size)
        private
        view
        returns (uint256[8][] memory proofs, uint256[16][] memory inputs)
    {
        proofs = new uint256[8][](size);
        inputs = new uint256[16][](size);
        for (uint256 i = 0; i < size; ++i) {
            (proofs[i], inputs[i]) = (allProofs[i], allInputs[i]);
        }
    }
}
