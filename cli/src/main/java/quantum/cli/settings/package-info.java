/** What the services and this command are set to. */
package quantum.cli.settings;
