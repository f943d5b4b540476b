/** The command line: Janus's options, each of which overrides a setting of the file. */
@NullMarked
package io.cardea.server.cli;

import org.jspecify.annotations.NullMarked;
