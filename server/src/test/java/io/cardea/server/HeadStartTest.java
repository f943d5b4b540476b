package io.cardea.server;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;

final class HeadStartTest {
    @Test
    void theCallsAreWhereTheyAreLookedFor() throws ClassNotFoundException {
        assertNotNull(Class.forName(HeadStart.CALLS, false, HeadStartTest.class.getClassLoader()));
    }
}
