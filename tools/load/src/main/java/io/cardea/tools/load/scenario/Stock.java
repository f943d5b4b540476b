package io.cardea.tools.load.scenario;

import io.cardea.tools.load.LoadException;
import java.util.Locale;

/** The scenarios that need no program. */
public enum Stock {
    /** Peers that hear themselves. */
    ECHO,
    /** One publisher, many viewers. */
    BROADCAST,
    /** Rooms with publishers with viewers each. */
    VIDEOROOM,
    /** A broadcast, and meanwhile viewers who come and go. */
    CHURN;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The program. */
    Scenario program(Plan plan) {
        Plan.Size size = plan.size();
        return switch (this) {
            case ECHO ->
                    c -> {
                        c.each(size.publishers(), i -> c.echo());
                        c.steady();
                    };
            case BROADCAST ->
                    c -> {
                        room(c, 1, size.viewers());
                        c.steady();
                    };
            case VIDEOROOM ->
                    c -> {
                        for (int i = 0; i < size.rooms(); i++) {
                            room(c, size.publishers(), size.viewers());
                        }
                        c.steady();
                    };
            case CHURN ->
                    c -> {
                        Room room = c.room(1);
                        Member publisher = c.publish(room);
                        c.each(size.viewers(), i -> c.view(room, publisher));
                        c.steady(
                                () -> c.passing(() -> c.view(room, publisher), plan.pace().stay()));
                    };
        };
    }

    private static void room(Controller c, int publishers, int viewers)
            throws LoadException, InterruptedException {
        Room room = c.room(publishers);
        for (int p = 0; p < publishers; p++) {
            Member publisher = c.publish(room);
            c.each(viewers, i -> c.view(room, publisher));
        }
    }
}
