package io.cardea.server.gateway;

/** The log as the Admin API changes it while the server runs. Any thread. */
public interface LogControl {
    /** 0 (nothing) to 7 (everything). */
    int level();

    void level(int number);

    boolean timestamps();

    void timestamps(boolean on);

    boolean colors();

    void colors(boolean on);

    /** Writes a line of an operator's, at a level from 1 (fatal) to 7 (debug). */
    void line(int level, String text);
}
