package io.cardea.spi;

/**
 * What {@code info} says of a plugin, transport, event handler or logger.
 *
 * @param packageName the key clients use, such as {@code janus.plugin.echotest}
 * @param libraryName the file name by which configurations disable it, such as {@code
 *     libjanus_echotest.so}
 */
public record ModuleInfo(
        String packageName,
        String name,
        String author,
        String description,
        int version,
        String versionString,
        String libraryName) {}
