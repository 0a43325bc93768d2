/** Positions that have ended, as a report is told them. */
package quantum.account.report;
