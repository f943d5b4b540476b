package io.cardea.testkit;

/** What a failing test prints of a viewer. */
final class Trace {
    private Trace() {}

    static String of(SimulatedViewer viewer) {
        StringBuilder text = new StringBuilder("seconds: estimate kbit/s, layer.temporal by line\n");
        text.append(viewer.history());
        for (int i = 0; i < viewer.links().size(); i++) {
            PictureWatch watch = viewer.pictures(i);
            text.append("line ").append(i).append(": missing ").append(watch.missing());
            text.append(", undecodable ").append(watch.undecodable());
            text.append(", id gaps ").append(watch.pictureIdGaps());
            text.append(", shown ").append(watch.shown().size()).append("; ");
        }
        return text.append("keyframes asked ").append(viewer.keyframesAsked()).toString();
    }
}
