package io.cardea.tools.load.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.cardea.server.config.Jcfg;
import io.cardea.spi.SettingsException;
import io.cardea.tools.load.peer.ReceivePlan.Feedback;
import io.cardea.tools.load.peer.Suite;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanFileTest {
    private static Plan plan(String text) {
        return PlanFile.of(Jcfg.parse("a.jcfg", text), Map.of());
    }

    private static String complaint(String text) {
        return assertThrows(SettingsException.class, () -> plan(text)).getMessage();
    }

    @Test
    void readsEverything() {
        Plan plan =
                plan(
                        """
                        scenario = "videoroom"
                        rooms = 2; publishers = 3; viewers = 4
                        rate = 12.5; stay = 1.5; warmup = 0; duration = 60
                        media: { video = "h264"; bitrate = 2500000; packet = 1000; framerate = 30;
                            keyframe = 5; layers = 3; audio = true }
                        receive: { feedback = "remb"; nack = false; sample = 8; loss = 0.5; delay = 20 }
                        network: { srtp = "AES_CM_128_HMAC_SHA1_80"; loops = 2; address = "127.0.0.1" }
                        """);
        assertEquals(Stock.VIDEOROOM, plan.scenario());
        assertEquals(new Plan.Size(2, 3, 4), plan.size());
        assertEquals(12.5, plan.pace().rate());
        assertEquals(Duration.ofMillis(1_500), plan.pace().stay());
        assertEquals(Duration.ofSeconds(60), plan.pace().duration());
        assertEquals(2_500_000, plan.media().bitrate());
        assertEquals(3, plan.media().layers());
        assertEquals(Feedback.REMB, plan.receive().feedback());
        assertEquals(0.5, plan.receive().lossPercent());
        assertEquals(Suite.AES_CM_128_HMAC_SHA1_80, plan.network().suite());
    }

    @Test
    void anEmptyFileIsTheDefault() {
        assertEquals(Plan.defaults(), plan(""));
    }

    @Test
    void theCommandLineGoesFirst() {
        Plan plan =
                PlanFile.of(
                        Jcfg.parse("a.jcfg", "viewers = 4; media: { bitrate = 100000 }"),
                        Map.of("viewers", "9", "receive.feedback", "none"));
        assertEquals(9, plan.size().viewers());
        assertEquals(100_000, plan.media().bitrate());
        assertEquals(Feedback.NONE, plan.receive().feedback());
    }

    @Test
    void raisesWhatGrows() {
        assertEquals(7, plan("").withLevel(7).size().viewers());
        assertEquals(7, plan("scenario = \"echo\"").withLevel(7).size().publishers());
    }

    @Test
    void saysWhatIsWrongAndWhere() {
        assertEquals(
                "a.jcfg:2: viewer: not known here; known are [scenario, rooms, publishers, viewers,"
                        + " rate, stay, warmup, duration, media, receive, network]",
                complaint("rooms = 1\nviewer = 3"));
        assertEquals(
                "a.jcfg:2: media.bitrate: 'fast' instead of a whole number",
                complaint("media: {\nbitrate = \"fast\" }"));
        assertEquals(
                "a.jcfg:1: scenario: 'party' instead of one of [echo, broadcast, videoroom, churn]",
                complaint("scenario = \"party\""));
        assertEquals(
                "a.jcfg:1: media: packet out of range: 9000",
                complaint("media: { packet = 9000 }"));
        assertEquals("a.jcfg:1: media: a group in braces is wanted", complaint("media = 1"));
        assertEquals("a.jcfg:1: rate: a single value is wanted", complaint("rate = [1, 2]"));
    }
}
