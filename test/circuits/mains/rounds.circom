pragma circom 2.2.0;

include "../../../circuits/sha256/rounds.circom";
include "../../../circuits/sha256/message-block.circom";

/// Two rounds and two words of the schedule, their results private so that a forger may change them.
template Main() {
    signal input words[10][32];
    signal input before[16][32];
    component rounds = Rounds(2, 1, [0x428a2f98, 0x71374491], 3, 1 << 32, 2);
    rounds.words <== words;
    component schedule = NextScheduleWords(2);
    schedule.before <== before;
}

component main {public [words, before]} = Main();
