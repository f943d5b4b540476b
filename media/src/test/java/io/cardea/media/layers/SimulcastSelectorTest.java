package io.cardea.media.layers;

import static io.cardea.media.layers.Verdict.FORWARD;
import static io.cardea.media.layers.Verdict.OTHER;
import static io.cardea.media.layers.Verdict.SKIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.rtp.CodecId;
import org.junit.jupiter.api.Test;

class SimulcastSelectorTest {
    private SimulcastSelector selector = new SimulcastSelector(CodecId.H264);
    private Script script = new Script(selector);

    private void codec(CodecId codec) {
        selector = new SimulcastSelector(codec);
        script = new Script(selector);
    }

    @Test
    void startsWithTheFirstKeyframeOfAnyLayer() {
        assertEquals(OTHER, script.h264(2, false));
        assertEquals(-1, selector.layer());
        assertEquals(FORWARD, script.h264(0, true));

        assertEquals(0, selector.layer());
        assertTrue(selector.takeChanged());
        assertFalse(selector.takeChanged());
    }

    @Test
    void climbsOnKeyframesInSteps() {
        script.h264(0, true);

        assertEquals(OTHER, script.h264(1, false));
        assertEquals(FORWARD, script.h264(1, true));
        assertEquals(OTHER, script.h264(0, true));
        assertEquals(FORWARD, script.h264(2, true));

        assertEquals(2, selector.layer());
        assertEquals(OTHER, script.h264(1, true));
    }

    @Test
    void asksAgainForTheKeyframeASwitchWaitsFor() {
        script.h264(0, true);

        script.h264(2, false);
        script.after(499).h264(2, false);
        assertFalse(selector.takeKeyframeWanted());
        script.after(1).h264(2, false);
        assertTrue(selector.takeKeyframeWanted());
        script.after(500).h264(2, false);
        assertTrue(selector.takeKeyframeWanted());

        script.h264(2, true);
        script.after(1000).h264(2, false);
        assertFalse(selector.takeKeyframeWanted());
    }

    @Test
    void doesNotAskForALayerThatIsNotSent() {
        script.h264(0, true);

        for (int i = 0; i < 100; i++) {
            script.after(33).h264(0, false);
            assertFalse(selector.takeKeyframeWanted());
        }
    }

    @Test
    void goesDownOnAKeyframeOfALowerLayer() {
        script.h264(2, true);
        selector.target(0, 2);

        assertEquals(FORWARD, script.h264(2, false));
        assertEquals(FORWARD, script.h264(1, true));
        assertEquals(FORWARD, script.h264(0, true));

        assertEquals(0, selector.layer());
    }

    @Test
    void aimsLowerOnceTheLayerHasBeenSilent() {
        script.h264(2, true);

        assertEquals(OTHER, script.after(250).h264(1, false));
        assertFalse(selector.takeKeyframeWanted());
        assertEquals(OTHER, script.after(1).h264(1, false));
        assertTrue(selector.takeKeyframeWanted());
        assertEquals(FORWARD, script.after(20).h264(1, true));
        assertEquals(1, selector.layer());

        // The better layer is back: climb on its next keyframe.
        assertEquals(OTHER, script.h264(2, false));
        assertEquals(FORWARD, script.h264(2, true));
        assertEquals(2, selector.layer());
    }

    @Test
    void aimsLowerStillWhenSilenceGoesOn() {
        script.h264(2, true);
        script.after(300).h264(0, false);
        selector.takeKeyframeWanted();

        assertEquals(OTHER, script.after(300).h264(0, false));
        assertTrue(selector.takeKeyframeWanted());
        assertEquals(FORWARD, script.h264(0, true));

        assertEquals(0, selector.layer());
    }

    @Test
    void theFallbackTimeCanBeSet() {
        script.h264(2, true);
        selector.fallback(50_000);

        script.after(51).h264(1, false);

        assertTrue(selector.takeKeyframeWanted());
    }

    @Test
    void neverFallsBelowTheLowestLayer() {
        script.h264(0, true);

        script.after(10_000).h264(1, false);

        assertFalse(selector.takeKeyframeWanted());
        assertEquals(0, selector.layer());
    }

    @Test
    void vp8CapsTemporalLayersOnceTheTargetIsSeen() {
        codec(CodecId.VP8);
        selector.target(0, 1);

        assertEquals(FORWARD, script.vp8(0, true, 0));
        assertEquals(FORWARD, script.vp8(0, false, 2));
        assertEquals(-1, selector.temporal());
        assertEquals(FORWARD, script.vp8(0, false, 1));
        assertEquals(1, selector.temporal());
        assertEquals(SKIP, script.vp8(0, false, 2));
        assertEquals(FORWARD, script.vp8(0, false, 0));

        selector.target(0, 2);
        assertEquals(FORWARD, script.vp8(0, false, 2));
        assertEquals(2, selector.temporal());
    }

    @Test
    void vp8GoesUpATemporalLayerAtALayerSyncOnly() {
        codec(CodecId.VP8);
        selector.target(0, 0);
        script.vp8(0, true, 0);
        script.vp8(0, false, 0);
        assertEquals(SKIP, script.vp8(0, false, 2));
        assertEquals(SKIP, script.vp8(0, false, 1));
        selector.target(0, 2);

        assertEquals(SKIP, script.vp8(0, false, 2, true)); // may need 1, of which one is missing
        assertEquals(SKIP, script.vp8(0, false, 1, false));
        assertEquals(FORWARD, script.vp8(0, false, 0));
        assertEquals(FORWARD, script.vp8(0, false, 1, true));
        assertEquals(0, selector.temporal());
        assertEquals(SKIP, script.vp8(0, false, 2, false));
        assertEquals(FORWARD, script.vp8(0, false, 2, true));

        assertEquals(2, selector.temporal());
    }

    @Test
    void vp8GoesUpTemporalLayersAtAKeyframe() {
        codec(CodecId.VP8);
        selector.target(0, 0);
        script.vp8(0, true, 0);
        assertEquals(SKIP, script.vp8(0, false, 2));
        selector.target(0, 2);

        script.vp8(0, true, 0);

        assertEquals(FORWARD, script.vp8(0, false, 2, false));
    }

    @Test
    void aLimitHoldsFromTheStart() {
        selector.target(1, 2);
        selector.limited(true);

        assertEquals(OTHER, script.h264(2, true));
        assertEquals(FORWARD, script.h264(0, true));
        assertEquals(FORWARD, script.h264(1, true));
        assertEquals(OTHER, script.h264(2, true));

        assertEquals(1, selector.layer());
    }

    @Test
    void aLimitAsksForItsKeyframeAtOnce() {
        selector.limited(true);
        selector.target(0, 2);
        script.h264(0, true);
        selector.target(1, 2);

        script.h264(2, false);
        assertFalse(selector.takeKeyframeWanted());
        script.h264(1, false);
        assertTrue(selector.takeKeyframeWanted());
        assertEquals(1, selector.keyframeLayer());
        script.after(100).h264(1, false);
        assertFalse(selector.takeKeyframeWanted());

        selector.target(2, 2);
        script.after(100).h264(2, false);
        assertTrue(selector.takeKeyframeWanted());
        assertEquals(2, selector.keyframeLayer());
    }

    @Test
    void halfOfTheFramesAreLeftOutWhileALowerKeyframeIsAwaited() {
        codec(CodecId.VP8);
        selector.limited(true);
        script.vp8(2, true, 0);
        assertEquals(FORWARD, script.vp8(2, false, 2));
        selector.target(0, 2);

        assertEquals(SKIP, script.vp8(2, false, 1));
        assertEquals(FORWARD, script.vp8(2, false, 0));
        assertEquals(FORWARD, script.vp8(0, true, 0));
        assertEquals(FORWARD, script.vp8(0, false, 2));
    }

    @Test
    void vp9GoesUpAtSwitchingPointsAndDownAtTheEndOfAFrame() {
        codec(CodecId.VP9);
        selector.target(0, 1);

        assertEquals(FORWARD, script.vp9(0, true, true, 0, 0, true, true, true));
        assertEquals(0, selector.temporal());
        assertEquals(SKIP, script.vp9(0, false, true, 0, 1, false, true, true));
        assertEquals(FORWARD, script.vp9(0, false, true, 0, 1, true, true, true));
        assertEquals(1, selector.temporal());
        assertEquals(SKIP, script.vp9(0, false, true, 0, 2, true, true, true));

        selector.target(0, 0);
        assertEquals(FORWARD, script.vp9(0, false, true, 0, 0, true, true, false));
        assertEquals(1, selector.temporal());
        assertEquals(FORWARD, script.vp9(0, false, true, 0, 0, false, false, true));
        assertEquals(0, selector.temporal());
        assertEquals(SKIP, script.vp9(0, false, true, 0, 1, true, true, true));
    }

    @Test
    void av1FollowsItsTemplates() {
        codec(CodecId.AV1);
        selector.target(0, 0);

        assertEquals(FORWARD, script.av1(0, true, true, 0, 0));
        assertEquals(SKIP, script.av1(0, false, true, 0, 1));
        selector.target(0, 2);
        assertEquals(FORWARD, script.av1(0, false, true, 0, 1));
        assertEquals(1, selector.temporal());
        assertEquals(FORWARD, script.withoutDescriptor(0));
    }
}
