/** What a report is told: the positions, and what is to be known of them before they are read. */
package quantum.report.data;
