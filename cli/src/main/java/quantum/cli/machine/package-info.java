/** This machine: the units of systemd and what it says of them. */
package quantum.cli.machine;
