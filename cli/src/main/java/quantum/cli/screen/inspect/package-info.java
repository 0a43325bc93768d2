/** One symbol on one screen: the rows of {@code quantum inspect}, by what they are about. */
package quantum.cli.screen.inspect;
