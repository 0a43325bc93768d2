/** What positions came to, as one file that anybody can open. */
package quantum.report;
