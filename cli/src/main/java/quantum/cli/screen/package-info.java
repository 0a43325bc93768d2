/** An explanation as text of one screen, or as JSON. */
package quantum.cli.screen;
