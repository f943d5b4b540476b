package io.cardea.media.layers;

import static io.cardea.media.layers.Verdict.FORWARD;
import static io.cardea.media.layers.Verdict.SKIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.rtp.CodecId;
import org.junit.jupiter.api.Test;

class SvcSelectorTest {
    private SvcSelector selector = new SvcSelector(CodecId.VP9);
    private Script script = new Script(selector);

    private void codec(CodecId codec) {
        selector = new SvcSelector(codec);
        script = new Script(selector);
    }

    /** One VP9 picture of three spatial layers; what each was judged. */
    private void vp9Picture(boolean keyframe, Verdict... expected) {
        for (int layer = 0; layer < 3; layer++) {
            Verdict verdict = script.vp9Svc(keyframe && layer == 0, true, layer, 0);
            assertEquals(expected[layer], verdict, "layer " + layer);
        }
    }

    @Test
    void forwardsTheLowestLayersUntilAKeyframe() {
        vp9Picture(false, FORWARD, SKIP, SKIP);
        assertEquals(-1, selector.layer());

        vp9Picture(true, FORWARD, FORWARD, FORWARD);
        assertEquals(2, selector.layer());
        assertTrue(selector.takeChanged());
    }

    @Test
    void setsTheMarkerAtTheEndOfTheHighestForwardedLayer() {
        selector.target(1, 2);
        vp9Picture(false, FORWARD, SKIP, SKIP);

        script.vp9Svc(true, true, 0, 0);
        assertFalse(script.rewrite.marker);
        script.vp9Svc(false, true, 1, 0);
        assertTrue(script.rewrite.marker);
        assertEquals(SKIP, script.vp9Svc(false, true, 2, 0));
    }

    @Test
    void asksAgainForTheKeyframeASwitchWaitsFor() {
        selector.target(0, 2);
        vp9Picture(true, FORWARD, SKIP, SKIP);
        selector.target(2, 2);

        vp9Picture(false, FORWARD, SKIP, SKIP);
        assertFalse(selector.takeKeyframeWanted());
        script.after(500);
        vp9Picture(false, FORWARD, SKIP, SKIP);

        assertTrue(selector.takeKeyframeWanted());
        assertFalse(selector.takeKeyframeWanted());
    }

    @Test
    void doesNotClimbToALayerThatIsSilent() {
        vp9Picture(false, FORWARD, SKIP, SKIP);
        script.after(300);
        script.vp9Svc(false, true, 0, 0);
        script.vp9Svc(false, true, 1, 0);

        script.vp9Svc(true, true, 0, 0);

        assertEquals(1, selector.layer());
    }

    @Test
    void flexibleModeGoesDownAtTheEndOfAFrame() {
        vp9Picture(false, FORWARD, SKIP, SKIP);
        vp9Picture(true, FORWARD, FORWARD, FORWARD);
        selector.target(0, 2);

        vp9Picture(false, FORWARD, SKIP, SKIP);

        assertEquals(0, selector.layer());
        assertFalse(script.vp9Svc(false, true, 0, 0) != FORWARD || !script.rewrite.marker);
    }

    @Test
    void otherwiseDownWaitsForAKeyframe() {
        for (int layer = 0; layer < 3; layer++) {
            script.vp9Svc(false, false, layer, 0);
        }
        script.vp9Svc(true, false, 0, 0);
        assertEquals(2, selector.layer());
        selector.target(1, 2);

        assertEquals(FORWARD, script.vp9Svc(false, false, 2, 0));
        assertEquals(FORWARD, script.vp9Svc(true, false, 0, 0));
        assertEquals(SKIP, script.vp9Svc(false, false, 2, 0));

        assertEquals(1, selector.layer());
    }

    @Test
    void choosesTemporalLayersWithinASpatialOne() {
        selector.target(0, 1);
        script.vp9Svc(true, true, 0, 0);

        assertEquals(SKIP, script.vp9(0, false, true, 0, 1, false, true, true));
        assertEquals(FORWARD, script.vp9(0, false, true, 0, 1, true, true, true));
        assertEquals(SKIP, script.vp9(0, false, true, 0, 2, true, true, true));

        assertEquals(1, selector.temporal());
    }

    @Test
    void av1FollowsItsTemplates() {
        codec(CodecId.AV1);
        selector.target(1, 0);

        assertEquals(FORWARD, script.av1(0, true, true, 0, 0));
        assertEquals(1, selector.layer());
        assertFalse(script.rewrite.marker);
        assertEquals(FORWARD, script.av1(0, true, true, 1, 0));
        assertTrue(script.rewrite.marker);
        assertEquals(SKIP, script.av1(0, false, true, 0, 1));

        selector.target(0, 2);
        assertEquals(FORWARD, script.av1(0, false, false, 0, 0));
        assertEquals(1, selector.layer());
        assertEquals(FORWARD, script.av1(0, false, true, 0, 0));
        assertEquals(0, selector.layer());
        assertTrue(script.rewrite.marker);
        assertEquals(SKIP, script.av1(0, false, true, 1, 0));
        assertEquals(FORWARD, script.av1(0, false, true, 0, 1));
    }

    @Test
    void forwardsWhatItCannotUnderstand() {
        codec(CodecId.AV1);

        assertEquals(FORWARD, script.withoutDescriptor(0));
        assertEquals(FORWARD, script.av1(0, false, true, 1, 1)); // no structure seen yet
        assertEquals(-1, selector.layer());
    }
}
