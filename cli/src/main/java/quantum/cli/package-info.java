/** The command {@code quantum}: one process for all verbs that read, explain and check. */
package quantum.cli;
