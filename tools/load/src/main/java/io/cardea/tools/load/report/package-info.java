/**
 * What is told of runs: progress in the terminal, JSON lines, tables, and a page with plots.
 *
 * <p>{@code RunReport}, {@code RampReport} and {@code CompareReport} choose tables and charts;
 * {@code Table}, {@code Chart} and {@code Page} know how they look. What can be shown at all is in
 * {@code measure}: {@code Figure} of a run, {@code Curve} of a second.
 */
@NullMarked
package io.cardea.tools.load.report;

import org.jspecify.annotations.NullMarked;
