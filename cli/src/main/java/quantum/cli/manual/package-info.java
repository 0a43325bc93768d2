/** The command's manual, made of the command itself. */
package quantum.cli.manual;
