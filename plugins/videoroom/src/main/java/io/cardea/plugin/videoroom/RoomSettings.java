package io.cardea.plugin.videoroom;

import java.util.List;
import java.util.Optional;

/**
 * What a room is set to; immutable. Made from and written to JSON by {@link RoomSettingsJson}.
 *
 * @param isPrivate whether lists leave it out
 * @param notifyJoining whether others hear of those who join without publishing
 * @param threads accepted for compatibility; loops share the work by themselves
 */
record RoomSettings(
        String description,
        boolean isPrivate,
        Entry entry,
        Media media,
        Extensions extensions,
        boolean talkEvents,
        Talk talk,
        Files record,
        boolean notifyJoining,
        Dummy dummy,
        int threads) {

    /** A cap below this is raised to it, in bit/s. */
    static final long LEAST_BITRATE = 64_000;

    /**
     * Who may come in and manage.
     *
     * @param secret needed to manage
     * @param pin needed to join
     * @param requirePvtid whether subscribers must say a publisher's private id
     * @param signedTokens whether joining needs a signed token
     * @param requireE2ee whether all media must be encrypted end to end
     */
    record Entry(
            Optional<String> secret,
            Optional<String> pin,
            boolean requirePvtid,
            boolean signedTokens,
            boolean requireE2ee) {}

    /**
     * What is published and how.
     *
     * @param publishers how many at once
     * @param bitrate cap for each in bit/s; 0 for none
     * @param bitrateCap whether a publisher can't raise its own above that
     * @param firFreq seconds between keyframe requests; 0 for none
     * @param subscriberBwe whether what subscribers get is fitted to what their path carries
     */
    record Media(
            int publishers,
            long bitrate,
            boolean bitrateCap,
            int firFreq,
            List<String> audioCodecs,
            List<String> videoCodecs,
            Optional<String> vp9Profile,
            Optional<String> h264Profile,
            boolean opusFec,
            boolean opusDtx,
            boolean subscriberBwe) {
        Media {
            if (publishers < 0 || firFreq < 0) throw new IllegalArgumentException("negative");
            if (bitrate > 0) bitrate = Math.max(bitrate, LEAST_BITRATE);
            audioCodecs = List.copyOf(audioCodecs);
            videoCodecs = List.copyOf(videoCodecs);
            if (!videoCodecs.contains("vp9")) vp9Profile = Optional.empty();
            if (!videoCodecs.contains("h264")) h264Profile = Optional.empty();
            boolean opus = audioCodecs.contains("opus") || audioCodecs.contains("multiopus");
            opusFec = opusFec && opus;
            opusDtx = opusDtx && opus;
        }
    }

    /** Header extensions that are accepted and offered. */
    record Extensions(
            boolean audioLevel,
            boolean videoOrientation,
            boolean playoutDelay,
            boolean transportWideCc) {}

    /**
     * How it is recorded.
     *
     * @param on whether every publisher is
     * @param folder where
     * @param locked whether a publisher needs the room's secret to change its recording
     */
    record Files(boolean on, Optional<String> folder, boolean locked, RecordingFormat format) {}

    /**
     * A publisher that never sends anything.
     *
     * @param on whether there is one
     * @param streams what it pretends to send; empty for one stream per codec
     * @param encrypted whether it pretends to be end-to-end encrypted
     */
    record Dummy(boolean on, List<DummyStream> streams, boolean encrypted) {
        Dummy {
            streams = List.copyOf(streams);
        }
    }

    /**
     * One m-line of a dummy.
     *
     * @param fmtp empty without
     */
    record DummyStream(String codec, String fmtp) {}

    /** The room's codecs of a kind, best first. */
    List<String> codecs(MediaKind kind) {
        return switch (kind) {
            case AUDIO -> media.audioCodecs();
            case VIDEO -> media.videoCodecs();
            case DATA -> List.of();
        };
    }

    /** The profile preferred for a codec; empty for any. */
    Optional<String> profile(String codec) {
        return switch (codec) {
            case "vp9" -> media.vp9Profile();
            case "h264" -> media.h264Profile();
            default -> Optional.empty();
        };
    }
}
