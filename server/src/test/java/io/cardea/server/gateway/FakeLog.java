package io.cardea.server.gateway;

import java.util.ArrayList;
import java.util.List;

/** A log of which nothing is written, for the Admin API to change. */
final class FakeLog implements LogControl {
    final List<String> lines = new ArrayList<>();
    private int level = 4;
    private boolean timestamps;
    private boolean colors;

    @Override
    public int level() {
        return level;
    }

    @Override
    public void level(int number) {
        level = number;
    }

    @Override
    public boolean timestamps() {
        return timestamps;
    }

    @Override
    public void timestamps(boolean on) {
        timestamps = on;
    }

    @Override
    public boolean colors() {
        return colors;
    }

    @Override
    public void colors(boolean on) {
        colors = on;
    }

    @Override
    public void line(int number, String text) {
        lines.add(number + " " + text);
    }
}
