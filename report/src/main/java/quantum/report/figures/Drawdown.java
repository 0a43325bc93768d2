package quantum.report.figures;

/**
 * The deepest fall of a course below the highest it had stood at before.
 *
 * @param depth 0 or above, in the course's unit
 * @param peakMillis when it last stood at that height; says nothing of a depth of 0
 * @param troughMillis when it was deepest
 */
public record Drawdown(double depth, long peakMillis, long troughMillis) {}
