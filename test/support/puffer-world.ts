/**
 * The deployed Puffer protocol in contracts of our own: the same names, places in storage, proxies and addresses by CREATE2
 * (verifier-contracts/test/puffer). Sent by any `Sender`: first to an EVM of this process, which says what the addresses will
 * be, then to a network whose genesis validators pay out to the pods of these addresses. Nothing is read back, so the same plan
 * gives the same addresses from the same nonce.
 * @module
 */
import {
  type Address,
  getContractAddress,
  getCreate2Address,
  type Hex,
  keccak256,
  pad,
  stringToHex,
} from "viem";
import { type ContractArtifact, contractArtifact, forgeBuild } from "../../scripts/contracts/forge.ts";
import { call, deployment, type Sender, type Step } from "../../scripts/contracts/sender.ts";
import { DEPOSIT_CONTRACT_ADDRESS } from "../../scripts/devnet/execution-genesis.ts";
import { interopPublicKey } from "../../scripts/devnet/signed-deposit.ts";

/** Keys in one transaction: far below the gas limit of a block. */
const KEYS_AT_ONCE = 20;
const PRINCIPAL_WEI = 32n * 10n ** 18n;
export const PUFFER_NODE: Address = "0x00000000000000000000000000000000000a0de1";

export interface PufferPlan {
  /** Of the staked token's accounting. Default 3. */
  readonly stakingVersion?: 3 | 4;
  /** Validators that the oracle counts and nobody has, as after a wrong seed. Default 0. */
  readonly uncountedValidators?: number;
  /** Each of 31 characters at most. */
  readonly moduleNames: readonly string[];
  /** What the vault gets at the start, beside 32 ETH for each validator that is provisioned. */
  readonly depositWei: bigint;
}

export interface PufferModule {
  /** ASCII, left-aligned in 32 bytes. */
  readonly name: Hex;
  readonly module: Address;
  readonly pod: Address;
}

export interface PufferWorld {
  readonly vault: Address;
  readonly vaultImplementation: Address;
  readonly oracle: Address;
  readonly protocol: Address;
  readonly protocolImplementation: Address;
  readonly moduleManager: Address;
  readonly podManager: Address;
  readonly podInitCodeHash: Hex;
  readonly depositor: Address;
  readonly depositorImplementation: Address;
  readonly weth: Address;
  readonly staking: Address;
  readonly modules: readonly PufferModule[];
}

/** Compiles the contracts, where they changed. */
export function buildPufferShapes(): Promise<void> {
  return forgeBuild(["verifier-contracts/test/puffer"]);
}

export async function deployPufferWorld(sender: Sender, plan: PufferPlan): Promise<PufferWorld> {
  const { stakingVersion = 3, uncountedValidators = 0, moduleNames, depositWei } = plan;
  const deploy = async (...steps: readonly (readonly [ContractArtifact, ...unknown[]])[]) =>
    sender.sendAll(steps.map(([artifact, ...args]) => deployment(artifact, args)));
  const [weth, staking, oracle, podManager, unset] = (await deploy(
    [shape("ShapeWeth")],
    [shape("ShapeStaking"), BigInt(stakingVersion)],
    [shape("ShapeOracle"), sender.address, BigInt(uncountedValidators)],
    [shape("ShapePodManager")],
    [shape("ShapeProxy", "ShapeUnset")],
  )) as [Address, Address, Address, Address, Address];
  const [moduleManager, vault] = (await deploy(
    [shape("ShapeModuleManager"), podManager],
    [shape("ShapeProxy"), unset],
  )) as [Address, Address];
  const [depositorImplementation, protocolImplementation] = (await deploy(
    [shape("ShapeDepositor"), weth, vault],
    [shape("ShapeProtocol"), vault, oracle, moduleManager, DEPOSIT_CONTRACT_ADDRESS],
  )) as [Address, Address];
  const [depositor, protocol] = (await deploy(
    [shape("ShapeProxy"), depositorImplementation],
    [shape("ShapeProxy"), protocolImplementation],
  )) as [Address, Address];
  const [vaultImplementation] = (await deploy([shape("ShapeVault"), staking, weth, oracle, depositor])) as [
    Address,
  ];
  await sender.sendAll([
    call(shape("ShapeProxy", "ShapeUnset").abi, vault, "upgradeToAndCall", [vaultImplementation, "0x"]),
  ]);
  const names = moduleNames.map((name) => stringToHex(name, { size: 32 }));
  await sender.sendAll([
    vaultCall(vault, "depositETH", [sender.address], depositWei),
    ...names.map((name) => call(shape("ShapeProtocol").abi, protocol, "createPufferModule", [name])),
  ]);
  const podInitCodeHash = keccak256(shape("ShapePod").bytecode);
  const modules = names.map((name, k) => {
    // The manager's own creation is no transaction of its: the first contract that it makes has nonce 1.
    const module = getContractAddress({ from: moduleManager, nonce: BigInt(k + 1) });
    const salt = pad(module, { size: 32 });
    return {
      name,
      module,
      pod: getCreate2Address({ from: podManager, salt, bytecodeHash: podInitCodeHash }),
    };
  });
  return {
    vault,
    vaultImplementation,
    oracle,
    protocol,
    protocolImplementation,
    moduleManager,
    podManager,
    podInitCodeHash,
    depositor,
    depositorImplementation,
    weth,
    staking,
    modules,
  };
}

/**
 * Enlists and provisions validators of a module in the order given, with the ETH that they need.
 * @param keyIndices  interop keys; for validators of the genesis state their indices too.
 */
export async function provisionValidators(
  sender: Sender,
  { vault, protocol }: PufferWorld,
  name: Hex,
  keyIndices: readonly number[],
): Promise<void> {
  await sender.sendAll([
    vaultCall(vault, "depositETH", [sender.address], PRINCIPAL_WEI * BigInt(keyIndices.length)),
  ]);
  for (let from = 0; from < keyIndices.length; from += KEYS_AT_ONCE) {
    const keys = keyIndices.slice(from, from + KEYS_AT_ONCE).map((keyIndex) => interopPublicKey(keyIndex));
    await sender.sendAll([protocolCall(protocol, "enlistAndProvision", [name, PUFFER_NODE, keys])]);
  }
}

export function protocolCall(protocol: Address, name: string, args: readonly unknown[]): Step {
  return call(shape("ShapeProtocol").abi, protocol, name, args);
}

export function vaultCall(vault: Address, name: string, args: readonly unknown[], valueWei = 0n): Step {
  return { ...call(shape("ShapeVault").abi, vault, name, args), valueWei };
}

/** @param file  where the contract stands, if not in one of its own name. */
function shape(file: string, name = file): ContractArtifact {
  return contractArtifact(name, file);
}
