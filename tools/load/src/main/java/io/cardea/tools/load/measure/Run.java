package io.cardea.tools.load.measure;

/**
 * A run that is over.
 *
 * @param number of it, from 1, in what was started with one command
 * @param server what the server is called
 * @param level the load's
 * @param outcome what it came to
 * @param samples second by second
 * @param limit what else than the server may have held it back
 */
public record Run(
        int number, String server, int level, Outcome outcome, Samples samples, Limit limit) {
    public double figure(Figure figure) {
        return figure.of(outcome);
    }
}
