/** The verbs of the command: each reads its arguments, asks, and prints. */
package quantum.cli.verb;
