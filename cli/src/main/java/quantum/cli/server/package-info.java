/** The Redis server of this machine: how it keeps what it is given, and who may log in. */
package quantum.cli.server;
