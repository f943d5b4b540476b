package io.cardea.media.record;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at the space left on a recording's disk, now and then. One thread. */
final class DiskWatch {
    /** How much is written between two looks. */
    static final long BYTES_BETWEEN_LOOKS = 1L << 20;

    private final RecordingSettings.Space space;
    private final Path folder;
    private long nextLook = BYTES_BETWEEN_LOOKS;

    private DiskWatch(RecordingSettings.Space space, Path folder) {
        this.space = space;
        this.folder = folder;
    }

    /**
     * Begins with a look.
     *
     * @throws IOException if there is not enough
     */
    static DiskWatch begin(RecordingSettings settings, RecordingPath path) throws IOException {
        Path folder = path.writing().toAbsolutePath().getParent();
        DiskWatch watch = new DiskWatch(settings.space(), folder == null ? path.file() : folder);
        watch.look();
        return watch;
    }

    /**
     * So many bytes are in the file.
     *
     * @throws IOException if there is not enough for more
     */
    void written(long bytes) throws IOException {
        if (bytes < nextLook) return;
        nextLook = bytes + BYTES_BETWEEN_LOOKS;
        look();
    }

    private void look() throws IOException {
        if (!space.isEnough(Files.getFileStore(folder).getUsableSpace())) {
            throw new FileSystemException(folder.toString(), null, "too little space left");
        }
    }
}
