package io.cardea.media.record.movie;

import io.cardea.rtc.rtp.CodecId;

/**
 * What is known of a movie before its first frame.
 *
 * @param audio {@link CodecId#OPUS}, or {@link CodecId#OTHER} without audio
 * @param video {@link CodecId#OTHER} without video
 * @param title empty for none; cut to {@value #MAX_TITLE} characters
 * @param epochMicros when it began, microseconds since the Unix epoch
 */
public record MovieInfo(CodecId audio, CodecId video, String title, long epochMicros) {
    public static final int MAX_TITLE = 100;

    public MovieInfo {
        if (title.length() > MAX_TITLE) title = title.substring(0, MAX_TITLE);
    }

    public boolean hasAudio() {
        return audio != CodecId.OTHER;
    }

    public boolean hasVideo() {
        return video != CodecId.OTHER;
    }
}
