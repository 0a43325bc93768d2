/** The same figures for programs. */
package quantum.report.file;
