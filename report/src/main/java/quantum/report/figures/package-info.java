/** What the positions come to; functions of them alone. */
package quantum.report.figures;
