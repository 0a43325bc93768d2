/**
 * What is shown: {@code assumptions + data quality + decisions + positions → totals → lines for
 * people | JSON lines | report}.
 */
package quantum.replay.output;
