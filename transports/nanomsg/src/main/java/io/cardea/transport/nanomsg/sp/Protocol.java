package io.cardea.transport.nanomsg.sp;

/** What a socket is, by its number on the wire. */
public enum Protocol {
    PAIR(0x10),
    PUB(0x20),
    SUB(0x21);

    private final int number;

    Protocol(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Whether a socket of that number may be its peer. */
    boolean talksTo(int other) {
        return other
                == switch (this) {
                    case PAIR -> PAIR.number;
                    case PUB -> SUB.number;
                    case SUB -> PUB.number;
                };
    }
}
