/**
 * What is played: small programs over a {@code Controller} that makes rooms, publishers and
 * viewers, and the stock ones, which a {@code Plan} describes; a file or the command line fills it.
 */
@NullMarked
package io.cardea.tools.load.scenario;

import org.jspecify.annotations.NullMarked;
