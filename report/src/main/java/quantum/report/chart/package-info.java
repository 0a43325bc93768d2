/**
 * Pictures in SVG. Each says in its attributes what it was drawn from, so that it can be checked.
 */
package quantum.report.chart;
