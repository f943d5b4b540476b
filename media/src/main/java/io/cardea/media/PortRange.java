package io.cardea.media;

/** UDP ports from first to last, both included. */
public record PortRange(int first, int last) {
    public PortRange {
        if (first < 1 || last > 65_535 || first > last) {
            throw new IllegalArgumentException("port range " + first + "-" + last);
        }
    }

    public int size() {
        return last - first + 1;
    }
}
