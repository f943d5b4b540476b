package io.cardea.fuzz;

import io.cardea.server.gateway.LogControl;

/** A log of which nothing is written. */
final class NoLog implements LogControl {
    @Override
    public int level() {
        return 0;
    }

    @Override
    public void level(int number) {}

    @Override
    public boolean timestamps() {
        return false;
    }

    @Override
    public void timestamps(boolean on) {}

    @Override
    public boolean colors() {
        return false;
    }

    @Override
    public void colors(boolean on) {}

    @Override
    public void line(int level, String text) {}
}
