/**
 * Fuzz targets: every parser takes arbitrary bytes, lets nothing escape, ends, and stays small.
 *
 * <p>One class per parser, each with the {@code fuzzerTestOneInput} that Jazzer calls. Where
 * arbitrary bytes alone would not get past a checksum or a key, a target puts the right one in.
 * What it finds wrong it throws as an {@link AssertionError}. {@code fuzz/run} runs them; the seeds
 * and the regressions are in {@code fuzz/corpus}, and are replayed by this module's test.
 */
@NullMarked
package io.cardea.fuzz;

import org.jspecify.annotations.NullMarked;
