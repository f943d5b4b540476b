package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SerialTasksTest {
    private final List<String> log = new ArrayList<>();
    private final SerialTasks tasks = new SerialTasks(Runnable::run);

    @Test
    void aTaskPostedByATaskRunsAfterIt() {
        tasks.execute(() -> {
            tasks.execute(() -> log.add("second"));
            log.add("first");
        });

        assertEquals(List.of("first", "second"), log);
    }

    @Test
    void aTaskThatThrowsHoldsNothingUp() {
        tasks.execute(() -> {
            throw new IllegalStateException("meant to");
        });
        tasks.execute(() -> log.add("next"));

        assertEquals(List.of("next"), log);
    }
}
