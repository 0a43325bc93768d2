/** Text and numbers as a page carries them; the only place that writes an angle bracket. */
package quantum.report.markup;
