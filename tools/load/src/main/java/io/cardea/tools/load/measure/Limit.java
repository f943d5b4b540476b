package io.cardea.tools.load.measure;

import java.util.Locale;

/** Which side, other than the server, may have held the load back. */
public enum Limit {
    /** Neither the generator nor the machine was near its end. */
    NONE("neither the generator nor the machine was at its limit"),
    /** The generator's threads had hardly a pause: it may have lost or delayed packets itself. */
    GENERATOR("the generator was at its limit: loss and latency may be its own (more --loops?)"),
    /** Server and generator together left the processors hardly a pause. */
    MACHINE("server and generator together used up the machine's processors");

    private final String sentence;

    Limit(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
