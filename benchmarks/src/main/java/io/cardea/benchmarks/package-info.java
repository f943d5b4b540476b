/**
 * What the packet path costs, in time and garbage per packet: see {@code docs/performance.md}.
 *
 * <p>Each {@code …Benchmark} says what one operation is; most are one packet. {@link
 * io.cardea.benchmarks.Run} runs them, tells medians, and holds them to bounds on what they
 * allocate.
 */
@NullMarked
package io.cardea.benchmarks;

import org.jspecify.annotations.NullMarked;
