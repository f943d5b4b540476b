package io.cardea.tools.load.measure;

/** The straight line through points, by least squares: how fast something grows. One thread. */
public final class Slope {
    private long points;
    private double sumX;
    private double sumY;
    private double sumXx;
    private double sumXy;

    public void add(double x, double y) {
        points++;
        sumX += x;
        sumY += y;
        sumXx += x * x;
        sumXy += x * y;
    }

    /** Growth of y as x grows by one; not a number with less than two points. */
    public double value() {
        double spread = points * sumXx - sumX * sumX;
        return spread <= 0 ? Double.NaN : (points * sumXy - sumX * sumY) / spread;
    }
}
