package io.cardea.tools.load;

import io.cardea.tools.load.scenario.Plan;
import io.cardea.tools.load.scenario.PlanFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say what is played. They go before what the scenario file says. */
public final class PlanOptions {
    private final Map<String, String> over = new HashMap<>();

    @Option(names = "--file", paramLabel = "FILE", description = "a scenario file")
    private Optional<Path> file = Optional.empty();

    /** The plan that file and options make. */
    public Plan plan() {
        return file.isPresent() ? PlanFile.read(file.get(), over) : PlanFile.of(over);
    }

    @Option(
            names = {"-s", "--scenario"},
            paramLabel = "NAME",
            description = "echo, broadcast, videoroom or churn (default: broadcast)")
    void scenario(String value) {
        over.put("scenario", value);
    }

    @Option(names = "--rooms", paramLabel = "N", description = "rooms of videoroom (1)")
    void rooms(String value) {
        over.put("rooms", value);
    }

    @Option(
            names = "--publishers",
            paramLabel = "N",
            description = "publishers in each room, or peers of echo (1)")
    void publishers(String value) {
        over.put("publishers", value);
    }

    @Option(names = "--viewers", paramLabel = "N", description = "viewers of each publisher (10)")
    void viewers(String value) {
        over.put("viewers", value);
    }

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "sessions set up in a second, 0 for as fast as they can (50)")
    void rate(String value) {
        over.put("rate", value);
    }

    @Option(
            names = "--stay",
            paramLabel = "SECONDS",
            description = "how long those who come and go stay (10)")
    void stay(String value) {
        over.put("stay", value);
    }

    @Option(
            names = "--warmup",
            paramLabel = "SECONDS",
            description = "from when all are up to the steady part (3)")
    void warmup(String value) {
        over.put("warmup", value);
    }

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "SECONDS",
            description = "the steady part (10)")
    void duration(String value) {
        over.put("duration", value);
    }

    @Option(names = "--video", paramLabel = "CODEC", description = "vp8, h264 or none (vp8)")
    void video(String value) {
        over.put("media.video", value);
    }

    @Option(
            names = {"-b", "--bitrate"},
            paramLabel = "BITS",
            description = "of the video, in bit/s (600000)")
    void bitrate(String value) {
        over.put("media.bitrate", value);
    }

    @Option(names = "--packet", paramLabel = "BYTES", description = "payload of UDP (1200)")
    void packet(String value) {
        over.put("media.packet", value);
    }

    @Option(names = "--framerate", paramLabel = "N", description = "frames a second (25)")
    void framerate(String value) {
        over.put("media.framerate", value);
    }

    @Option(
            names = "--keyframe",
            paramLabel = "N",
            description = "packets of a keyframe, by those of another (3)")
    void keyframe(String value) {
        over.put("media.keyframe", value);
    }

    @Option(names = "--layers", paramLabel = "N", description = "simulcast layers, 1 to 3 (1)")
    void layers(String value) {
        over.put("media.layers", value);
    }

    @Option(names = "--audio", description = "Opus beside the video")
    void audio(boolean value) {
        over.put("media.audio", Boolean.toString(value));
    }

    @Option(
            names = "--feedback",
            paramLabel = "KIND",
            description = "receivers tell of the bandwidth: twcc, remb or none (twcc)")
    void feedback(String value) {
        over.put("receive.feedback", value);
    }

    @Option(names = "--no-nack", description = "receivers do not ask again for what is lost")
    void noNack(boolean value) {
        over.put("receive.nack", Boolean.toString(!value));
    }

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "of so many packets one is decrypted (32)")
    void sample(String value) {
        over.put("receive.sample", value);
    }

    @Option(
            names = "--loss",
            paramLabel = "PERCENT",
            description = "of received media that is thrown away (0)")
    void loss(String value) {
        over.put("receive.loss", value);
    }

    @Option(
            names = "--delay",
            paramLabel = "MS",
            description = "by which all that is received is held back (0)")
    void delay(String value) {
        over.put("receive.delay", value);
    }

    @Option(
            names = "--srtp",
            paramLabel = "SUITE",
            description = "any, AEAD_AES_128_GCM or AES_CM_128_HMAC_SHA1_80 (any)")
    void srtp(String value) {
        over.put("network.srtp", value);
    }

    @Option(names = "--loops", paramLabel = "N", description = "threads that carry the peers (1)")
    void loops(String value) {
        over.put("network.loops", value);
    }

    @Option(
            names = "--gather",
            paramLabel = "MS",
            description = "how long packets gather before they are read, 0 for not at all (0)")
    void gather(String value) {
        over.put("network.gather", value);
    }

    @Option(
            names = "--address",
            paramLabel = "IP",
            description = "of ours (default: the one that leads to the server)")
    void address(String value) {
        over.put("network.address", value);
    }
}
