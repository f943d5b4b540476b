package io.cardea.media.record;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Where a recording goes.
 *
 * @param file the final name
 * @param writing the name while it is being written
 */
record RecordingPath(Path file, Path writing) {
    private static final FileAttribute<?> MODE_0755 =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));

    /**
     * Finds the names and makes the folder; refuses protected ones.
     *
     * @param wantedFolder empty for the folder part of the name, or the working folder
     * @param wantedName empty for a made-up one
     * @param suffix with its dot
     */
    static RecordingPath prepare(
            RecordingSettings settings,
            String wantedFolder,
            String wantedName,
            String suffix,
            RandomGenerator random)
            throws IOException {
        String folder = wantedFolder;
        String name = wantedName;
        int slash = name.lastIndexOf('/');
        if (folder.isEmpty() && slash >= 0) {
            folder = slash == 0 ? "/" : name.substring(0, slash);
            name = name.substring(slash + 1);
        }
        if (name.isEmpty()) name = "janus-recording-" + Integer.toUnsignedString(random.nextInt());
        Path directory = Path.of(folder);
        Path file = directory.resolve(name + suffix);
        refuseProtected(settings.protectedFolders(), folder);
        refuseProtected(settings.protectedFolders(), file.toString());
        makeFolder(directory);
        // Once more, now that every link on the way is there to be followed.
        refuseProtected(settings.protectedFolders(), file.toString());
        String extension = settings.temporaryExtension();
        Path writing =
                extension.isEmpty()
                        ? file
                        : file.resolveSibling(file.getFileName() + "." + extension);
        return new RecordingPath(file, writing);
    }

    /** Gives a finished file its final name. */
    void settle() throws IOException {
        if (!writing.equals(file)) Files.move(writing, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void makeFolder(Path directory) throws IOException {
        if (directory.toString().isEmpty() || Files.isDirectory(directory)) return;
        if (Files.exists(directory)) {
            throw new FileSystemException(directory.toString(), null, "not a folder");
        }
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(directory, MODE_0755);
        } else {
            Files.createDirectories(directory);
        }
    }

    /** By the real path, so that no link leads around it; a leading space is refused, too. */
    static void refuseProtected(List<String> protectedFolders, String path) throws IOException {
        if (protectedFolders.isEmpty()) return;
        if (path.startsWith(" ")) throw new FileSystemException(path, null, "leading space");
        String real = realPath(Path.of(path).toAbsolutePath().normalize()).toString();
        for (String folder : protectedFolders) {
            if (!folder.isEmpty() && real.startsWith(folder)) {
                throw new FileSystemException(path, null, "protected folder");
            }
        }
    }

    /** Real as far as it exists, the rest as it is written. */
    private static Path realPath(Path path) throws IOException {
        if (Files.exists(path)) return path.toRealPath();
        Path parent = path.getParent();
        return parent == null ? path : realPath(parent).resolve(path.getFileName());
    }
}
