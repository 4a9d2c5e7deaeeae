/** Failures of looking for validators to eject. @module */
import { UnavailableError } from "../errors.ts";

/** The predeploy of EIP-7002 answers no fee. */
export class WithdrawalFeeError extends UnavailableError {
  readonly code = "WITHDRAWAL_FEE_UNREADABLE";
  constructor(rpc: string, answer: string) {
    super(`${rpc} answers ${answer} for the fee of a withdrawal request (EIP-7002), which is one word.`, {
      hints: [
        "Check that --rpc is synced and its chain has Prague. Without --rpc validators are only listed.",
      ],
    });
  }
}
