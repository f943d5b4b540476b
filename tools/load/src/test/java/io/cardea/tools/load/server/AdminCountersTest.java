package io.cardea.tools.load.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cardea.spi.Json;
import io.cardea.tools.load.server.AdminCounters.Packets;
import org.junit.jupiter.api.Test;

class AdminCountersTest {
    @Test
    void allLinesAndLayersAreSummedUp() {
        Json info =
                Json.parse(
                        """
                        {"webrtc": {"dtls": {"stats": {"in": {"packets": 99}}}, "media": {
                          "0": {"type": "audio", "stats": {
                            "in": {"packets": 5, "bytes": 50}, "out": {"packets": 7}}},
                          "1": {"type": "video", "stats": {
                            "in": {"packets": 10, "video-simulcast-1": {"packets": 20},
                                   "video-simulcast-2": {"packets": 40}},
                            "out": {"packets": 3, "nacks": 1}}},
                          "2": {"type": "video"}}}}
                        """);
        assertEquals(new Packets(75, 10), AdminCounters.of(info));
    }

    @Test
    void aHandleWithoutAPeerConnectionHasNone() {
        assertEquals(new Packets(0, 0), AdminCounters.of(Json.parse("{\"plugin\": \"x\"}")));
    }
}
