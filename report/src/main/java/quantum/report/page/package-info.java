/** The page: which section stands where and what it says. */
package quantum.report.page;
