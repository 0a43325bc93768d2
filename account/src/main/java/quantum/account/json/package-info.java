/** What was read and what it means, as JSON: the same for a terminal and a browser. */
package quantum.account.json;
