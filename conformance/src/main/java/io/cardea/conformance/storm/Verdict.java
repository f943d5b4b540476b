package io.cardea.conformance.storm;

import io.cardea.spi.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What has been heard in a storm, and what of it should not have been. Any thread. */
final class Verdict {
    private static final int MAX_FAULTS = 50;

    /** Errors of the plugin that a client in a storm may run into. */
    private static final Set<Long> PLUGIN_ERRORS =
            Set.of(
                    421L, 423L, 424L, 425L, 426L, 427L, 428L, 429L, 430L, 431L, 432L, 433L, 434L,
                    435L, 436L, 437L, 438L);

    /** Errors of the core: a session or handle gone, a description that comes too late. */
    private static final Set<Long> CORE_ERRORS = Set.of(458L, 459L, 465L, 469L, 471L);

    private static final Set<String> KINDS =
            Set.of(
                    "created",
                    "edited",
                    "destroyed",
                    "success",
                    "joined",
                    "attached",
                    "event",
                    "participants",
                    "updated",
                    "updating",
                    "rtp_forward",
                    "stop_rtp_forward",
                    "forwarders",
                    "talking",
                    "stopped-talking",
                    "slow_link");

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private final LongAdder faultCount = new LongAdder();

    void count(String what) {
        counts.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    void fault(String what) {
        faultCount.increment();
        if (faults.size() < MAX_FAULTS) faults.add(what);
    }

    /** Judges a message from the server. */
    void judge(Json message) {
        String janus = message.string("janus", "");
        if (janus.equals("error")) {
            long code = message.get("error").orElse(Json.NULL).integer("code", 0);
            count("core error " + code);
            if (!CORE_ERRORS.contains(code)) fault("core error " + message);
            return;
        }
        message.get("plugindata").flatMap(plugin -> plugin.get("data")).ifPresent(this::judgeData);
    }

    private void judgeData(Json data) {
        String kind = data.string("videoroom", "");
        if (!KINDS.contains(kind)) fault("unknown event " + data);
        long code = data.integer("error_code", 0);
        if (code == 0) return;
        count("error " + code);
        if (!PLUGIN_ERRORS.contains(code)) fault("unknown error " + data);
    }

    long faults() {
        return faultCount.sum();
    }

    List<String> examples() {
        return List.copyOf(faults);
    }

    Map<String, Long> counts() {
        Map<String, Long> sorted = new TreeMap<>();
        counts.forEach((what, count) -> sorted.put(what, count.sum()));
        return sorted;
    }
}
