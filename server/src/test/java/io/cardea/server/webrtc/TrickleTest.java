package io.cardea.server.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.server.gateway.ApiException;
import io.cardea.spi.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrickleTest {
    private static TrickledCandidate of(String text) {
        Json array = Json.parse("[" + text.replace('\'', '"') + "]");
        return TrickledCandidate.of(array.elements().getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "5", "'x'", "{'completed':true}", "{'completed':5,'x':1}"})
    void theEndOfCandidatesHasManyForms(String element) {
        assertTrue(of(element).last());
    }

    @Test
    void aCandidateBelongsToTheFirstLineByMidOrIndex() {
        assertTrue(of("{'sdpMid':'a','candidate':'x'}").isForFirstLine("a"));
        assertFalse(of("{'sdpMid':'b','candidate':'x'}").isForFirstLine("a"));
        assertTrue(of("{'sdpMLineIndex':0,'candidate':'x'}").isForFirstLine("a"));
        assertFalse(of("{'sdpMLineIndex':1,'candidate':'x'}").isForFirstLine("a"));
        assertFalse(of("{'sdpMid':'b','sdpMLineIndex':0,'candidate':'x'}").isForFirstLine("a"));
    }

    @Test
    void emptyCandidatesSayNothing() {
        assertTrue(of("{'sdpMid':'a','candidate':''}").isEmpty());
        assertTrue(of("{'sdpMid':'a','candidate':'end-of-candidates'}").isEmpty());
        assertFalse(of("{'sdpMid':'a','candidate':'x'}").isEmpty());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    {} | 456 | Trickle error: missing mandatory element (sdpMid or sdpMLineIndex)
                    {'candidate':'x'} | 456 | Trickle error: missing mandatory element (sdpMid or sdpMLineIndex)
                    {'sdpMid':'0'} | 456 | Trickle error: missing mandatory element (candidate)
                    {'sdpMLineIndex':-1} | 467 | Trickle error: invalid element type (sdpMLineIndex should be a positive integer)
                    {'sdpMLineIndex':0,'candidate':4} | 467 | Trickle error: invalid element type (candidate should be a string)
                    {'sdpMid':null,'sdpMLineIndex':0,'candidate':'x'} | 467 | Trickle error: invalid element type (sdpMid should be a string)
                    {'sdpMid':4,'candidate':'x'} | 467 | Trickle error: invalid element type (sdpMid should be a string)
                    """)
    void flawsAreNamed(String element, int code, String reason) {
        ApiException e = assertThrows(ApiException.class, () -> of(element));

        assertEquals(code, e.code());
        assertEquals(reason, e.reason());
    }

    @Test
    void waitingCandidatesGrowOld() {
        TrickleQueue queue = new TrickleQueue(Duration.ofSeconds(45));
        Json early = Json.of("early");
        Json late = Json.of("late");

        queue.add(early, 0);
        queue.add(late, Duration.ofSeconds(10).toNanos());

        assertEquals(List.of(late), queue.take(Duration.ofSeconds(45).toNanos()));
        assertEquals(List.of(), queue.take(Duration.ofSeconds(45).toNanos()));
    }

    @Test
    void onlySoManyCandidatesWait() {
        TrickleQueue queue = new TrickleQueue(Duration.ofSeconds(45));

        for (int i = 0; i < 2 * TrickleQueue.CAPACITY; i++) {
            queue.add(Json.of(i), 0);
        }

        assertEquals(TrickleQueue.CAPACITY, queue.take(0).size());
    }
}
